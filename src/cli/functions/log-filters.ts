/** The subscription filters of a run: a log group has one of ours for each destination, however many use the group. */
import { type Note, note } from '../../core/finding';
import { namingCall } from '../aws/attempts';
import { CALL_LIMITS } from '../aws/limits';
import type { Filter } from '../aws/log-calls';
import type { RegionalApi } from '../aws/region';
import { FILTER_NAME, FILTER_NAMES, FiltersFull, filtersFull, isOwnFilter } from './filters';
import type { Holders } from './holders';
import type { GroupCreation } from './job';
import type { Regions } from './read';

/** What is sent where, and for which function or state machine. */
export interface FilterUse {
  readonly region: string;
  readonly user: string;
  readonly logGroup: string;
  /** Whether no other can have the group, by its name. */
  readonly isOwn: boolean;
}

interface NewFilter {
  readonly destination: string;
  /** How a log group is made that does not exist. */
  readonly creation?: GroupCreation;
}

export class LogFilters {
  private readonly uses = new Map<string, Uses>();

  constructor(
    private readonly regions: Regions,
    private readonly holders: Holders,
  ) {}

  /** Says where a log group must be sent for a function or state machine of this run, before any of them is changed. */
  expect(use: FilterUse, destination: string): void {
    this.of(use).wanted.set(use.user, destination);
  }

  /**
   * Sends a log group to a destination, after those that do the same to this group. What it returns takes that back, unless
   * another of the run needs it by then.
   */
  make(use: FilterUse, filter: NewFilter): Promise<() => Promise<unknown>> {
    const uses = this.of(use);
    const made = uses.turn.then(() => this.subscribe(use, filter));
    uses.turn = made.catch(() => undefined);
    return made;
  }

  private async subscribe(use: FilterUse, { destination, creation }: NewFilter): Promise<() => Promise<unknown>> {
    const { region, user, logGroup } = use;
    const api = this.api(region);
    const { users } = this.of(use);
    const there = await namingCall('logs:DescribeSubscriptionFilters', () => api.filters(logGroup));
    if (there === undefined && creation)
      await namingCall('logs:CreateLogGroup', () => createGroup(api, logGroup, creation));
    const replaced = await this.replaceable(use, destination, there ?? []);
    const name = replaced?.name ?? (FILTER_NAMES.find((own) => !there?.some((one) => one.name === own)) as string);
    await namingCall('logs:PutSubscriptionFilter', () => api.subscribe(logGroup, name, destination));
    users.set(user, destination);
    return async () => {
      users.delete(user);
      if ([...users.values()].includes(destination) || replaced?.destination === destination) return;
      if (replaced === undefined) await api.unsubscribe(logGroup, name);
      else await api.subscribe(logGroup, name, replaced.destination);
    };
  }

  /** The filter of ours that is to have this destination: one that has it, or one that nothing else needs. */
  private async replaceable(
    use: FilterUse,
    destination: string,
    there: readonly Filter[],
  ): Promise<Filter | undefined> {
    const own = there.filter(isOwnFilter);
    const same = own.find((filter) => filter.destination === destination);
    if (same || own.length === 0) return same;
    const needed = await this.neededBesides(use);
    const free = own.find((filter) => needed !== 'all' && !needed.has(filter.destination));
    if (free === undefined && there.length >= CALL_LIMITS.filters)
      throw new FiltersFull(filtersFull(use.logGroup, there));
    return free;
  }

  /** Where others send a log group; all of it is needed where another one of them is not part of this run, or is not known. */
  private async neededBesides(use: FilterUse): Promise<ReadonlySet<string> | 'all'> {
    if (use.isOwn) return new Set();
    const { wanted } = this.of(use);
    const holders = await this.holders.in(use.region);
    const isOther = ({ arn, logGroup }: { arn: string; logGroup?: string }) =>
      logGroup === use.logGroup && arn !== use.user && !wanted.has(arn);
    if (holders === undefined || holders.some(isOther)) return 'all';
    return new Set([...wanted].flatMap(([user, destination]) => (user === use.user ? [] : [destination])));
  }

  /** Says that a function or state machine needs the filter no longer. */
  release(use: FilterUse): void {
    this.of(use).ended.add(use.user);
  }

  /** Removes the filters of a log group that others may have, unless one of them needs it, or that is not known. */
  async end(use: FilterUse): Promise<Note[]> {
    const { region, logGroup, isOwn } = use;
    const { users, ended } = this.of(use);
    const api = this.api(region);
    if (isOwn) {
      await api.unsubscribe(logGroup, FILTER_NAME);
      return [];
    }
    const holders = users.size > 0 ? [] : await this.holders.in(region);
    if (holders === undefined) return [note('shared-unknown', { what: filterOf(logGroup) })];
    const others = holders.filter((holder) => holder.logGroup === logGroup && !ended.has(holder.arn));
    if (users.size + others.length > 0) return [note('shared-kept', { what: filterOf(logGroup) })];
    for (const name of FILTER_NAMES) await api.unsubscribe(logGroup, name);
    return [];
  }

  private api(region: string): RegionalApi {
    return this.regions.get(region) as RegionalApi;
  }

  private of({ region, logGroup }: Pick<FilterUse, 'region' | 'logGroup'>): Uses {
    const key = `${region} ${logGroup}`;
    const uses = this.uses.get(key) ?? emptyUses();
    this.uses.set(key, uses);
    return uses;
  }
}

interface Uses {
  /** Those that this run has subscribed, with where to. */
  readonly users: Map<string, string>;
  /** Those that need the filter no more. */
  readonly ended: Set<string>;
  /** Those that this run is to subscribe, with where to. */
  readonly wanted: Map<string, string>;
  /** The end of the last change of the group's filters. */
  turn: Promise<unknown>;
}

const emptyUses = (): Uses => ({ users: new Map(), ended: new Set(), wanted: new Map(), turn: Promise.resolve() });

const filterOf = (logGroup: string): string => `the filter "${FILTER_NAME}" of the log group ${logGroup}`;

async function createGroup(api: RegionalApi, name: string, { retentionInDays }: GroupCreation): Promise<void> {
  await api.createGroup(name);
  if (retentionInDays !== undefined) await api.retain(name, retentionInDays);
}
