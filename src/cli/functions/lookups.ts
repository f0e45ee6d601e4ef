/** What a traced function or state machine waits for outside of itself, as far as AWS allows the look-ups. */
import { about, type Finding, type Note, note } from '../../core/finding';
import type { MachineRecipe } from '../../core/state-machine';
import { valueText } from '../../core/value';
import type { Configuration } from '../../surfaces/lambda/configuration';
import { RECORD } from '../../surfaces/lambda/record';
import { CALL_LIMITS } from '../aws/limits';
import type { Filter } from '../aws/log-calls';
import type { RegionalApi } from '../aws/region';
import type { MachineJob } from '../state-machines/job';
import { machineFilterNotes } from '../state-machines/waiting';
import type { Job } from './job';
import { forEachLimited, type Regions } from './read';
import { Refusals } from './refusals';
import { Roles } from './roles';
import { subscriptionNotes } from './subscription';

/** From this number of functions on, one list of all versions costs less than a call for each function. */
const MANY = 10;

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

  /** The jobs with what was found about the functions that are traced now. */
  async finish(jobs: readonly Job[], isTraced: (job: Job) => boolean): Promise<readonly Job[]> {
    const traced = new Set(jobs.filter(isTraced));
    for (const [region, looker] of this.byRegion)
      looker.expect([...traced].filter(({ target }) => target.region === region).length);
    return forEachLimited(jobs, CALL_LIMITS.atOnce, async (job) =>
      traced.has(job) ? ((await this.byRegion.get(job.target.region)?.look(job)) ?? job) : job,
    );
  }

  /** The same for state machines, with the recipe of each that is traced now. */
  finishMachines(
    jobs: readonly MachineJob[],
    recipeOf: (job: MachineJob) => MachineRecipe | undefined,
  ): Promise<readonly MachineJob[]> {
    return forEachLimited(jobs, CALL_LIMITS.atOnce, async (job) => {
      const recipe = recipeOf(job);
      const looker = this.byRegion.get(job.target.region);
      return recipe && looker ? looker.lookAtMachine(job, recipe) : job;
    });
  }

  /** The filters of a log group, asked for once; nothing if they may not be looked up. */
  filters(region: string, logGroup: string): Promise<readonly Filter[] | undefined> {
    return this.byRegion.get(region)?.filters(logGroup) ?? Promise.resolve(undefined);
  }

  /** What may not be looked up. */
  denied(): Finding[] {
    return [...this.byRegion].flatMap(([region, looker]) => about(region, looker.denied()));
  }
}

/** The look-ups of one region: what is the same for several functions is asked once, and what is refused, not again. */
class RegionLookups {
  private readonly refusals = new Refusals();
  private readonly roles: Roles;
  private readonly filtersByGroup = new Map<string, Promise<Filter[] | undefined>>();
  private versions?: Promise<ReadonlyMap<string, Configuration> | undefined>;
  private count = 0;

  constructor(private readonly api: RegionalApi) {
    this.roles = new Roles(api, this.refusals);
  }

  prefetch(job: Job): void {
    // Whatever goes wrong is reported when the answer is used.
    this.roles.missing(roleOf(job)).catch(() => undefined);
  }

  expect(count: number): void {
    this.count = count;
  }

  async look(job: Job): Promise<Job> {
    const [permission, aliases, filter] = await Promise.all([
      this.roles.missing(roleOf(job)),
      this.aliases(job),
      this.filter(job),
    ]);
    const notes = [...permission.notes, ...aliases, ...filter];
    return { ...job, needs: permission.needs, findings: [...job.findings, ...about(job.target.name, notes)] };
  }

  async lookAtMachine(job: MachineJob, recipe: MachineRecipe): Promise<MachineJob> {
    const { statements } = recipe;
    const role = job.deployed?.described.roleArn;
    const noun = 'state machine';
    const [permission, filter] = await Promise.all([
      this.roles.missing({ statements, noun, ...(role === undefined ? {} : { role }) }),
      machineFilterNotes(job, recipe, (group) => this.filters(group)),
    ]);
    const notes = [...permission.notes, ...filter];
    return { ...job, needs: permission.needs, findings: [...job.findings, ...about(job.target.name, notes)] };
  }

  denied(): Note[] {
    return this.refusals.notes();
  }

  /** The filters of a log group; nothing if they may not be looked up. */
  filters(logGroup: string): Promise<Filter[] | undefined> {
    const answer =
      this.filtersByGroup.get(logGroup) ??
      this.refusals.unless(
        'logs:DescribeSubscriptionFilters',
        'the log groups are subscribed',
        async () => (await this.api.filters(logGroup)) ?? [],
      );
    this.filtersByGroup.set(logGroup, answer);
    return answer;
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
    const filters = await this.filters(logGroup);
    return filters === undefined ? [] : subscriptionNotes(filters, destination);
  }
}

const roleOf = ({ deployed, statements = [] }: Job) => {
  const role = deployed?.configuration.Role;
  return { statements, ...(role === undefined ? {} : { role }) };
};

const byNameAndNumber = (versions: readonly Configuration[]): ReadonlyMap<string, Configuration> =>
  new Map(
    versions
      .filter(({ Version = '$LATEST' }) => Version !== '$LATEST')
      .map((one) => [`${one.FunctionName}:${one.Version}`, one]),
  );
