/** Carries a plan out on a function of a construct tree, so that what the user sets afterwards still wins. */
import { Lazy, Stack, Token } from 'aws-cdk-lib/core';
import type { Change } from '../../core/change';
import { layerKey } from '../../core/layer';
import type { Kind } from '../../core/state';
import { isKnown, same, type Value } from '../../core/value';
import { isImage, variablesOf } from './read';
import { type CfnLambda, TRACING } from './resource';
import { peel, renderIn, valueIn } from './tokens';

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

const byKind = (changes: readonly Change[]): { [K in Kind]?: Change[] } => {
  const groups: { [K in Kind]?: Change[] } = {};
  for (const change of changes) (groups[change.kind] ??= []).push(change);
  return groups;
};

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
    const edits = mapEditsOf(editsOf(changes, render));
    const edit = () => editMap(variablesOf(cfn, before), edits, value);
    cfn.environment = Lazy.uncachedAny({ produce: () => ({ variables: edit() }) });
  },
  layers: (changes, { cfn, value, render }) => {
    const before = cfn.layers;
    const edits = editsOf(changes, render);
    cfn.layers = Token.asList(Lazy.uncachedAny({ produce: () => editList(peel(before, cfn), edits, value) }));
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

const editsOf = (changes: readonly Change[], render: Site['render']): Edit[] =>
  changes.map((change) => ({ ...change, after: change.after === undefined ? undefined : render(change.after) }));

/** What is new stands in one object, as copying it is quicker than setting names one by one. */
interface MapEdits {
  readonly added: Readonly<Record<string, string | undefined>>;
  readonly others: readonly Edit[];
}

const mapEditsOf = (edits: readonly Edit[]): MapEdits => ({
  added: Object.fromEntries(edits.filter(isNew).map(({ name, after }) => [name, after])),
  others: edits.filter((edit) => !isNew(edit)),
});

const isNew = ({ before }: Edit): boolean => before === undefined;

/** The changes on a map as it is by now; one whose value the user has set or changed since stays as the user has it. */
function editMap(raw: unknown, edits: MapEdits, value: Site['value']): Record<string, unknown> {
  const map: Record<string, unknown> = { ...(raw as object), ...edits.added, ...(raw as object) };
  for (const { name, before, after } of edits.others) {
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
