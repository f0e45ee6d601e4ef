/** Carries a plan out on a function of a construct tree, so that what the user sets afterwards still wins. */
import { type IResolvable, Lazy, Stack } from 'aws-cdk-lib/core';
import type { Change } from '../../core/change';
import { copyOf } from '../../core/copy';
import { layerKey } from '../../core/layer';
import { byKind, type Kind } from '../../core/state';
import { isKnown, same, type Value } from '../../core/value';
import { isImage, variablesOf } from './read';
import { type CfnLambda, TRACING } from './resource';
import { decoded, peel, renderIn, valueIn } from './tokens';

/** What writers need of the function's surroundings. */
interface Site {
  readonly cfn: CfnLambda;
  readonly value: (raw: unknown) => Value;
  readonly render: (value: Value) => string;
}

/** Every property that changes is wrapped: at synthesis the changes are made to what it is by then. */
export function write(cfn: CfnLambda, changes: readonly Change[]): void {
  const stack = Stack.of(cfn);
  const site = { cfn, value: valueIn(stack), render: renderIn(stack) };
  for (const [kind, of] of Object.entries(byKind(changes))) WRITERS[kind as Kind](of, site);
}

const WRITERS: Record<Kind, (changes: readonly Change[], site: Site) => void> = {
  // A property comes and goes with what is in it.
  containers: () => {},
  handler: ([change], site) => {
    if (change?.after === undefined) return;
    const handler = site.render(change.after);
    if (isImage(site.cfn)) writeCommand(handler, site.cfn);
    else site.cfn.handler = handler;
  },
  environment: (changes, { cfn, value, render }) => {
    const before = cfn.environment;
    const edit = mapEditor(changes, { value, render });
    cfn.environment = Lazy.uncachedAny({ produce: () => ({ variables: edit(variablesOf(cfn, before)) }) });
  },
  layers: (changes, { cfn, value, render }) => {
    const before = decoded(cfn.layers);
    const edits = editsOf(changes, render);
    const layers = Lazy.uncachedAny({ produce: () => editList(peel(before, cfn), edits, value) });
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
interface Edit extends Omit<Change, 'after'> {
  readonly after?: string;
}

const editsOf = (changes: readonly Change[], render: Site['render']): readonly Edit[] =>
  changes.every(isRendered)
    ? changes
    : changes.map((change) => ({ ...change, after: change.after === undefined ? undefined : render(change.after) }));

const isRendered = (change: Change): change is Change & Edit => change.after === undefined || isKnown(change.after);

type Variables = Readonly<Record<string, unknown>>;

/** Edits a map as it is by then, anew only when it has changed: it is asked for several times in a synthesis. */
function mapEditor(changes: readonly Change[], { value, render }: Omit<Site, 'cfn'>): (raw: unknown) => Variables {
  const edits = editsOf(changes, render);
  let last: { readonly raw: Variables; readonly edited: Variables } | undefined;
  return (raw) => {
    const now = (raw ?? {}) as Variables;
    if (!last || !isAlike(last.raw, now)) last = { raw: now, edited: editMap(now, edits, value) };
    return last.edited;
  };
}

function isAlike(a: Variables, b: Variables): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && a[name] === b[name]);
}

/** The changes on a map as it is by now; one whose value the user has set or changed since stays as the user has it. */
function editMap(raw: Variables, edits: readonly Edit[], value: Site['value']): Variables {
  const map = copyOf(raw);
  for (const { name, before, after } of edits) {
    if (!isStill(map[name], before, value)) continue;
    if (after === undefined) delete map[name];
    else map[name] = after;
  }
  return map;
}

/** Whether a property is what it was when it was read: a token by itself, as what it resolves to may have changed. */
function isStill(raw: unknown, before: Value | undefined, value: Site['value']): boolean {
  if (before === undefined || raw === undefined) return raw === before;
  if (!isKnown(before) && before.kind === 'native') return raw === before.origin;
  return same(value(raw), before);
}

/** The changes on a list of layers as it is by now. */
function editList(raw: unknown, edits: readonly Edit[], value: Site['value']): unknown[] {
  const list = Array.isArray(raw) ? [...raw] : [];
  const names = list.map((arn) => layerKey(value(arn)));
  for (const { name, after, at = list.length } of edits) {
    const found = names.indexOf(name);
    const [place, count] = found >= 0 ? [found, 1] : [at, 0];
    list.splice(place, count, ...(after === undefined ? [] : [after]));
    names.splice(place, count, ...(after === undefined ? [] : [name]));
  }
  return list;
}
