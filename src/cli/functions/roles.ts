/** What roles allow of what tracing needs. Functions and state machines that share a role share the question. */
import { type Note, note } from '../../core/finding';
import type { Statement } from '../../core/recipe';
import { valueText } from '../../core/value';
import type { SimulatedDecision } from '../aws/account-calls';
import type { RegionalApi } from '../aws/region';
import { iamStatement } from './iam';
import type { Refusals } from './refusals';

export interface MissingPermissions {
  readonly notes: readonly Note[];
  /** The statements that the role lacks, or that could not be checked. */
  readonly needs: readonly Statement[];
}

interface RoleQuestion {
  readonly role?: string;
  readonly statements?: readonly Statement[];
  /** What has the role, unless it is a function. */
  readonly noun?: string;
}

export class Roles {
  private readonly answers = new Map<string, Promise<SimulatedDecision | undefined>>();

  constructor(
    private readonly api: RegionalApi,
    private readonly refusals: Refusals,
  ) {}

  async missing({ role, statements = [], noun }: RoleQuestion): Promise<MissingPermissions> {
    const plain = statements.filter(({ conditions }) => conditions === undefined);
    const decisions = await Promise.all(plain.map((statement) => this.decide(role, statement)));
    const notes = plain.flatMap((statement, index) => {
      const decision = decisions[index];
      if (decision === 'allowed') return [];
      const details = {
        actions: statement.actions.join(', '),
        statement: JSON.stringify(iamStatement(statement)),
        ...(noun === undefined ? {} : { noun }),
      };
      return [note(decision === undefined ? 'permission-needed' : 'permission-missing', details)];
    });
    return { notes, needs: notes.length === 0 ? [] : statements };
  }

  /** The best of the decisions for the resources; nothing if it is not known. */
  private async decide(
    role: string | undefined,
    { actions, resources }: Statement,
  ): Promise<SimulatedDecision | undefined> {
    if (role === undefined) return undefined;
    const arns = resources.map(valueText);
    const all: (SimulatedDecision | undefined)[] = [];
    for (const arn of arns) {
      const decision = await this.simulate(role, actions, arn);
      if (decision === 'allowed') return decision;
      all.push(decision);
    }
    const isKnown = all.includes('explicitDeny') || arns.some(isExact);
    return isKnown && !all.includes(undefined) ? all[0] : undefined;
  }

  private simulate(role: string, actions: readonly string[], arn: string): Promise<SimulatedDecision | undefined> {
    const key = JSON.stringify([role, actions, arn]);
    const answer =
      this.answers.get(key) ??
      this.refusals.unless('iam:SimulatePrincipalPolicy', 'the roles allow what tracing needs', () =>
        this.api.isAllowed(role, actions, arn),
      );
    this.answers.set(key, answer);
    return answer;
  }
}

/**
 * Whether a decision about an ARN says something about the resource itself. Secrets Manager adds six random characters to
 * the end of an ARN, so no policy that names the secret can match an ARN without them.
 */
const isExact = (arn: string): boolean =>
  !arn.includes('?') && (!arn.includes(':secret:') || /-(?=\w*[A-Z0-9])\w{6}$/.test(arn));
