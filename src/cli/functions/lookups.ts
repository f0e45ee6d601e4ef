/** What a traced function waits for outside of itself, as far as AWS allows the look-ups. */
import { about, type Finding, type Note, note } from '../../core/finding';
import { valueText } from '../../core/value';
import type { Configuration } from '../../surfaces/lambda/configuration';
import { RECORD } from '../../surfaces/lambda/record';
import { CALL_LIMITS } from '../aws/limits';
import type { RegionalApi } from '../aws/region';
import type { Job } from './job';
import { FILTER_NAME, forEachLimited, type Regions } from './read';
import { Refusals } from './refusals';
import { Roles } from './roles';

/** From this number of functions on, one list of all versions costs less than a call for each function. */
const MANY = 10;

export interface LookedUp {
  readonly jobs: readonly Job[];
  readonly findings: readonly Finding[];
}

/** The look-ups of a run. */
export class Lookups {
  private readonly byRegion: ReadonlyMap<string, RegionLookups>;

  constructor(regions: Regions) {
    this.byRegion = new Map([...regions].map(([region, api]) => [region, new RegionLookups(api)]));
  }

  /** Asks already what functions are about to need of their roles: AWS counts these calls apart from those that write. */
  prefetch(jobs: readonly Job[]): void {
    for (const job of jobs) this.byRegion.get(job.target.region)?.prefetch(job);
  }

  /** The jobs with what was found about the functions that are traced now, and what may not be looked up. */
  async finish(jobs: readonly Job[], isTraced: (job: Job) => boolean): Promise<LookedUp> {
    const traced = new Set(jobs.filter(isTraced));
    for (const [region, looker] of this.byRegion)
      looker.expect([...traced].filter(({ target }) => target.region === region).length);
    const seen = await forEachLimited(jobs, CALL_LIMITS.atOnce, async (job) =>
      traced.has(job) ? ((await this.byRegion.get(job.target.region)?.look(job)) ?? job) : job,
    );
    return { jobs: seen, findings: [...this.byRegion].flatMap(([region, looker]) => about(region, looker.denied())) };
  }
}

/** The look-ups of one region: what is the same for several functions is asked once, and what is refused, not again. */
class RegionLookups {
  private readonly refusals = new Refusals();
  private readonly roles: Roles;
  private versions?: Promise<ReadonlyMap<string, Configuration> | undefined>;
  private count = 0;

  constructor(private readonly api: RegionalApi) {
    this.roles = new Roles(api, this.refusals);
  }

  prefetch(job: Job): void {
    // Whatever goes wrong is reported when the answer is used.
    this.roles.missing(job).catch(() => undefined);
  }

  expect(count: number): void {
    this.count = count;
  }

  async look(job: Job): Promise<Job> {
    const [permission, aliases, filter] = await Promise.all([
      this.roles.missing(job),
      this.aliases(job),
      this.filter(job),
    ]);
    const notes = [...permission.notes, ...aliases, ...filter];
    return { ...job, needs: permission.needs, findings: [...job.findings, ...about(job.target.name, notes)] };
  }

  denied(): Note[] {
    return this.refusals.notes();
  }

  /** The aliases whose version was published before the function was instrumented as it is now. */
  private async aliases(job: Job): Promise<Note[]> {
    const { target, deployed, calls } = job;
    const now =
      calls?.update?.Environment?.Variables[RECORD] ?? deployed?.configuration.Environment?.Variables?.[RECORD];
    if (now === undefined) return [];
    const listed = await this.published();
    if (listed !== undefined && ![...listed.keys()].some((key) => key.startsWith(`${target.name}:`))) return [];
    const aliases = await this.refusals.unless(
      'lambda:ListAliases',
      'aliases point to versions that are not traced',
      () => this.api.aliases(target.requestName),
    );
    const stale = await Promise.all(
      (aliases ?? []).map(async ({ name, version }) => {
        const configuration =
          listed?.get(`${target.name}:${version}`) ?? (await this.version(target.requestName, name));
        const isOld = configuration !== undefined && configuration.Environment?.Variables?.[RECORD] !== now;
        return isOld ? [note('version-stale', { alias: name, version })] : [];
      }),
    );
    return stale.flat();
  }

  private version = async (asked: string, alias: string): Promise<Configuration | undefined> =>
    (await this.api.get(asked, alias).catch(() => undefined))?.configuration;

  /** Every published version by name and number; nothing if that costs more than to ask for each function. */
  private published(): Promise<ReadonlyMap<string, Configuration> | undefined> {
    if (this.count < MANY) return Promise.resolve(undefined);
    this.versions ??= this.api
      .versions(Math.ceil(this.count / 4))
      .catch(() => undefined)
      .then((all) => all && byNameAndNumber(all));
    return this.versions;
  }

  /** Whether the log group that was subscribed still has our filter. */
  private async filter({ deployed, logSubscription, plan }: Job): Promise<Note[]> {
    const logGroup = logSubscription?.make || logSubscription?.end ? undefined : deployed?.kept?.logGroup;
    if (logGroup === undefined) return [];
    const destination = plan?.recipe?.subscription && valueText(plan.recipe.subscription.destination);
    const filters = await this.refusals.unless(
      'logs:DescribeSubscriptionFilters',
      'the log groups are subscribed',
      async () => (await this.api.filters(logGroup)) ?? [],
    );
    const isThere =
      filters?.some((filter) => filter.name === FILTER_NAME || filter.destination === destination) ?? true;
    const details = { why: `it has no filter "${FILTER_NAME}" any more`, destination: destination ?? 'the Forwarder' };
    return isThere ? [] : [note('subscription-needed', details)];
  }
}

const byNameAndNumber = (versions: readonly Configuration[]): ReadonlyMap<string, Configuration> =>
  new Map(
    versions
      .filter(({ Version = '$LATEST' }) => Version !== '$LATEST')
      .map((one) => [`${one.FunctionName}:${one.Version}`, one]),
  );
