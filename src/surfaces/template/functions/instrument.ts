/** One function of a template with its plan carried out, for every outcome of the conditions in it. */
import { about, type Finding, type Note, note } from '../../../core/finding';
import type { FunctionReceipt } from '../../../core/function';
import { layerKey } from '../../../core/layer';
import type { Planner } from '../../../core/planner';
import { isRefusal, type Recipe, type Refusal } from '../../../core/recipe';
import { EXEC_WRAPPER } from '../../../core/signature';
import type { FunctionState, Target } from '../../../core/state';
import { toValue } from '../../intrinsics';
import { type ReceiptDocument, readReceipt, renderReceipt } from '../../receipt';
import { type ConditionOutcome, type DocumentCase, outcomes, unproject } from '../conditions/conditions';
import { conditionsOf, conditionsOfParts, isSettled, projectLookedAt } from '../conditions/deciding';
import { equalChoices } from '../conditions/equal-branches';
import type { Resolver } from '../conditions/resolve';
import { isMap, isPlainMap, type Json, type Resource, withKey } from '../document/document';
import { merged, NotInFunction, ownPart, repeatsOf } from '../document/globals';
import { metadataOf, withMetadata } from '../document/metadata';
import { type PlannedResource, planResource, skipped } from './plans';
import { type Location, readResource } from './read';
import { toScalar, withScalars } from './scalars';
import { writeFunction } from './write';

/** More outcomes than of four conditions are not gone through, and a few more to take out what is there. */
const CONDITIONS = 4;
const CONDITIONS_OF_PARTS = 8;

export interface ResourceContext {
  readonly id: string;
  readonly resource: Resource;
  /** What SAM's `Globals` give it. */
  readonly globals: Json;
  readonly place: Location;
  readonly known: Resolver;
  readonly bundle?: Target['bundle'];
}

export interface Instrumented {
  readonly resource: Resource;
  /** What each outcome of its conditions changes. */
  readonly plans: readonly { readonly when: ConditionOutcome; readonly planned: PlannedResource }[];
  readonly findings: readonly Finding[];
  /** Whether all that an earlier run has made of it stays, as it cannot be brought up to date. */
  readonly isKept?: boolean;
}

/** The resource traced, or without a recipe as it was before. */
export function instrument(site: ResourceContext, planner: Planner | undefined): Instrumented {
  if (planner === undefined) return hasReceipt(site.resource) ? untraced(site) : untouchedResource(site, []);
  const view = merged(site.globals, site.resource.Properties ?? {});
  if (!isPlainMap(view)) return leftAsItWas(site, [note('part-unresolved', { part: 'properties' })]);
  const isOne = isSettled(view) && receiptCases(site.resource).length === 0;
  return isOne ? together(site, view, [planCase(site, view, {}, planner)]) : allCases(site, view, planner);
}

function allCases(site: ResourceContext, view: Json, planner: Planner): Instrumented {
  let names: readonly string[] = earlierVariables(site.resource);
  for (;;) {
    const found = conditionsOf(view, names);
    // As they were found the first time: nested choices are put together in this order.
    const conditions = [...new Set([...receiptConditions(site.resource), ...found])];
    if (conditions.length > CONDITIONS)
      return leftAsItWas(site, [
        note('conditions-too-many', { count: String(conditions.length), limit: String(CONDITIONS) }),
      ]);
    const cases = casesOf(site, view, conditions, planner);
    const touched = [
      ...new Set([...names, ...cases.flatMap(({ target }) => decidingVariables(planner.recipeFor(target)))]),
    ];
    if (conditionsOf(view, touched).length === found.length) return together(site, view, cases);
    names = touched;
  }
}

/** As if it had never been traced, whatever has become of it: a receipt needs no outcomes but its own. */
function untraced(site: ResourceContext): Instrumented {
  const own = site.resource.Properties ?? {};
  if (!isPlainMap(own)) return untouchedResource({ ...site, resource: withReceipt(site.resource, [], NOTHING) }, []);
  try {
    const globals = overlaps(site.globals, own) ? undefined : site.globals;
    return removedFrom({ ...site, globals });
  } catch (problem) {
    if (!(problem instanceof NotInFunction)) throw problem;
    // `Globals` have changed since: what the function itself says is taken back all the same.
    return removedFrom({ ...site, globals: undefined });
  }
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
  return casesOf(site, view, all.length > CONDITIONS_OF_PARTS ? earlier : all, undefined);
}

/** Whether a layer is in `Globals` and in the function, one of which would hide the other. */
function overlaps(globals: Json, own: Json): boolean {
  const [all, mine] = [globals?.Layers, own.Layers];
  return (
    Array.isArray(all) && Array.isArray(mine) && mine.some((layer) => all.some((other) => isOneLayer(layer, other)))
  );
}

const isOneLayer = (a: Json, b: Json): boolean => layerKey(toValue(a)) === layerKey(toValue(b));

const casesOf = (
  site: ResourceContext,
  view: Json,
  conditions: readonly string[],
  planner: Planner | undefined,
): PlannedCase[] =>
  outcomes(conditions, conditionOutcome(site.resource)).map((when) =>
    planCase(site, projectLookedAt(view, when), when, planner),
  );

/** A resource under a condition is only there where it holds. */
const conditionOutcome = ({ Condition }: Resource): ConditionOutcome =>
  typeof Condition === 'string' ? { [Condition]: true } : {};

/** The variables that decide about a recipe, and those that a recipe decides about. */
function decidingVariables(recipe: Recipe | Refusal | undefined): string[] {
  if (recipe === undefined || isRefusal(recipe)) return [];
  return [EXEC_WRAPPER, ...Object.keys(recipe.environment), ...(recipe.redirect ? [recipe.redirect.original] : [])];
}

interface PlannedCase extends DocumentCase {
  /** The properties before. */
  readonly read: Json;
  readonly planned: PlannedResource;
  readonly target: Target;
  /** Whether an item that an earlier run added to a list is not found as an item. */
  readonly isHidden: boolean;
}

const isHiddenIn = (receipt: FunctionReceipt | undefined, { parts }: FunctionState): boolean =>
  receipt?.entries.some(
    ({ kind, name, after }) =>
      (kind === 'layers' || kind === 'tags') && after !== undefined && !Object.hasOwn(parts[kind], name),
  ) === true;

function planCase(
  site: ResourceContext,
  properties: Json,
  when: ConditionOutcome,
  planner: Planner | undefined,
): PlannedCase {
  const { id, resource, place, known, bundle } = site;
  const type = resource.Type ?? '';
  const earlier = receiptFor(resource, when);
  const receipt = readReceipt(earlier, planner === undefined ? toScalar : undefined);
  const state = readResource({ id, type, properties, receipt, bundle }, place, known);
  const plan = planResource(state, planner, known);
  const kept = withScalars(plan, properties, earlier);
  const planned = kept === plan.receipt ? plan : { ...plan, receipt: kept };
  const { target, parts: before } = state;
  const writing = { type, properties, changes: planned.changes, before, image: target.packageType === 'Image' };
  const doc = planned.changes.length === 0 ? properties : writeFunction(writing);
  return { when, read: properties, doc, planned, target, isHidden: isHiddenIn(receipt, state) };
}

function together(site: ResourceContext, view: Json, cases: readonly PlannedCase[]): Instrumented {
  try {
    return writtenResource(site, view, cases);
  } catch (problem) {
    if (!(problem instanceof NotInFunction)) throw problem;
    return leftAsItWas(site, [note('part-inherited', { part: problem.property, item: problem.item })]);
  }
}

function writtenResource(site: ResourceContext, view: Json, cases: readonly PlannedCase[]): Instrumented {
  const plans = cases.map(({ when, planned }) => ({ when, planned }));
  if (plans.some(({ planned }) => planned.isKept)) return keptWhole(site, plans);
  const findings = conditionFindings(site, plans);
  const [first] = cases;
  const isOne = cases.length === 1 && first?.read === view;
  const twins = isOne ? NO_NAMED_VARIABLES : new Set([...namesIn(site.resource, 'twins'), ...equalChoices(view)]);
  const wanted = isOne ? first.doc : unproject(view, cases, twins);
  const { properties, repeats } = ownProperties(site, wanted, wanted === view);
  const beside = repeats.length + twins.size === 0 ? NOTHING : besides(repeats, twins);
  const resource = withReceipt(withProperties(site.resource, properties), plans, beside);
  return { resource, plans, findings };
}

/** A function that was traced before and of which one outcome cannot be brought up to date stays as it is in all of them. */
function keptWhole(site: ResourceContext, plans: Instrumented['plans']): Instrumented {
  const refused = plans.filter(({ planned }) => planned.recipe === undefined);
  const findings = conditionFindings(site, plans).filter(({ code }) =>
    refused.some(({ planned }) => planned.findings.some((found) => found.code === code)),
  );
  return { resource: site.resource, plans: [], findings, isKept: true };
}

const NO_NAMED_VARIABLES: ReadonlySet<string> = new Set();
const NOTHING: object = {};

/** Sorted, because constructs list their properties in another order than templates. */
const besides = (repeats: readonly string[], twins: ReadonlySet<string>): object => ({
  ...(repeats.length > 0 ? { repeats } : {}),
  ...(twins.size > 0 ? { twins: [...twins].sort() } : {}),
});

/** What the function says itself, and where it repeated `Globals` before. */
function ownProperties(
  { resource, globals }: ResourceContext,
  wanted: Json,
  isSame: boolean,
): { properties: Json; repeats: string[] } {
  const { Properties } = resource;
  if (isSame || globals === undefined) return { properties: isSame ? Properties : wanted, repeats: [] };
  const earlier = namesIn(resource, 'repeats');
  const repeats = hasReceipt(resource) ? earlier : repeatsOf(globals, Properties, wanted);
  const place = { path: [], repeats: new Set(repeats) };
  return { properties: ownPart(globals, Properties, wanted, place), repeats };
}

const namesIn = (resource: Resource, mark: string): string[] => {
  const names = metadataOf(resource)?.[mark];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
};

/** Properties that were not there at all are not there again when nothing is in them any more. */
function withProperties(resource: Resource, own: Json): Resource {
  const { Properties } = resource;
  if (own === Properties) return resource;
  const bare =
    metadataOf(resource)?.bare ?? (Properties === undefined ? true : Properties === null ? 'null' : undefined);
  const isGone = bare !== undefined && Object.keys(own ?? {}).length === 0;
  const written = {
    ...withKey(resource, 'Properties', isGone ? undefined : (own ?? {})),
    ...(isGone && bare === 'null' ? { Properties: null } : {}),
  };
  return bare === undefined ? written : withMetadata(written, { ...metadataOf(resource), bare });
}

/** A function that cannot be traced; if it was before, all of that stays. */
function leftAsItWas(site: ResourceContext, notes: readonly Note[]): Instrumented {
  const isKept = hasReceipt(site.resource);
  return { ...untouchedResource(site, isKept ? notes.map(skipped) : notes), isKept };
}

const untouchedResource = ({ id, resource }: ResourceContext, notes: readonly Note[]): Instrumented => ({
  resource,
  plans: [],
  findings: about(id, notes),
});

/** What holds in some outcomes only is told with their conditions. */
function conditionFindings({ id, known }: ResourceContext, plans: Instrumented['plans']): readonly Finding[] {
  const [first, ...others] = plans;
  if (others.length === 0 && isAlways(first?.when)) return first?.planned.findings ?? [];
  const possible = plans.filter(({ when }) =>
    Object.entries(when).every(([name, holds]) => (known.condition(name) ?? holds) === holds),
  );
  const all = possible.flatMap(({ when, planned }) =>
    planned.findings.map((finding) => ({ finding, when, key: JSON.stringify(finding) })),
  );
  const keys = [...new Set(all.map(({ key }) => key))];
  return keys.map((key) => {
    const same = all.filter((one) => one.key === key);
    const { code, details } = (same[0] as (typeof all)[number]).finding;
    return {
      code,
      details,
      subject:
        same.length === possible.length ? id : `${id} (${same.map(({ when }) => outcomeWords(when)).join(', or ')})`,
    };
  });
}

const isAlways = (when: ConditionOutcome = {}): boolean => Object.keys(when).length === 0;

const outcomeWords = (when: ConditionOutcome): string =>
  Object.entries(when)
    .map(([name, holds]) => `${holds ? 'if' : 'if not'} ${name}`)
    .join(' and ');

/** Receipts of several outcomes, each with the outcome that it is for. */
interface ReceiptCase {
  readonly when: ConditionOutcome;
  readonly receipt: ReceiptDocument;
}

function receiptCases(resource: Resource): readonly ReceiptCase[] {
  const cases = metadataOf(resource)?.cases;
  return Array.isArray(cases) ? cases.filter((one) => isMap(one?.when)) : [];
}

const receiptConditions = (resource: Resource): string[] =>
  receiptCases(resource).flatMap(({ when }) => Object.keys(when));

/** The variables that an earlier run changed, whose values have to be found to take them back. */
function earlierVariables(resource: Resource): string[] {
  const cases = receiptCases(resource);
  const receipts = cases.length === 0 ? [metadataOf(resource)] : cases.map(({ receipt }) => receipt);
  const entries = receipts.flatMap((receipt) => readReceipt(receipt)?.entries ?? []);
  return [...new Set(entries.filter(({ kind }) => kind === 'environment').map(({ name }) => name))];
}

/** Whether an earlier run has traced it, in any outcome. */
export const hasReceipt = (resource: Resource): boolean =>
  typeof metadataOf(resource)?.provider === 'string' || receiptCases(resource).length > 0;

function receiptFor(resource: Resource, when: ConditionOutcome): ReceiptDocument | undefined {
  const cases = receiptCases(resource);
  if (cases.length === 0) return metadataOf(resource);
  return cases.find((one) => Object.entries(one.when).every(([name, holds]) => when[name] === holds))?.receipt;
}

function withReceipt(resource: Resource, plans: Instrumented['plans'], beside: object): Resource {
  const receipts = plans.map(({ when, planned }) => ({
    when,
    receipt: planned.receipt && renderReceipt(planned.receipt),
  }));
  const first = receipts[0]?.receipt;
  const isOne = receipts.length < 2 || new Set(receipts.map(({ receipt }) => JSON.stringify(receipt))).size === 1;
  const isGone = isOne && first === undefined;
  const mark = metadataOf(resource);
  if (isOne && mark === undefined && Object.keys(beside).length === 0) return withMetadata(resource, first);
  const rest = { ...otherMetadata(mark, isGone ? PLACED : BESIDE), ...(isGone ? {} : beside) };
  const now = isOne
    ? { ...first, ...rest }
    : { cases: receipts.filter(({ receipt }) => receipt !== undefined), ...rest };
  return withMetadata(resource, Object.keys(now).length > 0 ? now : undefined);
}

/** Marks that are no receipt. */
const otherMetadata = (mark: Json, names: ReadonlySet<string>): Json =>
  Object.fromEntries(Object.entries(isMap(mark) ? mark : {}).filter(([key]) => names.has(key)));
/** Of lists and properties that are kept apart, and those of a function that is traced. */
const PLACED: ReadonlySet<string> = new Set(['lists', 'set']);
const BESIDE: ReadonlySet<string> = new Set([...PLACED, 'bare', 'twins', 'repeats']);
