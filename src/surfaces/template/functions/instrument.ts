/** One function of a template with its plan carried out, for every outcome of the conditions in it. */
import { about, type Finding, type Note, note } from '../../../core/finding';
import type { Planner } from '../../../core/planner';
import { isRefusal, type Recipe, type Refusal } from '../../../core/recipe';
import { EXEC_WRAPPER } from '../../../core/signature';
import { conditionsOf, conditionsOfParts, equalChoices, hasHalf, isSettled, unproject } from '../conditions';
import { isPlainMap, type Json, type Resource } from '../document/document';
import { merged, NotInFunction } from '../document/globals';
import { plansSince, wasTraced } from './changes';
import type { ResourceContext } from './context';
import { outcomeFindings } from './outcome-findings';
import { type PlannedCase, planCase, planOutcomes } from './outcomes';
import { overlaps, ownProperties, withProperties } from './own-properties';
import { type OutcomePlan, skippedFinding } from './plans';
import { earlierVariables, hasReceipt, namesIn, receiptConditions, withReceipt } from './receipts';

/** More outcomes than those of four conditions are not planned, and a few more to take out what is there. */
const MAX_CONDITIONS = 4;
const MAX_CONDITIONS_OF_PARTS = 8;

export interface Instrumented {
  readonly resource: Resource;
  /** What each outcome of its conditions changes. */
  readonly plans: readonly OutcomePlan[];
  readonly findings: readonly Finding[];
  /** Whether all that an earlier run has made of it stays, as it cannot be brought up to date. */
  readonly isKept?: boolean;
}

/** The resource traced, or without a planner as it was before. */
export function instrument(site: ResourceContext, planner: Planner | undefined): Instrumented {
  if (!hasReceipt(site.resource)) return planner ? traced(site, planner) : untouchedResource(site, []);
  return planner ? tracedAgain(site, planner) : untraced(site);
}

/** A second run starts from the original, so that it writes exactly what a first run with the same options writes. */
function tracedAgain(site: ResourceContext, planner: Planner): Instrumented {
  const done = traced({ ...site, resource: untraced(site).resource }, planner);
  const findings = skippedFindings(site, done);
  if (findings.length > 0) return { resource: site.resource, plans: [], findings, isKept: true };
  const plans = plansSince(site, done.resource, done.plans);
  const isSame = plans.every(({ planned }) => planned.changes.length === 0);
  return { ...done, plans, ...(isSame ? { resource: withReceipt(site.resource, plans, NO_NOTES) } : {}) };
}

/** Why a traced function can't be brought up to date; it is then kept as it is in all outcomes. */
function skippedFindings(site: ResourceContext, { plans, findings }: Instrumented): readonly Finding[] {
  if (plans.length === 0) return findings.map(skippedFinding);
  const all = plans.map(({ when, planned }) => {
    const isSkipped = planned.recipe === undefined && wasTraced(site.resource, when);
    return { when, planned: isSkipped ? { ...planned, findings: planned.findings.map(skippedFinding) } : planned };
  });
  return outcomeFindings(site, all).filter(({ code }) => code === UPDATE_SKIPPED);
}
const UPDATE_SKIPPED = 'update-skipped';

function traced(site: ResourceContext, planner: Planner): Instrumented {
  const view = merged(site.globals, site.resource.Properties ?? {});
  if (!isPlainMap(view)) return untouchedResource(site, [note('part-unresolved', { part: 'properties' })]);
  return isSettled(view) ? together(site, view, [planCase(site, view, {}, planner)]) : allOutcomes(site, view, planner);
}

function allOutcomes(site: ResourceContext, view: Json, planner: Planner): Instrumented {
  let names: readonly string[] = [];
  for (;;) {
    const conditions = conditionsOf(view, names);
    if (conditions.length > MAX_CONDITIONS) return untouchedResource(site, [tooManyNote(conditions.length)]);
    const cases = planOutcomes(site, view, conditions, planner);
    const deciding = cases.flatMap(({ state }) => decidingVariables(planner.recipeOf(state)));
    const touched = [...new Set([...names, ...deciding])];
    if (conditionsOf(view, touched).length === conditions.length) return together(site, view, cases);
    names = touched;
  }
}

const tooManyNote = (count: number): Note =>
  note('conditions-too-many', { count: String(count), limit: String(MAX_CONDITIONS) });

/** The variables that decide about a recipe, and those that a recipe decides about. */
function decidingVariables(recipe: Recipe | Refusal): string[] {
  if (isRefusal(recipe)) return [EXEC_WRAPPER];
  return [EXEC_WRAPPER, ...Object.keys(recipe.environment), ...(recipe.redirect ? [recipe.redirect.original] : [])];
}

/** As if it had never been traced, whatever has become of it: a receipt needs no outcomes but its own. */
function untraced(site: ResourceContext): Instrumented {
  const own = site.resource.Properties ?? {};
  if (!isPlainMap(own)) return untouchedResource({ ...site, resource: withReceipt(site.resource, [], NO_NOTES) }, []);
  const globals = overlaps(site.globals, own) ? undefined : site.globals;
  // If `Globals` have changed since, what the function itself says is taken back all the same.
  return unlessInherited(
    () => removedFrom({ ...site, globals }),
    () => removedFrom({ ...site, globals: undefined }),
  );
}

function removedFrom(site: ResourceContext): Instrumented {
  const view = merged(site.globals, site.resource.Properties ?? {});
  const whole = removedCases(site, view, 'whole');
  // An added layer may share a place with one of the function's own, each under its condition.
  const cases = whole.some(({ isHidden }) => isHidden) ? removedCases(site, view, 'items') : whole;
  return writtenResource(site, view, cases);
}

function removedCases(site: ResourceContext, view: Json, depth: 'whole' | 'items'): PlannedCase[] {
  const earlier = receiptConditions(site.resource);
  const all = [...new Set([...earlier, ...conditionsOfParts(view, depth, earlierVariables(site.resource))])];
  return planOutcomes(site, view, all.length > MAX_CONDITIONS_OF_PARTS ? earlier : all, undefined);
}

const together = (site: ResourceContext, view: Json, cases: readonly PlannedCase[]): Instrumented =>
  unlessInherited(
    () => writtenResource(site, view, cases),
    ({ property, item }) => untouchedResource(site, [note('part-inherited', { part: property, item })]),
  );

function unlessInherited<T>(work: () => T, otherwise: (problem: NotInFunction) => T): T {
  try {
    return work();
  } catch (problem) {
    if (!(problem instanceof NotInFunction)) throw problem;
    return otherwise(problem);
  }
}

function writtenResource(site: ResourceContext, view: Json, cases: readonly PlannedCase[]): Instrumented {
  const findings = outcomeFindings(site, cases);
  const [first] = cases;
  const isOne = cases.length === 1 && first?.read === view;
  const earlier = isOne ? NO_NAMES : new Set([...namesIn(site.resource, 'twins'), ...equalChoices(view)]);
  const wanted = isOne ? first.doc : unproject(view, cases, earlier);
  const { properties, repeats } = ownProperties(site, wanted, wanted === view);
  const twins = hasHalf(view.Layers, wanted.Layers) ? new Set([...earlier, 'Layers[]']) : earlier;
  const notes = repeats.length + twins.size === 0 ? NO_NOTES : notesOf(repeats, twins);
  const resource = withReceipt(withProperties(site.resource, properties), cases, notes);
  return { resource, plans: cases, findings };
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_NOTES: object = {};

/** Sorted, because constructs list their properties in another order than templates. */
const notesOf = (repeats: readonly string[], twins: ReadonlySet<string>): object => ({
  ...(repeats.length > 0 ? { repeats } : {}),
  ...(twins.size > 0 ? { twins: [...twins].sort() } : {}),
});

/** A function that can't be traced. */
const untouchedResource = ({ id, resource }: ResourceContext, notes: readonly Note[]): Instrumented => ({
  resource,
  plans: [],
  findings: about(id, notes),
});
