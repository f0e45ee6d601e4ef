/** A state machine of a construct tree: read as it will be in the template, and written when the template is made. */
import {
  CfnResource,
  type IResolvable,
  type IResolveContext,
  Lazy,
  type Reference,
  Stack,
  Token,
} from 'aws-cdk-lib/core';
import type { Change } from '../../core/change';
import type { Receipt } from '../../core/receipt';
import { partitionOf } from '../../core/region';
import type { MachinePart, MachineState, MachineTarget } from '../../core/state-machine';
import { isKnown, type Value, valueText } from '../../core/value';
import { shownText } from '../definition';
import { toValue } from '../intrinsics';
import { RECEIPT_KEY, readReceipt, renderReceipt } from '../receipt';
import { renderIn } from './lookups';
import {
  type Described,
  MACHINE_PARTS,
  type MachineProperties,
  type ReadDefinitionFile,
  readParts,
  writtenProperties,
} from './machine-parts';
import {
  attributeValue,
  type MachineProperty,
  machineShape,
  type Override,
  propertiesOf,
  type Resolve,
  templateValue,
} from './machine-properties';
import { allOverridesOf, overridesOf, returnOverrides, takeOverrides } from './overrides';
import { restoreTags } from './properties';
import { pathOf } from './read';
import { type CfnMachine, LAMBDA, SAM, VERSION } from './resource';
import { referencesIn, valueIn } from './tokens';
import type { WrittenConstruct } from './write';

/** The changes of a plan, and the receipt of them. */
export interface MachineChanges {
  readonly changes: readonly Change<MachinePart>[];
  readonly receipt?: Receipt<MachinePart>;
}

/**
 * Plans the machine in its state at one moment. References look different once the CDK has made exports of them, so the plan is
 * made again when the template is made; its findings are those of the first time.
 */
export type PlanMachine = (state: MachineState) => MachineChanges;

export class MachineDocument {
  private readonly shape;
  private readonly properties: readonly MachineProperty[];
  private readonly given: ReadonlyMap<string, unknown>;
  private readonly overrides: Readonly<Record<string, unknown>>;
  private readonly references: readonly Reference[];
  private readonly receipt: unknown;
  private readonly tags: Readonly<Record<string, string>>;
  private last?: { readonly key: string; readonly planned: MachineChanges };

  public constructor(
    private readonly cfn: CfnMachine,
    private readonly newLogGroup: Value,
    private readonly fileAt: ReadDefinitionFile,
  ) {
    this.shape = machineShape(cfn);
    this.properties = propertiesOf(this.shape);
    this.given = new Map(this.properties.map(({ name, attribute }) => [name, cfn[attribute]]));
    this.overrides = { ...overridesOf(cfn) };
    this.references = referencesIn([...this.given.values(), cfn.definitionSubstitutions, this.overrides], cfn);
    this.receipt = cfn.getMetadata(RECEIPT_KEY);
    this.tags = cfn.tags.tagValues();
  }

  /** The present state of the machine. */
  public read(): MachineState {
    return this.stateOf(this.resolved(this.resolveNow), this.resolveNow);
  }

  /** The name of the machine's own log group, where it is written or belongs to a group of the app. */
  public logGroupName({ parts }: MachineState): string | undefined {
    const { destination } = parts.logging;
    if (destination === undefined) return undefined;
    const [, name] = /:log-group:([^:${}]+)/.exec(valueText(destination)) ?? [];
    if (name !== undefined) return name;
    const references = referencesIn(this.given.get(this.shape.logging.name), this.cfn);
    const group = references.map(({ target }) => target).find((target) => CfnResource.isCfnResource(target));
    return group?.cfnResourceType === 'AWS::Logs::LogGroup' ? group.ref : undefined;
  }

  private readonly resolveNow: Resolve = (raw) => Stack.of(this.cfn).resolve(raw);

  /** The properties before anything was written. */
  private resolved(resolve: Resolve): MachineProperties {
    const entries = this.properties.map((property) => {
      const { name } = property;
      return [name, templateValue(property, this.given.get(name), this.overrideOf(name), resolve)] as const;
    });
    return Object.fromEntries(entries);
  }

  private described(properties: MachineProperties): Described {
    return { shape: this.shape, properties, fileAt: this.fileAt };
  }

  private overrideOf(name: string): Override {
    return Object.hasOwn(this.overrides, name) ? { value: this.overrides[name] } : undefined;
  }

  private stateOf(properties: MachineProperties, resolve: Resolve): MachineState {
    const { cfn } = this;
    const receipt = readReceipt<MachinePart>(resolve(this.receipt), toValue, MACHINE_PARTS);
    const written = (receipt?.entries ?? []).filter(({ kind }) => kind === 'definition').map(({ name }) => name);
    const { parts, unresolvedParts, unread } = readParts(this.described(properties), new Set(written));
    const value = valueIn(cfn);
    const tags = Object.fromEntries(Object.entries(this.tags).map(([name, raw]) => [name, value(raw)]));
    return {
      id: pathOf(cfn),
      receipt,
      target: {
        ...locationOf(cfn),
        newLogGroup: this.groupFor(receipt, parts.logging.destination),
        unread,
        resourceArn: this.arns(resolve),
      },
      parts: {
        ...parts,
        tags,
        presence: Object.keys(tags).length === 0 ? parts.presence : { ...parts.presence, tags: 'present' },
      },
      unresolvedParts: this.overrideOf('Tags') ? { ...unresolvedParts, tags: 'an override' } : unresolvedParts,
    };
  }

  /** A log group that an earlier run has made is used again. */
  private groupFor(receipt: Receipt<MachinePart> | undefined, destination: Value | undefined): Value {
    const isOurs = receipt?.entries.some(({ kind, name }) => kind === 'logging' && name === 'destination');
    return isOurs && destination !== undefined ? destination : this.newLogGroup;
  }

  /** What the references of a definition are, by how they print in it. */
  private arns(resolve: Resolve): MachineTarget['resourceArn'] {
    const known = new Map<string, string>();
    const textOf = (raw: unknown) => shownText(toValue(resolve(raw)));
    for (const reference of this.references)
      if (isFunctionReference(reference)) known.set(textOf(reference), FUNCTION_ARN);
    const substitutions = resolve(this.cfn.definitionSubstitutions);
    if (typeof substitutions === 'object' && substitutions !== null)
      for (const [name, raw] of Object.entries(substitutions)) {
        const text = textOf(raw);
        known.set(`\${${name}}`, known.get(text) ?? text);
      }
    return (text) => known.get(text);
  }

  /** Has the properties of the plan written whenever they are resolved. */
  public write({ changes, receipt }: MachineChanges, plan: PlanMachine): WrittenConstruct {
    const { cfn } = this;
    const before = this.resolved(this.resolveNow);
    const written = this.properties.filter(({ name }) =>
      Object.hasOwn(writtenProperties(this.described(before), changes), name),
    );
    const overrides = takeOverrides(
      cfn,
      written.map(({ name }) => name),
    );
    for (const property of written) cfn[property.attribute] = this.late(property, plan) as never;
    this.writeTags(changes);
    if (receipt !== undefined || this.receipt !== undefined) cfn.addMetadata(RECEIPT_KEY, this.lateReceipt(plan));
    const after = this.now();
    const wrote = cfn.tags.tagValues();
    const mark = cfn.getMetadata(RECEIPT_KEY);
    const earlier = JSON.stringify(before);
    return {
      hasDrifted: () =>
        this.now().some((one, place) => one !== after[place]) ||
        JSON.stringify(this.resolved(this.resolveNow)) !== earlier ||
        changes.some(({ kind, name }) => kind === 'tags' && cfn.tags.tagValues()[name] !== wrote[name]),
      restore: () => {
        for (const { name, attribute } of written)
          if (cfn[attribute] === after[this.placeOf(name)]) cfn[attribute] = this.given.get(name) as never;
        returnOverrides(cfn, overrides);
        restoreTags(cfn, this.tags, wrote);
        if (cfn.getMetadata(RECEIPT_KEY) === mark) cfn.addMetadata(RECEIPT_KEY, this.receipt);
      },
    };
  }

  private readonly placeOf = (wanted: string): number => this.properties.findIndex(({ name }) => name === wanted);

  /** What is compared to see whether something has changed since the plan. */
  private now(): readonly unknown[] {
    const { cfn } = this;
    const overrides = JSON.stringify(allOverridesOf(cfn) ?? {}, (_, raw) => raw ?? 'deleted');
    return [...this.properties.map(({ attribute }) => cfn[attribute]), cfn.definitionSubstitutions, overrides];
  }

  private late(property: MachineProperty, plan: PlanMachine): unknown {
    const { name } = property;
    const produce = (context: IResolveContext) => {
      const override = this.overrideOf(name);
      const resolve: Resolve = (raw) => context.resolve(raw);
      // The CDK looks for references first, in texts that are no JSON yet.
      if (context.preparing)
        return override
          ? attributeValue(
              property,
              templateValue(property, this.given.get(name), override, (raw) => raw),
            )
          : this.given.get(name);
      const properties = this.resolved(resolve);
      const { changes } = this.planned(properties, resolve, plan);
      const now = writtenProperties(this.described(properties), changes);
      return attributeValue(property, Object.hasOwn(now, name) ? now[name] : properties[name]);
    };
    const token = Lazy.uncachedAny({ produce } as Parameters<typeof Lazy.uncachedAny>[0]);
    return property.attribute === 'definitionString' ? Token.asString(token) : token;
  }

  private lateReceipt(plan: PlanMachine): IResolvable {
    const produce = (context: IResolveContext) => {
      if (context.preparing) return undefined;
      const resolve: Resolve = (raw) => context.resolve(raw);
      const { receipt } = this.planned(this.resolved(resolve), resolve, plan);
      return receipt && renderReceipt<MachinePart>(receipt, renderIn(Stack.of(this.cfn)), MACHINE_PARTS);
    };
    return Lazy.uncachedAny({ produce } as Parameters<typeof Lazy.uncachedAny>[0]);
  }

  /** A synthesis asks for several properties, several times. */
  private planned(properties: MachineProperties, resolve: Resolve, plan: PlanMachine): MachineChanges {
    const key = JSON.stringify(properties);
    if (this.last?.key !== key) this.last = { key, planned: plan(this.stateOf(properties, resolve)) };
    return this.last.planned;
  }

  private writeTags(changes: readonly Change<MachinePart>[]): void {
    const { cfn } = this;
    const render = renderIn(Stack.of(cfn));
    for (const { kind, name, after } of changes) {
      if (kind !== 'tags') continue;
      if (after === undefined) cfn.tags.removeTag(name, 0);
      else cfn.tags.setTag(name, render(after), 0);
    }
  }
}

/** An ARN of which nothing but the kind is known. */
const FUNCTION_ARN = 'arn:aws:lambda:::function:';
const FUNCTIONS: ReadonlySet<string> = new Set([LAMBDA, SAM, VERSION, 'AWS::Lambda::Alias']);

/** Whether a reference is the ARN of a function, a version, or an alias. */
const isFunctionReference = ({ target, displayName }: Reference): boolean => {
  const { cfnResourceType = '' } = target as { readonly cfnResourceType?: string };
  const isArn = displayName === 'Arn' || cfnResourceType === VERSION || cfnResourceType === 'AWS::Lambda::Alias';
  return isArn && FUNCTIONS.has(cfnResourceType);
};

function locationOf(cfn: CfnMachine): Pick<MachineTarget, 'region' | 'partition' | 'account'> {
  const { region, partition, account } = Stack.of(cfn);
  const value = valueIn(cfn);
  const known = value(region);
  return { region: known, partition: isKnown(known) ? partitionOf(known) : value(partition), account: value(account) };
}
