/** The properties of a function that a plan looks at: how each is read from the construct, and written back. */
import { type IResolvable, Lazy, Token } from 'aws-cdk-lib/core';
import { camel, SHAPE_PROPERTIES } from '../../core/shapes';
import { isPlainMap, type Json } from '../template/document/document';
import { type CfnLambda, LAMBDA, TRACING } from './resource';

/** The names of the CDK inside a property as those of CloudFormation. */
export const toTemplateShape = (name: string, raw: Json): Json =>
  NESTED.has(name) && isPlainMap(raw)
    ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]))
    : raw;
const NESTED: ReadonlySet<string> = new Set([
  ...SHAPE_PROPERTIES,
  'Environment',
  'ImageConfig',
  'TracingConfig',
  'Code',
  'LoggingConfig',
]);

const toCdkShape = (raw: unknown): unknown =>
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

/** A property that the constructs have in another shape than the template. */
const shapedProperty = (name: 'environment' | 'imageConfig' | 'tracingConfig'): Property => ({
  read: (cfn) => cfn[name],
  write: (cfn, wanted) => {
    cfn[name] = isAbsent(wanted) ? undefined : token(toCdkShape(wanted));
  },
});

/** The properties that a plan looks at. */
export const PROPERTIES: Readonly<Record<string, Property>> = {
  ...Object.fromEntries(SHAPE_PROPERTIES.map((name) => [name, readOnly((cfn) => cfn[camel(name) as keyof CfnLambda])])),
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
  Environment: shapedProperty('environment'),
  ImageConfig: shapedProperty('imageConfig'),
  TracingConfig: shapedProperty('tracingConfig'),
  Tracing: {
    read: ({ tracing }) => tracing,
    write: (cfn, wanted) => TRACING[cfn.cfnResourceType]?.write(cfn, wanted as string | undefined),
  },
  Tags: {
    read: (cfn) => {
      const tags = Object.entries(cfn.tags.tagValues());
      if (tags.length === 0) return undefined;
      const isList = cfn.cfnResourceType === LAMBDA;
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

/** A map of tags as an override, which is merged into the tags of the resource: those that are not in it go. */
export const withoutOthers = (cfn: CfnLambda, wanted: unknown): unknown =>
  isPlainMap(wanted)
    ? { ...Object.fromEntries(Object.keys(cfn.tags.tagValues()).map((name) => [name, undefined])), ...wanted }
    : wanted;

/** Gives the tags that were written their earlier values; one that was set again since stays. */
export function restoreTags(cfn: Pick<CfnLambda, 'tags'>, before: TagValues, written: TagValues): void {
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

type TagValues = Readonly<Record<string, string>>;
