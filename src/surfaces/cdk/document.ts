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
  Lazy,
  Stack,
  Token,
  Tokenization,
} from 'aws-cdk-lib/core';
import type { Planner } from '../../core/planner';
import { partitionOf } from '../../core/region';
import { isKnown, type Value } from '../../core/value';
import { RECEIPT_KEY } from '../receipt';
import { resolver } from '../template/conditions';
import { isIntrinsic, isMap, isPlainMap, type Json, type Resource, type Template } from '../template/document/document';
import { type Instrumented, instrument } from '../template/functions/instrument';
import { mergedWith, overridesOf, returnOverrides, takeOverrides } from './overrides';
import { pathOf } from './read';
import { type CfnLambda, TRACING } from './resource';
import { decoded, renderedOf, renderIn, resolveContext, valueIn } from './tokens';
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
      given.filter(([, raw]) => raw !== undefined).map(([name, raw]) => [name, shaped(name, raw)]),
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
      if (name === 'Tags' && Object.hasOwn(overrides, name)) cfn.addPropertyOverride(name, wanted);
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

  /** Lists, maps, and choices are opened; every other token becomes the intrinsic function that it stands for. */
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

/** The names of the CDK inside a property as those of CloudFormation. */
const shaped = (name: string, raw: Json): Json =>
  NESTED.has(name) && isPlainMap(raw)
    ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]))
    : raw;
const NESTED: ReadonlySet<string> = new Set(['Environment', 'ImageConfig', 'TracingConfig', 'Code', 'LoggingConfig']);

const unshaped = (raw: unknown): unknown =>
  isPlainMap(raw) && !Token.isUnresolved(raw)
    ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]))
    : raw;

interface Property {
  readonly read: (cfn: CfnLambda) => unknown;
  readonly write: (cfn: CfnLambda, wanted: unknown) => void;
}

const readOnly = (read: Property['read']): Property => ({ read, write: () => {} });
const token = (raw: unknown) => Lazy.uncachedAny({ produce: () => raw }) as IResolvable & string[];
const isAbsent = (raw: unknown): boolean => raw === undefined;

/** The properties that a plan looks at. */
const PROPERTIES: Readonly<Record<string, Property>> = {
  Runtime: readOnly(({ runtime }) => runtime),
  PackageType: readOnly(({ packageType }) => packageType),
  Architectures: readOnly(({ architectures }) => architectures),
  Code: readOnly(({ code }) => code),
  ImageUri: readOnly(({ imageUri }) => imageUri),
  Role: readOnly(({ role }) => role),
  Handler: {
    read: ({ handler }) => handler,
    write: (cfn, wanted) => {
      cfn.handler = isAbsent(wanted) ? undefined : Token.asString(wanted);
    },
  },
  Layers: {
    read: ({ layers }) => layers,
    write: (cfn, wanted) => {
      cfn.layers = isAbsent(wanted) ? undefined : token(wanted);
    },
  },
  Environment: {
    read: ({ environment }) => environment,
    write: (cfn, wanted) => {
      cfn.environment = isAbsent(wanted) ? undefined : token(unshaped(wanted));
    },
  },
  ImageConfig: {
    read: ({ imageConfig }) => imageConfig,
    write: (cfn, wanted) => {
      cfn.imageConfig = isAbsent(wanted) ? undefined : token(unshaped(wanted));
    },
  },
  TracingConfig: {
    read: ({ tracingConfig }) => tracingConfig,
    write: (cfn, wanted) => {
      cfn.tracingConfig = isAbsent(wanted) ? undefined : token(unshaped(wanted));
    },
  },
  Tracing: {
    read: ({ tracing }) => tracing,
    write: (cfn, wanted) => TRACING[cfn.cfnResourceType]?.write(cfn, wanted as string | undefined),
  },
  Tags: {
    read: (cfn) => {
      const tags = Object.entries(cfn.tags.tagValues());
      if (tags.length === 0) return undefined;
      const isList = cfn.cfnResourceType === 'AWS::Lambda::Function';
      return isList ? tags.map(([Key, Value]) => ({ Key, Value })) : Object.fromEntries(tags);
    },
    write: (cfn, wanted) => {
      const tags: readonly (TagEntry | undefined)[] | undefined = Array.isArray(wanted)
        ? wanted.map(tagEntry)
        : isPlainMap(wanted)
          ? Object.entries(wanted)
          : undefined;
      if (tags?.every(isEntry)) writeTags(cfn, Object.fromEntries(tags));
      else if (wanted !== undefined) cfn.addPropertyOverride('Tags', wanted);
    },
  },
};

/** A tag of a list, unless a condition chooses it. */
const tagEntry = (tag: unknown): TagEntry | undefined =>
  isPlainMap(tag) && typeof tag.Key === 'string' ? [tag.Key, tag.Value] : undefined;

const isEntry = (tag: TagEntry | undefined): tag is TagEntry => tag !== undefined;
type TagEntry = readonly [name: string, value: unknown];

function writeTags(cfn: CfnLambda, wanted: Readonly<Record<string, unknown>>): void {
  const now = cfn.tags.tagValues();
  for (const name of Object.keys(now)) if (!Object.hasOwn(wanted, name)) cfn.tags.removeTag(name, 0);
  for (const [name, value] of Object.entries(wanted))
    if (now[name] !== value) cfn.tags.setTag(name, typeof value === 'string' ? value : Token.asString(value), 0);
}

/** Gives the tags that were written their earlier values; one that was set again since stays. */
function restoreTags(cfn: CfnLambda, before: Tags, written: Tags): void {
  const now = cfn.tags.tagValues();
  const names = Object.keys(written).filter((name) => written[name] !== before[name] && now[name] === written[name]);
  for (const name of names) {
    const value = before[name];
    if (value === undefined) cfn.tags.removeTag(name, 0);
    else cfn.tags.setTag(name, value, 0);
  }
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(written, name) && !Object.hasOwn(now, name));
  for (const name of gone) cfn.tags.setTag(name, before[name] as string, 0);
}

type Tags = Readonly<Record<string, string>>;
