/** What the roles of functions and state machines must be allowed, as policy documents: no role is changed here. */
import type { Statement } from '../../core/recipe';
import type { MachineJob } from '../state-machines/job';
import { iamStatement } from './iam';
import type { Job } from './job';

interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly object[];
}

/** A role that lacks something, what has it, and the policy that it needs. */
export interface NeedyRole {
  readonly role: string;
  readonly functions: number;
  readonly machines: number;
  readonly document: PolicyDocument;
}

export interface RoleNeeds {
  /** Those that most functions and state machines have come first. */
  readonly roles: readonly NeedyRole[];
  /** What any of the roles needs. */
  readonly document: PolicyDocument;
}

/** The roles that lack something, or of which that is not known; nothing where all allow what is needed. */
export function roleNeeds(jobs: readonly Job[], machines: readonly MachineJob[] = []): RoleNeeds | undefined {
  const needs = [
    ...jobs.map((job) => needOf('functions', job.deployed?.configuration.Role, neededStatements(job))),
    ...machines.map((job) => needOf('machines', job.deployed?.described.roleArn, machineStatements(job))),
  ].filter(({ statements }) => statements.length > 0);
  if (needs.length === 0) return undefined;
  const byRole = new Map<string, Need[]>();
  for (const need of needs) byRole.set(need.role, [...(byRole.get(need.role) ?? []), need]);
  const roles = [...byRole].map(([role, own]) => ({
    role,
    functions: own.filter(({ user }) => user === 'functions').length,
    machines: own.filter(({ user }) => user === 'machines').length,
    document: documentOf(own),
  }));
  return { roles: roles.sort((a, b) => users(b) - users(a)), document: documentOf(needs) };
}

interface Need {
  readonly user: 'functions' | 'machines';
  readonly role: string;
  readonly statements: readonly Statement[];
}

const needOf = (user: Need['user'], role = 'unknown', statements: readonly Statement[]): Need => ({
  user,
  role,
  statements,
});

const users = ({ functions, machines }: NeedyRole): number => functions + machines;

function documentOf(needs: readonly Need[]): PolicyDocument {
  const statements = needs
    .flatMap(({ statements: own }) => own)
    .map((statement) => [JSON.stringify(statement), iamStatement(statement)] as const);
  return { Version: '2012-10-17', Statement: [...new Map(statements).values()] };
}

/** What was not looked up is taken as needed. */
const neededStatements = ({ outcome, needs, statements = [] }: Job): readonly Statement[] =>
  outcome === 'open' || outcome === 'done' || needs ? (needs ?? statements) : [];

/** A state machine that is left or has failed for another reason needs nothing. */
const machineStatements = ({ outcome, needs = [], findings }: MachineJob): readonly Statement[] =>
  (outcome === 'left' || outcome === 'failed') && !findings.some(({ code }) => code === 'machine-role-needs')
    ? []
    : needs;
