/**
 * A function of a construct tree as the resource that will be in the template, planned as a template is: with its conditions,
 * and with the overrides of the CDK's escape hatches.
 */
import {
  CfnCondition,
  type CfnElement,
  CfnMapping,
  CfnParameter,
  type IResolvable,
  Stack,
  Token,
  Tokenization,
} from 'aws-cdk-lib/core';
import type { Planner } from '../../core/planner';
import { partitionOf } from '../../core/region';
import { isKnown, type Value } from '../../core/value';
import { RECEIPT_KEY } from '../receipt';
import { resolver } from '../template/conditions';
import { isIntrinsic, isMap, type Json, type Resource, type Template } from '../template/document/document';
import { type Instrumented, instrument } from '../template/functions/instrument';
import { renderIn } from './lookups';
import { mergedWith, overridesOf, returnOverrides, takeOverrides } from './overrides';
import { PROPERTIES, restoreTags, toTemplateShape, withoutOthers } from './properties';
import { pathOf } from './read';
import type { CfnLambda } from './resource';
import { decoded, renderedOf, resolveContext, valueIn } from './tokens';
import { snapshotOf, type WrittenConstruct } from './write';

export interface InstrumentedConstruct extends Pick<Instrumented, 'plans' | 'findings'> {
  readonly written: WrittenConstruct;
}

/** Plans a function as a resource of a template, and writes what the plan changes. */
export function followDocument(cfn: CfnLambda, planner: Planner | undefined, bundle?: string): InstrumentedConstruct {
  const document = new FunctionDocument(cfn);
  const resource = document.read();
  const site = { id: pathOf(cfn), resource, globals: undefined, place: locationOf(cfn), known: knownIn(cfn), bundle };
  const { resource: wanted, plans, findings } = instrument(site, planner);
  const snapshot = snapshotOf(cfn);
  const restoreRest = document.write(resource, wanted);
  snapshot.end();
  for (const { planned } of plans)
    for (const { after } of planned.made) if (after !== undefined && !isKnown(after)) renderIn(Stack.of(cfn))(after);
  const restore = () => {
    restoreRest();
    snapshot.restore();
  };
  // What is under the properties that were written is not followed: the plan is made again in any case.
  return { plans, findings, written: { hasDrifted: () => true, restore } };
}

function locationOf(cfn: CfnLambda): { region: Value; partition: Value; account: Value } {
  const { region, partition, account } = Stack.of(cfn);
  const value = valueIn(cfn);
  const known = value(region);
  return { region: known, partition: isKnown(known) ? partitionOf(known) : value(partition), account: value(account) };
}

/** What the stack says of its parameters, mappings, and conditions. */
function knownIn(cfn: CfnLambda) {
  const stack = Stack.of(cfn);
  const { region, partition, account } = locationOf(cfn);
  const textOf = (value: Value) => (isKnown(value) ? value : undefined);
  const sections = stack.node
    .findAll()
    .filter((node): node is CfnElement => SECTIONS.some((section) => node instanceof section))
    .filter((element) => element.stack === stack)
    .map((element) => stack.resolve(renderedOf(element)) as Template);
  const merged = (name: string) => Object.assign(Object.create(null), ...sections.map((one) => one[name] ?? {}));
  const template = {
    Parameters: merged('Parameters'),
    Mappings: merged('Mappings'),
    Conditions: merged('Conditions'),
  };
  return resolver(template, { region: textOf(region), partition: textOf(partition), account: textOf(account) });
}
const SECTIONS = [CfnParameter, CfnMapping, CfnCondition] as const;

/** The resource as a document, and the document back as properties of the construct, with the tokens that were in it. */
class FunctionDocument {
  /** Where the intrinsic functions of the document came from. */
  private readonly origins = new Map<object, unknown>();

  public constructor(private readonly cfn: CfnLambda) {}

  public read(): Resource {
    const { cfn } = this;
    const { condition } = cfn.cfnOptions;
    const receipt = cfn.getMetadata(RECEIPT_KEY);
    const given = Object.entries(PROPERTIES).map(([name, { read }]) => [name, this.expand(read(cfn))] as const);
    const own = Object.fromEntries(
      given.filter(([, raw]) => raw !== undefined).map(([name, raw]) => [name, toTemplateShape(name, raw)]),
    );
    return {
      Type: cfn.cfnResourceType,
      Properties: this.overridden(own),
      ...(condition ? { Condition: String(cfn.stack.resolve(condition.logicalId)) } : {}),
      ...(receipt === undefined ? {} : { Metadata: { [RECEIPT_KEY]: this.expand(receipt) } }),
    };
  }

  /** Writes what differs; the overrides of a property that is written become part of it. */
  public write(before: Resource, after: Resource): () => void {
    const { cfn } = this;
    const tags = cfn.tags.tagValues();
    const receipt = cfn.getMetadata(RECEIPT_KEY);
    const names = Object.keys(PROPERTIES).filter((name) => before.Properties[name] !== after.Properties?.[name]);
    const overrides = takeOverrides(cfn, names);
    for (const name of names) {
      const wanted = this.restored(after.Properties?.[name]);
      // Tags below an override are those of aspects, which cannot be taken away.
      if (name === 'Tags' && Object.hasOwn(overrides, name)) cfn.addPropertyOverride(name, withoutOthers(cfn, wanted));
      else PROPERTIES[name]?.write(cfn, wanted);
    }
    const mark = after.Metadata?.[RECEIPT_KEY];
    if (mark !== before.Metadata?.[RECEIPT_KEY]) cfn.addMetadata(RECEIPT_KEY, this.restored(mark));
    const [writtenTags, writtenOverride] = [cfn.tags.tagValues(), overridesOf(cfn)?.Tags];
    return () => {
      if (writtenOverride !== undefined && overridesOf(cfn)?.Tags === writtenOverride) takeOverrides(cfn, ['Tags']);
      returnOverrides(cfn, overrides);
      restoreTags(cfn, tags, writtenTags);
      if (cfn.getMetadata(RECEIPT_KEY) !== receipt) cfn.addMetadata(RECEIPT_KEY, receipt);
    };
  }

  /** Lists, maps, and choices are opened; every other token becomes its intrinsic function. */
  private expand(raw: unknown): Json {
    const bare = decoded(raw);
    if (typeof bare === 'string' && Token.isUnresolved(bare)) {
      const token = Tokenization.reverse(bare, { failConcat: false });
      return token ? this.expandToken(token, raw) : this.closed(raw);
    }
    if (Tokenization.isResolvable(bare)) return this.expandToken(bare, raw);
    if (typeof bare !== 'object' || bare === null) return Token.isUnresolved(bare) ? this.closed(raw) : bare;
    if (Array.isArray(bare)) return bare.map((item) => this.expand(item)).filter((item) => item !== undefined);
    if (isIntrinsic(bare)) return this.expandIntrinsic(bare, raw);
    return this.expandMap(bare as Readonly<Record<string, unknown>>);
  }

  private expandToken(token: IResolvable, raw: unknown): Json {
    const inner = token.resolve(resolveContext(this.cfn));
    return isIntrinsic(inner) ? this.expandIntrinsic(inner, raw) : this.expand(inner);
  }

  private expandIntrinsic(inner: Readonly<Record<string, Json>>, raw: unknown): Json {
    const choice = inner['Fn::If'];
    if (!Array.isArray(choice)) return this.closed(raw);
    const [condition, ...branches] = choice;
    return { 'Fn::If': [this.cfn.stack.resolve(condition), ...branches.map((branch: unknown) => this.expand(branch))] };
  }

  private expandMap(map: Readonly<Record<string, unknown>>): Json {
    const entries = Object.entries(map).map(([name, value]) => [name, this.expand(value)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  private closed(raw: unknown): Json {
    const resolved = this.cfn.stack.resolve(raw);
    if (typeof resolved === 'object' && resolved !== null) this.origins.set(resolved, raw);
    return resolved;
  }

  private restored(doc: Json): unknown {
    if (typeof doc !== 'object' || doc === null) return doc;
    if (this.origins.has(doc)) return this.origins.get(doc);
    if (Token.isUnresolved(doc)) return doc;
    if (Array.isArray(doc)) return doc.map((item) => this.restored(item));
    return Object.fromEntries(Object.entries(doc).map(([name, value]) => [name, this.restored(value)]));
  }

  /** As the CDK does when it makes the template. */
  private overridden(properties: Readonly<Record<string, Json>>): Json {
    const overrides = overridesOf(this.cfn) ?? {};
    const result: Record<string, Json> = { ...properties };
    for (const name of Object.keys(PROPERTIES))
      if (Object.hasOwn(overrides, name)) {
        const merged = mergedWith(result[name], this.withOverrides(overrides[name]));
        if (merged === undefined) delete result[name];
        else result[name] = merged;
      }
    return result;
  }

  /** An override as a document, in which what deletes is kept. */
  private withOverrides(raw: unknown): Json {
    if (!isMap(raw) || isIntrinsic(raw) || Token.isUnresolved(raw))
      return raw === undefined ? undefined : this.expand(raw);
    return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, this.withOverrides(value)]));
  }
}
