/** What a traced function waits for outside of itself, looked up where that is allowed. */
import { about, type Finding, type Note, note } from '../../core/finding';
import type { Statement } from '../../core/recipe';
import { valueText } from '../../core/value';
import type { Configuration } from '../../surfaces/lambda/configuration';
import { RECORD } from '../../surfaces/lambda/record';
import type { Decision, RegionalApi } from '../aws/region';
import { troubleOf } from '../aws/trouble';
import type { Job } from './job';
import { FILTER_NAME, forEachLimited, type Regions } from './read';
import { iamStatement } from './statements';

/** How many functions are looked at at once; the pace of the calls is kept apart from it. */
const AT_ONCE = 32;

/** From so many functions on, one list of all versions costs less than a call for each function. */
const MANY = 10;

/** The jobs with what was found of the functions that are traced now, and what may not be looked up. */
export async function lookUp(
  jobs: readonly Job[],
  regions: Regions,
  isTraced: (job: Job) => boolean,
): Promise<{ jobs: readonly Job[]; findings: Finding[] }> {
  const there = jobs.filter(isTraced);
  const lookers = new Map(
    [...regions].map(([region, api]) => [
      region,
      new Looker(
        api,
        there.filter(({ target }) => target.region === region),
      ),
    ]),
  );
  const seen = await forEachLimited(jobs, AT_ONCE, async (job) =>
    there.includes(job) ? ((await lookers.get(job.target.region)?.look(job)) ?? job) : job,
  );
  return { jobs: seen, findings: [...lookers].flatMap(([region, looker]) => about(region, looker.denied())) };
}

/** The look-ups of one region: what is the same for several functions is asked once, and what is refused, not again. */
class Looker {
  private readonly refused = new Map<string, string>();
  private readonly roles = new Map<string, Promise<Decision | undefined>>();
  private versions?: Promise<ReadonlyMap<string, Configuration> | undefined>;

  constructor(
    private readonly api: RegionalApi,
    private readonly jobs: readonly Job[],
  ) {}

  async look(job: Job): Promise<Job> {
    const [permission, others] = await Promise.all([
      this.permissions(job),
      Promise.all([this.aliases(job), this.filter(job)]),
    ]);
    const notes = [...permission.notes, ...others.flat()];
    return { ...job, needs: permission.needs, findings: [...job.findings, ...about(job.target.name, notes)] };
  }

  denied(): Note[] {
    return [...this.refused].map(([call, what]) => note('lookup-denied', { call, what }));
  }

  /** The statements that the role lacks, or of which that is not known. */
  private async permissions({
    statements = [],
    deployed,
  }: Job): Promise<{ notes: Note[]; needs: readonly Statement[] }> {
    const role = deployed?.configuration.Role;
    const plain = statements.filter(({ conditions }) => conditions === undefined);
    const decisions = await Promise.all(plain.map((statement) => this.decision(role, statement)));
    const notes = plain.flatMap((statement, index) => {
      const decision = decisions[index];
      if (decision === 'allowed') return [];
      const details = { actions: statement.actions.join(', '), statement: JSON.stringify(iamStatement(statement)) };
      return [note(decision === undefined ? 'permission-needed' : 'permission-missing', details)];
    });
    return { notes, needs: notes.length === 0 ? [] : statements };
  }

  /** The best of the decisions for the resources; nothing where it is not known. */
  private async decision(role: string | undefined, { actions, resources }: Statement): Promise<Decision | undefined> {
    if (role === undefined) return undefined;
    const arns = resources.map(valueText);
    const all: (Decision | undefined)[] = [];
    for (const arn of arns) {
      const decision = await this.simulate(role, actions, arn);
      if (decision === 'allowed') return decision;
      all.push(decision);
    }
    const isKnown = all.includes('explicitDeny') || arns.some(isExact);
    return isKnown && !all.includes(undefined) ? all[0] : undefined;
  }

  private simulate(role: string, actions: readonly string[], arn: string): Promise<Decision | undefined> {
    const key = JSON.stringify([role, actions, arn]);
    const known = this.roles.get(key);
    if (known) return known;
    const asked = this.unless('iam:SimulatePrincipalPolicy', 'the roles allow what tracing needs', () =>
      this.api.isAllowed(role, actions, arn),
    );
    this.roles.set(key, asked);
    return asked;
  }

  /** The aliases whose version was published before the function was instrumented as it is now. */
  private async aliases(job: Job): Promise<Note[]> {
    const { target, deployed, calls } = job;
    const now =
      calls?.update?.Environment?.Variables[RECORD] ?? deployed?.configuration.Environment?.Variables?.[RECORD];
    if (now === undefined) return [];
    const listed = await this.published();
    if (listed !== undefined && ![...listed.keys()].some((key) => key.startsWith(`${target.name}:`))) return [];
    const aliases = await this.unless('lambda:ListAliases', 'aliases point to versions that are not traced', () =>
      this.api.aliases(target.asked),
    );
    const stale = await Promise.all(
      (aliases ?? []).map(async ({ name, version }) => {
        const configuration = listed?.get(`${target.name}:${version}`) ?? (await this.version(target.asked, name));
        const isOld = configuration !== undefined && configuration.Environment?.Variables?.[RECORD] !== now;
        return isOld ? [note('version-stale', { alias: name, version })] : [];
      }),
    );
    return stale.flat();
  }

  private version = async (asked: string, alias: string): Promise<Configuration | undefined> =>
    (await this.api.get(asked, alias).catch(() => undefined))?.configuration;

  /** Every published version by name and number; nothing where that costs more than to ask for each function. */
  private published(): Promise<ReadonlyMap<string, Configuration> | undefined> {
    if (this.jobs.length < MANY) return Promise.resolve(undefined);
    this.versions ??= this.api
      .versions(Math.ceil(this.jobs.length / 4))
      .catch(() => undefined)
      .then(
        (all) =>
          all &&
          new Map(
            all
              .filter(({ Version = '$LATEST' }) => Version !== '$LATEST')
              .map((one) => [`${one.FunctionName}:${one.Version}`, one]),
          ),
      );
    return this.versions;
  }

  /** Whether the log group that was subscribed still has our filter. */
  private async filter({ deployed, wiring, plan }: Job): Promise<Note[]> {
    const logGroup = wiring?.make || wiring?.end ? undefined : deployed?.kept?.logGroup;
    if (logGroup === undefined) return [];
    const destination = plan?.recipe?.subscription && valueText(plan.recipe.subscription.destination);
    const filters = await this.unless(
      'logs:DescribeSubscriptionFilters',
      'the log groups are subscribed',
      async () => (await this.api.filters(logGroup)) ?? [],
    );
    const isThere =
      filters?.some((filter) => filter.name === FILTER_NAME || filter.destination === destination) ?? true;
    const details = { why: `it has no filter "${FILTER_NAME}" any more`, destination: destination ?? 'the Forwarder' };
    return isThere ? [] : [note('subscription-needed', details)];
  }

  /** The answer; nothing where the call is refused, which is reported once, or fails. */
  private async unless<T>(call: string, what: string, ask: () => Promise<T>): Promise<T | undefined> {
    if (this.refused.has(call)) return undefined;
    try {
      return await ask();
    } catch (problem) {
      if (troubleOf(problem) === 'nobody') throw problem;
      this.refused.set(call, what);
      return undefined;
    }
  }
}

/**
 * Whether a decision about an ARN says something of the resource itself. Secrets Manager puts six characters of its own
 * at the end of an ARN, so without them no policy that names the secret can match.
 */
const isExact = (arn: string): boolean =>
  !arn.includes('?') && (!arn.includes(':secret:') || /-(?=\w*[A-Z0-9])\w{6}$/.test(arn));
