/** Carries a plan out on a function of a construct tree, so that what the user sets afterwards still wins. */
import { type IResolvable, Lazy, Stack } from 'aws-cdk-lib/core';
import { copyOf } from '../../core/copy';
import type { FunctionChange } from '../../core/function';
import { layerKey } from '../../core/layer';
import { byPart } from '../../core/part';
import { camel, SHAPE_PROPERTIES } from '../../core/shapes';
import type { FunctionPart, FunctionState } from '../../core/state';
import { isKnown, sameValue, type Value } from '../../core/value';
import { renderIn } from './lookups';
import { allOverridesOf } from './overrides';
import { environmentVariables, isImageFunction } from './read';
import { type CfnLambda, TRACING } from './resource';
import { decoded, peel, valueIn } from './tokens';

/** What was written on a function, which may be looked at and taken back until the template is made. */
export interface WrittenConstruct {
  /** Whether something that the plan was made from has changed since. */
  readonly hasDrifted: () => boolean;
  readonly restore: () => void;
}

/** What writers need of the function's surroundings. */
interface WriteContext {
  readonly cfn: CfnLambda;
  readonly value: (raw: unknown) => Value;
  readonly render: (value: Value) => string;
  /** How many variables and layers there were when the plan was made. */
  readonly counts: { readonly environment: number; readonly layers: number };
  /** Called where a property is no longer what it was. */
  readonly drift: () => void;
}

/** Every property that changes is wrapped: at synthesis, the changes are made to the value that it has then. */
export function writeConstruct(
  cfn: CfnLambda,
  changes: readonly FunctionChange[],
  { parts }: FunctionState,
): WrittenConstruct {
  const stack = Stack.of(cfn);
  const snapshot = snapshotOf(cfn);
  let drifted = false;
  const counts = { environment: Object.keys(parts.environment).length, layers: Object.keys(parts.layers).length };
  const drift = () => {
    drifted = true;
  };
  const site = { cfn, value: valueIn(stack), render: renderIn(stack), counts, drift };
  const groups = byPart(changes);
  for (const [kind, of] of Object.entries(groups)) WRITERS[kind as FunctionPart](of, site);
  const isSame = snapshot.end();
  return {
    hasDrifted: () => drifted || !isSame(),
    restore: () => {
      snapshot.restore();
      for (const { name, before } of groups.tags ?? []) if (before === undefined) cfn.tags.removeTag(name, 0);
    },
  };
}

/** The properties that a plan looks at, by which it is seen whether one of them was set since. */
const PLANNED_PROPERTIES = [
  'runtime',
  'architectures',
  'packageType',
  'code',
  'handler',
  'layers',
  'environment',
  'imageConfig',
  'tracingConfig',
  'tracing',
] as const satisfies readonly (keyof CfnLambda)[];

/** The properties that a plan reads and never writes. */
const SHAPE_NAMES = SHAPE_PROPERTIES.map(camel) as readonly (keyof CfnLambda)[];

interface Snapshot {
  /** To be called when everything is written: whether it is still so. */
  readonly end: () => () => boolean;
  /** Puts everything back that was written and that nothing has changed since. */
  readonly restore: () => void;
}

/** The properties of a function before something is written. */
export function snapshotOf(cfn: CfnLambda): Snapshot {
  const now = () => PLANNED_PROPERTIES.map((name) => cfn[name]);
  const shape = () => SHAPE_NAMES.map((name) => cfn[name]);
  const [before, shapeBefore] = [now(), shape()];
  let after = before;
  return {
    end: () => {
      after = now();
      const overrides = overridesIn(cfn);
      return () =>
        PLANNED_PROPERTIES.every((name, place) => cfn[name] === after[place]) &&
        shape().every((raw, place) => raw === shapeBefore[place]) &&
        overridesIn(cfn) === overrides;
    },
    restore: () => {
      if (after === before) after = now();
      for (const [place, name] of PLANNED_PROPERTIES.entries())
        if (cfn[name] === after[place] && after[place] !== before[place]) cfn[name] = before[place] as never;
    },
  };
}

/** How many overrides there are, which are added but never taken out. */
function overridesIn(cfn: CfnLambda): string {
  const overrides = allOverridesOf(cfn) ?? {};
  return Object.keys(overrides).length === 0 ? '' : JSON.stringify(overrides, (_, raw) => raw ?? 'deleted');
}

const WRITERS: Record<FunctionPart, (changes: readonly FunctionChange[], site: WriteContext) => void> = {
  // A property comes and goes with what is in it.
  containers: () => {},
  handler: ([change], site) => {
    if (change?.after === undefined) return;
    const handler = site.render(change.after);
    if (isImageFunction(site.cfn)) writeCommand(handler, site.cfn);
    else site.cfn.handler = handler;
  },
  environment: (changes, site) => {
    const { cfn } = site;
    const before = cfn.environment;
    const edit = mapEditor(changes, site);
    cfn.environment = Lazy.uncachedAny({ produce: () => ({ variables: edit(environmentVariables(cfn, before)) }) });
  },
  layers: (changes, site) => {
    const { cfn, render } = site;
    const before = decoded(cfn.layers);
    const edit = listEditor(editsOf(changes, render), site);
    const layers = Lazy.uncachedAny({ produce: () => edit(peel(before, cfn)) });
    // Encoding it as a list takes as long as all the rest of it.
    cfn.layers = layers as IResolvable & string[];
  },
  tags: (changes, { cfn, render }) => {
    for (const { name, after } of changes) {
      if (after === undefined) cfn.tags.removeTag(name, 0);
      else cfn.tags.setTag(name, render(after), 0);
    }
  },
  tracing: ([change], { cfn, render }) => {
    if (change) TRACING[cfn.cfnResourceType]?.write(cfn, change.after === undefined ? undefined : render(change.after));
  },
};

function writeCommand(handler: string, cfn: CfnLambda): void {
  const before = cfn.imageConfig;
  cfn.imageConfig = Lazy.uncachedAny({ produce: () => ({ ...(peel(before, cfn) as object), command: [handler] }) });
}

/** A change whose new value is rendered already: a property is produced several times in a synthesis. */
interface Edit extends Omit<FunctionChange, 'after'> {
  readonly after?: string;
}

const editsOf = (changes: readonly FunctionChange[], render: WriteContext['render']): readonly Edit[] =>
  changes.every(isRendered)
    ? changes
    : changes.map((change) => ({ ...change, after: change.after === undefined ? undefined : render(change.after) }));

const isRendered = (change: FunctionChange): change is FunctionChange & Edit =>
  change.after === undefined || isKnown(change.after);

type CdkVariables = Readonly<Record<string, unknown>>;

/** Edits the current map, and again only when it has changed: a synthesis asks for it several times. */
function mapEditor(changes: readonly FunctionChange[], site: WriteContext): (raw: unknown) => CdkVariables {
  const edits = editsOf(changes, site.render);
  let last: { readonly raw: CdkVariables; readonly edited: CdkVariables } | undefined;
  return (raw) => {
    const now = (raw ?? {}) as CdkVariables;
    if (!last || !haveSameEntries(last.raw, now)) last = { raw: now, edited: editMap(now, edits, site) };
    return last.edited;
  };
}

function haveSameEntries(a: CdkVariables, b: CdkVariables): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && a[name] === b[name]);
}

/** Makes the changes on the current map; a value that the user has set or changed since stays. */
function editMap(raw: CdkVariables, edits: readonly Edit[], { value, counts, drift }: WriteContext): CdkVariables {
  const map = copyOf(raw);
  if (Object.keys(map).length !== counts.environment) drift();
  for (const { name, before, after } of edits) {
    if (!isUnchanged(map[name], before, value)) {
      drift();
      continue;
    }
    if (after === undefined) delete map[name];
    else map[name] = after;
  }
  return map;
}

/** Whether a property is what it was when it was read: a token by itself, as what it resolves to may have changed. */
function isUnchanged(raw: unknown, before: Value | undefined, value: WriteContext['value']): boolean {
  if (before === undefined || raw === undefined) return raw === before;
  if (!isKnown(before) && before.kind === 'native') return raw === before.origin;
  return sameValue(value(raw), before);
}

/** Edits the current list, and again only when it has changed. */
function listEditor(edits: readonly Edit[], site: WriteContext): (raw: unknown) => readonly unknown[] {
  let last: { readonly raw: readonly unknown[]; readonly edited: readonly unknown[] } | undefined;
  return (raw) => {
    const now: readonly unknown[] = Array.isArray(raw) ? raw : [];
    const isSame = last?.raw.length === now.length && now.every((arn, place) => arn === last?.raw[place]);
    if (!last || !isSame) last = { raw: [...now], edited: editList(now, edits, site) };
    return last.edited;
  };
}

/** Makes the changes on the current list of layers. */
function editList(raw: readonly unknown[], edits: readonly Edit[], { value, counts, drift }: WriteContext): unknown[] {
  const list = [...raw];
  if (list.length !== counts.layers) drift();
  const names = list.map((arn) => layerKey(value(arn)));
  for (const { name, after, at = list.length } of edits) {
    const found = names.indexOf(name);
    const [place, count] = found >= 0 ? [found, 1] : [at, 0];
    list.splice(place, count, ...(after === undefined ? [] : [after]));
    names.splice(place, count, ...(after === undefined ? [] : [name]));
  }
  return list;
}
