/** What the roles of functions must be allowed, as a policy document: no role is changed here. */
import type { Statement } from '../../core/recipe';
import { valueText } from '../../core/value';
import type { Job } from './job';

/** A statement as IAM takes it. */
export const iamStatement = ({ actions, resources, conditions }: Statement): object => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources.map(valueText),
  ...(conditions === undefined ? {} : { Condition: conditions }),
});

export interface RoleNeeds {
  /** Each role, and how many of the functions have it. */
  readonly roles: readonly (readonly [role: string, functions: number])[];
  readonly document: { readonly Version: string; readonly Statement: readonly object[] };
}

/** The roles that lack something, or of which that is not known; nothing where all allow what is needed. */
export function roleNeeds(jobs: readonly Job[]): RoleNeeds | undefined {
  const needy = jobs.filter((job) => neededStatements(job).length > 0);
  if (needy.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { deployed } of needy) {
    const role = deployed?.configuration.Role ?? 'unknown';
    counts.set(role, (counts.get(role) ?? 0) + 1);
  }
  const statements = needy
    .flatMap(neededStatements)
    .map((statement) => [JSON.stringify(statement), iamStatement(statement)] as const);
  return {
    roles: [...counts].sort(([, a], [, b]) => b - a),
    document: { Version: '2012-10-17', Statement: [...new Map(statements).values()] },
  };
}

/** What was not looked up is taken as needed. */
const neededStatements = ({ outcome, needs, statements = [] }: Job): readonly Statement[] =>
  outcome === 'open' || outcome === 'done' || needs ? (needs ?? statements) : [];
