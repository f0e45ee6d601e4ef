/** Everything that tracing needs in addition to the functions: permissions, log subscriptions, mappings, and new versions. */

import { copyOf } from '../../../core/copy';
import { about, type Finding, note } from '../../../core/finding';
import type { FunctionChange } from '../../../core/function';
import { setIn } from '../../../core/own';
import type { Statement } from '../../../core/recipe';
import { isKnown, type Value, valueText } from '../../../core/value';
import type { Json, Resources, Template } from '../document/document';
import { withBody } from '../document/loops';
import { stripped } from '../document/metadata';
import { type Report, reportsIn, type TracedScope } from '../functions';
import { additionsFor } from './kept';
import { withMappings } from './mappings';
import { addStatements, grantsFor, type Statements } from './permissions';
import { type Subscribed, withSubscriptions } from './subscriptions';
import { namesOfKept, versioned, withVersions } from './versions';

/** A template whose functions are traced, and the same template before this run. */
export interface TracedTemplate {
  readonly given: Template;
  /** Without the tables and the names of versions that an earlier run added. */
  readonly template: Template;
  readonly traced: TracedScope;
  /** Whether no resource can be added, as where one function is all there is. */
  readonly isClosed: boolean;
}

interface Additions {
  readonly template: Template;
  readonly findings: readonly Finding[];
  /** What roles of the template were allowed. */
  readonly statements: readonly Statement[];
}

export function withAdditions({ given, template, traced, isClosed }: TracedTemplate): Additions {
  const reports = reportsIn(traced);
  const globals = template.Globals?.Function;
  const staying = new Set(reports.filter(({ stays }) => stays).map(({ id }) => id));
  const kept = new Set([...reports.map(({ id }) => id), ...additionsFor(staying, template.Resources, globals)]);
  const { resources, findings, statements } = addTo(traced, { kept, globals, isClosed });
  const whole = withMappings({ ...template, Resources: resources }, reports.flatMap(unknownValues), given);
  const names = namesOfKept(given.Resources, staying);
  return { template: withVersions(whole, printOf(reports, versioned(given.Resources)), names), findings, statements };
}

interface Surroundings {
  /** The logical ids of what stays as it is: the functions, and what was added for those that stay. */
  readonly kept: ReadonlySet<string>;
  readonly globals: Json;
  readonly isClosed: boolean;
  /** The resources of the template, for a loop in it. */
  readonly outer?: Resources;
}

interface AddedScope extends Pick<Additions, 'findings' | 'statements'> {
  readonly resources: Resources;
  /** What roles of the template must be allowed for functions in a loop. */
  readonly outside: Statements;
}

/** The loops first, because a role outside of a loop may have to be allowed something for a function in it. */
function addTo(scope: TracedScope, around: Surroundings): AddedScope {
  const clean = stripped(scope.resources, around.kept);
  const isTop = around.outer === undefined;
  const outer = around.outer ?? clean;
  const loops = scope.loops.map(([id, inside]) => [id, addTo(inside, { ...around, outer })] as const);
  const resources = withBodies(clean, loops);
  const fromLoops = loops.map(([, loop]) => loop.outside);
  const grants = grantsFor(resources, scope.needs.statements, isTop ? {} : outer);
  const granted = addStatements(resources, mergeStatements([grants.inner, ...(isTop ? fromLoops : [])]));
  const subscribed = around.isClosed
    ? { resources: granted, findings: notSubscribed(scope) }
    : withSubscriptions(granted, scope.needs.subscriptions, { outer, globals: around.globals });
  return {
    resources: subscribed.resources,
    findings: [...loops.flatMap(([, loop]) => loop.findings), ...grants.findings, ...subscribed.findings],
    statements: [
      ...loops.flatMap(([, loop]) => loop.statements),
      ...[grants.inner, grants.outer].flatMap((statements) => Object.values(statements).flat()),
    ],
    outside: mergeStatements([grants.outer, ...(isTop ? [] : fromLoops)]),
  };
}

function withBodies(resources: Resources, loops: readonly (readonly [string, AddedScope])[]): Resources {
  if (loops.length === 0) return resources;
  const result: Record<string, Json> = copyOf(resources);
  for (const [id, loop] of loops) setIn(result, id, withBody(result[id], loop.resources));
  return result;
}

function mergeStatements(all: readonly Statements[]): Statements {
  const ids = [...new Set(all.flatMap(Object.keys))];
  return Object.fromEntries(ids.map((id) => [id, all.flatMap((statements) => statements[id] ?? [])]));
}

/** Where nothing can be added, findings report what is missing. */
const notSubscribed = ({ needs }: TracedScope): Subscribed['findings'] =>
  Object.entries(needs.subscriptions).flatMap(([id, { destination }]) =>
    about(id, [
      note('subscription-needed', {
        why: 'only the function is transformed here',
        destination: valueText(destination),
      }),
    ]),
  );

/** What is written and only the deployment will know. */
const unknownValues = ({ plans }: Report): Value[] =>
  plans.flatMap(({ planned }) =>
    planned.made.flatMap(({ after }) => (after === undefined || isKnown(after) ? [] : [after])),
  );

/** How a function is instrumented, in print, where a version must be made of it. */
function printOf(reports: readonly Report[], old: readonly string[]): (fn: string) => string | undefined {
  return (fn) => {
    const report = reports.find(({ id }) => id === fn);
    if (report?.outcome !== 'traced' || report.stays) return undefined;
    const isNew = report.plans.some(({ planned }) => planned.changes.length > 0);
    return isNew || old.includes(fn)
      ? report.plans.flatMap(({ planned }) => planned.made.map(changeKey)).join('\n')
      : undefined;
  };
}

const changeKey = ({ kind, name, after }: FunctionChange): string =>
  [kind, name, ...(after === undefined ? [] : [valueText(after as Value)])].join(' ');
