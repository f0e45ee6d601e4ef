/** One function of a template with its plan carried out, for every outcome of the conditions in it. */
import { type Finding, type Note, note } from '../../core/finding';
import type { Planner } from '../../core/planner';
import type { Receipt } from '../../core/receipt';
import { isRefusal, type Recipe, type Refusal } from '../../core/recipe';
import { EXEC_WRAPPER } from '../../core/signature';
import type { Target } from '../../core/state';
import { text } from '../../core/value';
import { toValue } from '../intrinsics';
import { type ReceiptDocument, readReceipt, renderReceipt } from '../receipt';
import { type Case, type Outcome, outcomes, unproject } from './conditions';
import { conditionsOf, isSettled, projectLookedAt } from './deciding';
import { isMap, isPlainMap, type Json, put, type Resource } from './document';
import { merged, NotInFunction, ownPart } from './globals';
import { marked, markOf } from './marks';
import { type Planned, planFor } from './plans';
import { type Place, readFunction } from './read';
import type { Resolver } from './resolve';
import { writeFunction } from './write';

/** More outcomes than of four conditions are not gone through. */
const CONDITIONS = 4;

export interface Site {
  readonly id: string;
  readonly resource: Resource;
  /** What SAM's `Globals` give it. */
  readonly globals: Json;
  readonly place: Place;
  readonly known: Resolver;
  readonly bundle?: Target['bundle'];
}

export interface Instrumented {
  readonly resource: Resource;
  /** What each outcome of its conditions changes. */
  readonly plans: readonly { readonly when: Outcome; readonly planned: Planned }[];
  readonly findings: readonly Finding[];
}

/** The resource traced, or without a recipe as it was before. */
export function instrument(site: Site, planner: Planner | undefined): Instrumented {
  const view = merged(site.globals, site.resource.Properties ?? {});
  if (!isPlainMap(view))
    return left(site, [note('part-unresolved', { part: 'properties', given: text(toValue(view)) })]);
  const isOne = isSettled(view) && receiptCases(site.resource).length === 0;
  return isOne ? together(site, view, [carryOut(site, view, {}, planner)]) : allCases(site, view, planner);
}

function allCases(site: Site, view: Json, planner: Planner | undefined): Instrumented {
  let names: readonly string[] = [];
  for (;;) {
    const found = conditionsOf(view, names);
    const conditions = [
      // As they were found the first time: nested choices are put together in this order.
      ...new Set([...receiptCases(site.resource).flatMap(({ when }) => Object.keys(when)), ...found]),
    ];
    if (conditions.length > CONDITIONS)
      return left(site, [note('conditions-too-many', { count: String(conditions.length), limit: String(CONDITIONS) })]);
    const cases = outcomes(conditions, settled(site.resource)).map((when) =>
      carryOut(site, projectLookedAt(view, when), when, planner),
    );
    const touched = [...new Set([...names, ...cases.flatMap(({ target }) => variablesOf(planner?.cook(target)))])];
    if (conditionsOf(view, touched).length === found.length) return together(site, view, cases);
    names = touched;
  }
}

/** A resource under a condition is only there where it holds. */
const settled = ({ Condition }: Resource): Outcome => (typeof Condition === 'string' ? { [Condition]: true } : {});

/** The variables that decide about a recipe, and those that a recipe decides about. */
function variablesOf(recipe: Recipe | Refusal | undefined): string[] {
  if (recipe === undefined || isRefusal(recipe)) return [];
  return [EXEC_WRAPPER, ...Object.keys(recipe.environment), ...(recipe.redirect ? [recipe.redirect.original] : [])];
}

interface Carried extends Case {
  /** The properties before. */
  readonly read: Json;
  readonly planned: Planned;
  readonly target: Target;
}

function carryOut(site: Site, properties: Json, when: Outcome, planner: Planner | undefined): Carried {
  const { id, resource, place, known, bundle } = site;
  const type = resource.Type ?? '';
  const state = readFunction({ id, type, properties, receipt: receiptFor(resource, when), bundle }, place, known);
  const planned = planFor(state, planner, known);
  if (planned.changes.length === 0) return { when, read: properties, doc: properties, planned, target: state.target };
  const image = state.target.packageType === 'Image';
  const doc = writeFunction({ type, properties, changes: planned.changes, before: state.parts, image });
  return { when, read: properties, doc, planned, target: state.target };
}

function together(site: Site, view: Json, cases: readonly Carried[]): Instrumented {
  const plans = cases.map(({ when, planned }) => ({ when, planned }));
  const findings = findingsOf(site, plans);
  const [first] = cases;
  const wanted = cases.length === 1 && first?.read === view ? first.doc : unproject(view, cases);
  try {
    const own = wanted === view ? site.resource.Properties : ownPart(site.globals, site.resource.Properties, wanted);
    return { resource: withReceipt(withProperties(site.resource, own), plans), plans, findings };
  } catch (problem) {
    if (!(problem instanceof NotInFunction)) throw problem;
    return left(site, [note('part-inherited', { part: problem.property })]);
  }
}

/** Properties that were not there at all are not there again when nothing is in them any more. */
function withProperties(resource: Resource, own: Json): Resource {
  if (own === resource.Properties) return resource;
  const bare = resource.Properties === undefined || markOf(resource)?.bare === true;
  const written = put(resource, 'Properties', bare && Object.keys(own ?? {}).length === 0 ? undefined : (own ?? {}));
  return bare ? marked(written, { ...markOf(resource), bare }) : written;
}

const left = ({ id, resource }: Site, notes: readonly Note[]): Instrumented => ({
  resource,
  plans: [],
  findings: notes.map(({ code, details }) => ({ code, subject: id, details })),
});

/** What holds in some outcomes only is told with their conditions. */
function findingsOf({ id, known }: Site, plans: Instrumented['plans']): Finding[] {
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
      subject: same.length === possible.length ? id : `${id} (${same.map(({ when }) => words(when)).join(', or ')})`,
    };
  });
}

const words = (when: Outcome): string =>
  Object.entries(when)
    .map(([name, holds]) => `${holds ? 'if' : 'if not'} ${name}`)
    .join(' and ');

/** Receipts of several outcomes, each with the outcome that it is for. */
interface ReceiptCase {
  readonly when: Outcome;
  readonly receipt: ReceiptDocument;
}

function receiptCases(resource: Resource): readonly ReceiptCase[] {
  const cases = markOf(resource)?.cases;
  return Array.isArray(cases) ? cases.filter((one) => isMap(one?.when)) : [];
}

function receiptFor(resource: Resource, when: Outcome): Receipt | undefined {
  const cases = receiptCases(resource);
  if (cases.length === 0) return readReceipt(markOf(resource));
  const own = cases.find((one) => Object.entries(one.when).every(([name, holds]) => when[name] === holds));
  return readReceipt(own?.receipt);
}

function withReceipt(resource: Resource, plans: Instrumented['plans']): Resource {
  const receipts = plans.map(({ when, planned }) => ({
    when,
    receipt: planned.receipt && renderReceipt(planned.receipt),
  }));
  const [first, ...others] = receipts;
  const isOne = others.every(({ receipt }) => JSON.stringify(receipt) === JSON.stringify(first?.receipt));
  const mark = markOf(resource);
  if (isOne && mark === undefined) return marked(resource, first?.receipt);
  const rest = withoutReceipt(mark);
  const { bare: _bare, ...unbared } = rest;
  const kept = first?.receipt === undefined && isOne ? unbared : rest;
  const now = isOne
    ? { ...first?.receipt, ...kept }
    : { cases: receipts.filter(({ receipt }) => receipt !== undefined), ...kept };
  return marked(resource, Object.keys(now).length > 0 ? now : undefined);
}

/** Marks that are no receipt: lists and properties that are kept apart. */
const withoutReceipt = (mark: Json): Json =>
  Object.fromEntries(Object.entries(isMap(mark) ? mark : {}).filter(([key]) => BESIDE.has(key)));
const BESIDE: ReadonlySet<string> = new Set(['lists', 'set', 'empty', 'bare']);
