/** Subscribes the log groups of functions, and others, to a destination, and takes subscriptions back. */
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { type Note, note } from '../core/finding';
import { MAX_FILTERS } from '../core/limits';
import type { Subscription } from '../core/recipe';
import { isKnown } from '../core/value';
import { renderIn } from '../surfaces/cdk/lookups';
import { type CfnLambda, isMachineResource } from '../surfaces/cdk/resource';
import { referenceOf, stackOf, textIn } from '../surfaces/cdk/tokens';
import { filterOn, newGroup, removeFilter } from './filters';
import { defaultGroupName, GROUP_PREFIX, namedGroup, type StackLogs, stackGroupKey, stackLogs } from './log-groups';

/** A log group, with the properties that a subscription needs. */
export interface LogGroup extends IConstruct {
  readonly logGroupName: string;
}

/** A log group by its name. */
interface NamedGroup {
  readonly name: string;
  /** Set where the stack does not declare it and the function does not name it. */
  readonly isImplied?: boolean;
}

/** Subscriptions for one construct; a group is subscribed once. */
export class Subscriptions {
  private readonly stacks = new WeakMap<Stack, StackLogs>();
  /** What was made, by the group and the destination. */
  private readonly made = new Map<string, CreatedFilter>();

  public constructor(private readonly host: Construct) {}

  /** The log group of a function: the one that it names or that the stack declares, or else the one that Lambda would make. */
  public subscribeFunction(cfn: CfnLambda, subscription: Subscription): Note[] {
    const found = this.groupOf(cfn);
    const retention = cfn.node.scope?.node.tryFindChild('LogRetention');
    return this.subscribeGroup({ owner: cfn, id: `Logs${cfn.node.addr}`, found, after: retention }, subscription);
  }

  /** The log group of a state machine, by its name. */
  public subscribeMachine(cfn: CfnResource, name: string, subscription: Subscription): Note[] {
    return this.subscribeGroup({ owner: cfn, id: `Logs${cfn.node.addr}`, found: { name } }, subscription);
  }

  /** Takes back the subscription of a function or a state machine, unless another one logs to the same group. */
  public withdraw(cfn: CfnResource): void {
    for (const [key, { users, remove }] of this.made)
      if (users.delete(cfn) && users.size === 0) {
        remove();
        this.made.delete(key);
      }
  }

  public subscribe(group: LogGroup, subscription: Subscription): Note[] {
    const found = { name: group.logGroupName };
    return this.subscribeGroup({ owner: group, id: `Group${group.node.addr}`, found }, subscription);
  }

  /** Whether a function is the destination itself, by a reference or by its name. */
  public isItself(cfn: CfnLambda, { destination }: Subscription): boolean {
    if (!isKnown(destination)) {
      const target = destination.kind === 'native' ? referenceOf(destination.origin)?.target : undefined;
      const { functionName } = (target ?? {}) as { functionName?: string };
      return target === cfn || (functionName !== undefined && referenceOf(functionName)?.target === cfn);
    }
    const [, , , region, account, , name] = destination.split(':');
    const { stack, functionName } = cfn;
    const isHere = stack.region === region && (stack.account === account || !/^\d+$/.test(stack.account));
    return isHere && functionName !== undefined && functionName === name;
  }

  private subscribeGroup({ owner, id, found, after }: FilterTask, subscription: Subscription): Note[] {
    const stack = Stack.of(owner);
    const index = this.indexOf(stack);
    const key = stackGroupKey(stack, found.name, index);
    const destination = textIn(stack, renderIn(stack)(subscription.destination));
    const there = index.filters.get(key) ?? [];
    const made = `${stack.node.addr} ${key} ${destination}`;
    this.made.get(made)?.users.add(owner);
    if (there.includes(destination)) return [];
    const why = problemOf(stack, subscription, there.length);
    if (why !== undefined) return [note('subscription-needed', { why, destination })];
    index.filters.set(key, [...there, destination]);
    const remove = () => {
      index.filters.set(
        key,
        (index.filters.get(key) ?? []).filter((one) => one !== destination),
      );
      removeFilter(this.homeOf(stack), id);
    };
    this.made.set(made, { users: new Set([owner]), remove });
    const scope = new Construct(this.homeOf(stack), id);
    const isDeclared = found.isImplied && subscription.logGroups !== 'existing';
    const name = isDeclared ? newGroup(scope, found.name, subscription) : found.name;
    const filter = filterOn(scope, name, subscription);
    if (isConditional(owner)) filter.cfnOptions.condition = owner.cfnOptions.condition;
    if (after) filter.node.addDependency(after);
    if (!found.isImplied) return [];
    return [note(isDeclared ? 'log-group-declared' : 'log-group-expected', { group: textIn(stack, found.name) })];
  }

  private groupOf(cfn: CfnLambda): NamedGroup {
    const named = namedGroup(cfn);
    if (named !== undefined) return { name: named };
    const { stack } = cfn;
    const { groups } = this.indexOf(stack);
    const names = [defaultGroupName(cfn), `${GROUP_PREFIX}${cfn.functionName}`].map((name) => textIn(stack, name));
    const declared = names.map((name) => groups.get(name)).find((group) => group !== undefined);
    return declared ? { name: declared.ref } : { name: defaultGroupName(cfn), isImplied: true };
  }

  private indexOf(stack: Stack): StackLogs {
    const known = this.stacks.get(stack) ?? stackLogs(stack);
    this.stacks.set(stack, known);
    return known;
  }

  /** Our own scope, or one of our name in the stack that the group is in. */
  public homeOf(stack: Stack): Construct {
    if (stackOf(this.host) === stack) return this.host;
    const id = `Tracelayer${this.host.node.addr.slice(-8)}`;
    return (stack.node.tryFindChild(id) as Construct | undefined) ?? new Construct(stack, id);
  }
}

/** Whether a state machine is in the template under a condition only, and with it the log group that was made for it. */
const isConditional = (owner: IConstruct): owner is CfnResource =>
  CfnResource.isCfnResource(owner) && isMachineResource(owner);

/** A filter that was made, and the functions and groups that it was made for. */
interface CreatedFilter {
  readonly users: Set<IConstruct>;
  readonly remove: () => void;
}

interface FilterTask {
  /** The function, the state machine, or the group. */
  readonly owner: IConstruct;
  /** The id of the construct that holds the filter. */
  readonly id: string;
  readonly found: NamedGroup;
  /** What must be there before. */
  readonly after?: IConstruct;
}

/** Why a log group cannot get one more filter. */
function problemOf(stack: Stack, { destination }: Subscription, there: number): string | undefined {
  if (there >= MAX_FILTERS) return `it has ${there} filters already, and CloudWatch Logs allows no more`;
  const target = isKnown(destination) || destination.kind !== 'native' ? undefined : referenceOf(destination.origin);
  const region = isKnown(destination) ? destination.split(':')[3] : target && Stack.of(target.target).region;
  const isElsewhere = isRegion(region) && isRegion(stack.region) && region !== stack.region;
  return isElsewhere
    ? `the destination is in ${region} and the log group in ${stack.region}, and CloudWatch Logs sends to its own region only`
    : undefined;
}

const isRegion = (name: string | undefined): boolean => name !== undefined && /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(name);
