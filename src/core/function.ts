/** Lambda functions as a kind of resource: their parts, and how a function follows a recipe. */
import type { Change } from './change';
import { type Note, note } from './finding';
import type { Followed, ResourceKind } from './kind';
import { withLayers } from './layer';
import { limitNotes } from './limits';
import { mergeEnvironment } from './merge';
import { ownValue } from './own';
import { withPresence } from './part';
import { FUNCTION_ROWS, type FunctionPart, type Parts } from './parts';
import { original, type Plan } from './plan';
import type { Receipt, ReceiptEntry } from './receipt';
import type { Recipe, Redirect } from './recipe';
import { markedBy } from './recognize';
import { matches } from './select';
import { EXEC_WRAPPER, type Signature } from './signature';
import type { FunctionState, Target } from './state';
import { isKnown, sameValue, valueText } from './value';

export type FunctionChange = Change<FunctionPart>;
export type FunctionReceipt = Receipt<FunctionPart>;
export type FunctionEntry = ReceiptEntry<FunctionPart>;
export type FunctionPlan = Plan<FunctionPart, Recipe>;

export const FUNCTION: ResourceKind<FunctionPart, Recipe> = {
  noun: 'function',
  rows: FUNCTION_ROWS,
  presence: 'containers',
  conflicts: ({ otherTools }, parts) => conflictNotes(otherTools, parts),
  follow,
};

/** What the recipe of a function depends on; the script that starts it is the one before this project touched it. */
export function targetOf(state: FunctionState): Target {
  const { target, parts } = original(FUNCTION, state);
  const wrapper = parts.environment[EXEC_WRAPPER];
  return wrapper === undefined || wrapper === '' ? target : { ...target, wrapper };
}

function follow(recipe: Recipe, parts: Parts): Followed<FunctionPart> {
  const environment = mergeEnvironment(parts.environment, recipe.environment);
  const redirected = redirect({ ...parts, environment: environment.variables }, recipe.redirect);
  const layers = withLayers(parts.layers, recipe.layers);
  const wanted = withPresence(FUNCTION, {
    ...redirected.parts,
    layers: layers.layers,
    tags: { ...parts.tags, ...missingFrom(parts.tags, recipe.tags) },
    tracing: recipe.tracing ? { Mode: recipe.tracing, ...parts.tracing } : parts.tracing,
  });
  const deprecated = Object.entries(recipe.deprecated).flatMap(([pattern, instead]) =>
    Object.keys(parts.environment)
      .filter((name) => matches(pattern, name))
      .map((name) => note('variable-dead', { name, instead })),
  );
  return {
    parts: wanted,
    notes: [...environment.notes, ...redirected.notes, ...layers.notes, ...limitNotes(wanted), ...deprecated],
  };
}

/** Puts a handler in front of the function's own handler, unless the function already has one of ours. */
function redirect(parts: Parts, wanted: Redirect | undefined): { parts: Parts; notes: Note[] } {
  if (!wanted) return { parts, notes: [] };
  const { handler } = parts.handler;
  const kept = ownValue(parts.environment, wanted.original);
  const isOurs = (value: typeof kept) => isKnown(value) && wanted.known.includes(value);
  const refuse = (code: 'handler-missing' | 'handler-lost' | 'handler-conflict') => ({
    parts,
    notes: [note(code, { handler: handler ? valueText(handler) : '', name: wanted.original })],
  });
  if (handler === undefined) return wanted.optional ? { parts, notes: [] } : refuse('handler-missing');
  if (isOurs(handler)) return kept === undefined || isOurs(kept) ? refuse('handler-lost') : { parts, notes: [] };
  if (kept !== undefined && !sameValue(kept, handler)) return refuse('handler-conflict');
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

const missingFrom = (own: Parts['tags'], wanted: Parts['tags']): Parts['tags'] =>
  Object.fromEntries(Object.entries(wanted).filter(([name]) => !Object.hasOwn(own, name)));
