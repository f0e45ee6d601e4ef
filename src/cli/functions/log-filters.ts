/** The subscription filters of a run: a log group has one of ours, however many functions and state machines use the group. */
import { type Note, note } from '../../core/finding';
import { namingCall } from '../aws/attempts';
import type { RegionalApi } from '../aws/region';
import type { Holders } from './holders';
import type { GroupCreation } from './job';
import { FILTER_NAME, type Regions } from './read';

/** What is sent where, and for which function or state machine. */
export interface FilterUse {
  readonly region: string;
  readonly user: string;
  readonly logGroup: string;
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

  /** Sends a log group to a destination. What it returns takes that back, unless another of the run needs it by then. */
  async make(use: FilterUse, { destination, creation }: NewFilter): Promise<() => Promise<unknown>> {
    const { region, user, logGroup } = use;
    const api = this.api(region);
    const { users } = this.of(use);
    const there = await namingCall('logs:DescribeSubscriptionFilters', () => api.filters(logGroup));
    if (there === undefined && creation)
      await namingCall('logs:CreateLogGroup', () => createGroup(api, logGroup, creation));
    const before = there?.find(({ name }) => name === FILTER_NAME)?.destination;
    users.add(user);
    const undo = async () => {
      users.delete(user);
      if (users.size > 0 || before === destination) return;
      if (before === undefined) await api.unsubscribe(logGroup, FILTER_NAME);
      else await api.subscribe(logGroup, FILTER_NAME, before);
    };
    await namingCall('logs:PutSubscriptionFilter', () => api.subscribe(logGroup, FILTER_NAME, destination)).catch(
      (problem) => {
        users.delete(user);
        throw problem;
      },
    );
    return undo;
  }

  /** Says that a function or state machine needs the filter no longer. */
  release(use: FilterUse): void {
    this.of(use).ended.add(use.user);
  }

  /** Removes the filter of a log group that others may have, unless one of them needs it, or that is not known. */
  async end(use: FilterUse, isOwn: boolean): Promise<Note[]> {
    const { region, logGroup } = use;
    const { users, ended } = this.of(use);
    if (!isOwn) {
      const holders = users.size > 0 ? [] : await this.holders.in(region);
      if (holders === undefined) return [note('shared-unknown', { what: filterOf(logGroup) })];
      const others = holders.filter((holder) => holder.logGroup === logGroup && !ended.has(holder.arn));
      if (users.size + others.length > 0) return [note('shared-kept', { what: filterOf(logGroup) })];
    }
    await this.api(region).unsubscribe(logGroup, FILTER_NAME);
    return [];
  }

  private api(region: string): RegionalApi {
    return this.regions.get(region) as RegionalApi;
  }

  private of({ region, logGroup }: FilterUse): Uses {
    const key = `${region} ${logGroup}`;
    const uses = this.uses.get(key) ?? { users: new Set(), ended: new Set() };
    this.uses.set(key, uses);
    return uses;
  }
}

/** Those that need the filter since this run, and those that do not any more. */
interface Uses {
  readonly users: Set<string>;
  readonly ended: Set<string>;
}

const filterOf = (logGroup: string): string => `the filter "${FILTER_NAME}" of the log group ${logGroup}`;

async function createGroup(api: RegionalApi, name: string, { retentionInDays }: GroupCreation): Promise<void> {
  await api.createGroup(name);
  if (retentionInDays !== undefined) await api.retain(name, retentionInDays);
}
