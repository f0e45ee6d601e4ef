/** From a function and a recipe to the changes to make, all of them or none. */
import { apply, type Change, diff } from './change';
import { about, effectOf, type Finding, type Note, note, severity } from './finding';
import { withLayers } from './layer';
import { limitNotes } from './limits';
import { markedBy } from './marks';
import { mergeEnvironment } from './merge';
import { own } from './own';
import { type Receipt, receiptOf, undo } from './receipt';
import { type Cook, isRefusal, type Recipe, type Redirect } from './recipe';
import { matches } from './select';
import { EXEC_WRAPPER, type Signature } from './signature';
import { contained, type FunctionState, KINDS, type Parts, type Target } from './state';
import { isKnown, same, text } from './value';

export interface Plan {
  readonly changes: readonly Change[];
  /** The record of everything that sets the function apart from its original once the changes are made. */
  readonly receipt?: Receipt;
  readonly findings: readonly Finding[];
  /** What the function follows; absent where it is left as it was. */
  readonly recipe?: Recipe;
}

/** A function as it was before this project touched it. What the user has changed since is kept. */
export function original(fn: FunctionState): FunctionState {
  if (!fn.receipt) return fn;
  const { receipt, parts, ...rest } = fn;
  const undone = undo(receipt as Receipt, (kind, name) => own(parts[kind], name));
  return { ...rest, parts: contained(apply(undone, parts)) };
}

/** The changes after which a function follows its recipe; one that cannot is left as it is, and a finding says why. */
export function plan(fn: FunctionState, cook: Cook): Plan {
  const base = original(fn);
  const recipe = cook(targetOf(base));
  if (isRefusal(recipe)) return untouched(fn, recipe.refused);
  const conflicts = conflictNotes(recipe.otherTools, base.parts);
  if (conflicts.length > 0) return untouched(fn, conflicts);
  const { parts, notes } = follow(recipe, base);
  const made = diff(base.parts, parts);
  const refusals = [...notes, ...opaqueNotes(fn, made)].filter(isRefusing);
  if (refusals.length > 0) return untouched(fn, refusals);
  const changes = base.parts === fn.parts ? made : diff(fn.parts, parts);
  const receipt = receiptOf(recipe.provider, made);
  return { changes, receipt, recipe, findings: about(fn.id, [...notes, ...recipe.notes]) };
}

/** What a recipe depends on, for a function as it was before this project touched it. */
export function targetOf({ target, parts: { environment } }: Pick<FunctionState, 'target' | 'parts'>): Target {
  const wrapper = environment[EXEC_WRAPPER];
  return wrapper === undefined || wrapper === '' ? target : { ...target, wrapper };
}

/** The changes after which a function is as if it had never been instrumented. */
export const unplan = (fn: FunctionState): Plan => ({ changes: diff(fn.parts, original(fn).parts), findings: [] });

/** A function once a plan is carried out. */
export const applied = (fn: FunctionState, { changes, receipt }: Plan): FunctionState => ({
  ...fn,
  parts: apply(changes, fn.parts),
  receipt,
});

/** Whether a note says that the function is left as it is: a function is traced whole or not at all. */
const isRefusing = (found: Note): boolean => severity(found) === 'error' || REFUSING.has(effectOf(found) ?? '');
const REFUSING: ReadonlySet<string> = new Set(['not traced', 'damaged']);

const untouched = (fn: FunctionState, notes: readonly Note[]): Plan => ({
  changes: [],
  receipt: fn.receipt,
  findings: about(fn.id, notes),
});

function follow(recipe: Recipe, { parts }: FunctionState): { parts: Parts; notes: Note[] } {
  const environment = mergeEnvironment(parts.environment, recipe.environment);
  const redirected = redirect({ ...parts, environment: environment.variables }, recipe.redirect);
  const layers = withLayers(parts.layers, recipe.layers);
  const wanted = contained({
    ...redirected.parts,
    layers: layers.layers,
    tags: { ...parts.tags, ...missing(parts.tags, recipe.tags) },
    tracing: recipe.tracing ? { Mode: recipe.tracing, ...parts.tracing } : parts.tracing,
  });
  const dead = Object.entries(recipe.dead).flatMap(([pattern, instead]) =>
    Object.keys(parts.environment)
      .filter((name) => matches(pattern, name))
      .map((name) => note('variable-dead', { name, instead })),
  );
  return {
    parts: wanted,
    notes: [...environment.notes, ...redirected.notes, ...layers.notes, ...limitNotes(wanted), ...dead],
  };
}

/** Puts a handler in front of the function's own, unless somebody has done so already. */
function redirect(parts: Parts, wanted: Redirect | undefined): { parts: Parts; notes: Note[] } {
  if (!wanted) return { parts, notes: [] };
  const { handler } = parts.handler;
  const kept = own(parts.environment, wanted.original);
  const isOurs = (value: typeof kept) => isKnown(value) && wanted.known.includes(value);
  const refuse = (code: 'handler-missing' | 'handler-lost' | 'handler-conflict') => ({
    parts,
    notes: [
      note(code, { handler: handler ? text(handler) : '', given: kept ? text(kept) : '', name: wanted.original }),
    ],
  });
  if (handler === undefined) return wanted.optional ? { parts, notes: [] } : refuse('handler-missing');
  if (isOurs(handler)) return kept === undefined || isOurs(kept) ? refuse('handler-lost') : { parts, notes: [] };
  if (kept !== undefined && !same(kept, handler)) return refuse('handler-conflict');
  return {
    parts: {
      ...parts,
      handler: { handler: wanted.handler },
      environment: { ...parts.environment, [wanted.original]: handler },
    },
    notes: [],
  };
}

/** What another tool has on a function, so that this one cannot trace it. */
const conflictNotes = (tools: readonly Signature[] = [], parts: Parts): Note[] =>
  tools.flatMap((tool) => {
    const found = markedBy(tool, parts);
    return found.length > 0 ? [note('provider-conflict', { by: tool.title, what: found.join(', ') })] : [];
  });

/** What stands against changing a part that is one unresolved value as a whole. */
const opaqueNotes = ({ opaque = {} }: FunctionState, changes: readonly Change[]): Note[] =>
  KINDS.flatMap((kind) => {
    const given = opaque[kind];
    const touched = changes.some((change) => change.kind === kind);
    return given !== undefined && touched ? [note('part-unresolved', { part: kind, given })] : [];
  });

const missing = (own: Parts['tags'], wanted: Parts['tags']): Parts['tags'] =>
  Object.fromEntries(Object.entries(wanted).filter(([name]) => !Object.hasOwn(own, name)));
