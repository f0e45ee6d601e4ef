/** Traces state machines: plans each, has the plan written, and adds its log group, permissions, and subscription. */
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Aws, type CfnResource, Lazy } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { type Note, note, type Policy, withNoun } from '../core/finding';
import { type Plan, plan, unplan } from '../core/plan';
import type { Settings } from '../core/provider';
import {
  type MachinePart,
  type MachineRecipe,
  type MachineState,
  machineTarget,
  STATE_MACHINE,
} from '../core/state-machine';
import type { Value } from '../core/value';
import { PROVIDERS, type ProviderName } from '../providers';
import { renderIn } from '../surfaces/cdk/lookups';
import { MachineDocument } from '../surfaces/cdk/machine';
import type { ReadDefinitionFile } from '../surfaces/cdk/machine-parts';
import { type CfnMachine, isMachineResource } from '../surfaces/cdk/resource';
import { textIn, valueIn } from '../surfaces/cdk/tokens';
import type { WrittenConstruct } from '../surfaces/cdk/write';
import { newGroupName } from '../surfaces/machine-settings';
import type { Reporter } from './annotations';
import { definitionFile } from './definition-files';
import { describeKind } from './functions';
import type { Permissions } from './permissions';
import type { Subscriptions } from './subscriptions';

/** The resource of a state machine, or why there is none. */
export function machineOf(construct: IConstruct): CfnResource | Note {
  if (isMachineResource(construct)) return construct;
  const child = construct.node.defaultChild;
  if (child !== undefined && isMachineResource(child)) return child;
  if ('stateMachineArn' in construct) return note('machine-imported');
  return note('not-a-state-machine', { given: describeKind(construct) });
}

/** The machine in which the CDK waits for custom resources. */
export const isWaiterOfCdk = (cfn: CfnResource): boolean =>
  cfn.node.scopes.some(({ node }) => node.id === 'waiter-state-machine');

type MachinePlan = Plan<MachinePart, MachineRecipe>;

/** What tracing adds around functions, which state machines share with them. */
export interface Surroundings {
  readonly permissions: Permissions;
  readonly subscriptions: Subscriptions;
}

export class MachineTracer {
  public constructor(
    private readonly provider: ProviderName,
    private readonly reporter: Reporter,
    private readonly surroundings: Surroundings,
  ) {}

  /** Plans a machine, and gives it what it needs in addition; nothing where its options don't ask for state machines. */
  public follow(cfn: CfnMachine, settings: Settings): WrittenConstruct | undefined {
    const fileAt = remembered((location) => definitionFile(cfn, location));
    const before = new MachineDocument(cfn, NO_GROUP, fileAt).read();
    const draft = this.plan(before, settings);
    if (draft === undefined) return undefined;
    const other = before.receipt && before.receipt.provider !== this.provider ? before.receipt.provider : undefined;
    if (other !== undefined) {
      const by = PROVIDERS[other as ProviderName]?.title ?? other;
      this.report(cfn, [note('provider-conflict', { by, what: 'by another construct' })], settings);
      return undefined;
    }
    const home = this.surroundings.subscriptions.homeOf(cfn.stack);
    const group = needsGroup(draft) ? groupFor(cfn, home, draft.recipe) : removeGroup(cfn, home);
    const document = new MachineDocument(cfn, group ? valueIn(cfn)(group.attrArn) : NO_GROUP, fileAt);
    const state = document.read();
    const planned = this.plan(state, settings) ?? draft;
    const written = document.write(planned, (now) => this.plan(now, settings) ?? planned);
    const notes = this.surround(cfn, planned, group?.ref ?? document.logGroupName(state));
    this.report(cfn, [...planned.findings, ...notes], settings);
    return written;
  }

  private report(cfn: CfnMachine, notes: readonly Note[], settings: Settings): void {
    this.reporter.report(cfn, withNoun(STATE_MACHINE.noun, notes), settings as Policy);
  }

  /** Nothing unless the options ask for state machines, now or in an earlier run. */
  private plan(state: MachineState, settings: Settings): MachinePlan | undefined {
    const isOff = settings.enabled === false;
    const recipe = isOff ? undefined : PROVIDERS[this.provider].stateMachine?.(settings, machineTarget(state));
    if (recipe) return plan(STATE_MACHINE, state, recipe);
    return state.receipt ? unplan(STATE_MACHINE, state) : undefined;
  }

  private surround(cfn: CfnMachine, { recipe }: MachinePlan, logGroupName: string | undefined): Note[] {
    const { permissions, subscriptions } = this.surroundings;
    subscriptions.withdraw(cfn);
    if (recipe === undefined) {
      permissions.withdraw(cfn);
      return [];
    }
    const { statements, subscription } = recipe;
    const notes = permissions.grantBefore(cfn, statements);
    if (subscription === undefined) return notes;
    if (logGroupName !== undefined)
      return [...notes, ...subscriptions.subscribeMachine(cfn, logGroupName, subscription)];
    const destination = textIn(cfn, renderIn(cfn.stack)(subscription.destination));
    return [...notes, note('subscription-needed', { why: 'the name of its log group is not known here', destination })];
  }
}

/** A file is read once for each place that a machine names while it is planned and written. */
function remembered(fileAt: ReadDefinitionFile): ReadDefinitionFile {
  const known = new Map<string, ReturnType<ReadDefinitionFile>>();
  return (location) => {
    const key = JSON.stringify(location);
    if (!known.has(key)) known.set(key, fileAt(location));
    return known.get(key);
  };
}

/** In place of a log group that is not known to be needed yet. */
const NO_GROUP: Value = 'arn:aws:logs:::log-group::*';

/** Whether the plan sends the log to a group that has to be made. */
const needsGroup = ({ recipe, changes }: MachinePlan): boolean =>
  recipe !== undefined && changes.some(({ name, after }) => name === 'destination' && after === NO_GROUP);

const groupId = (cfn: CfnMachine): string => `StateMachineLogs${cfn.node.addr}`;

function groupFor(cfn: CfnMachine, home: Construct, recipe: MachineRecipe | undefined): CfnLogGroup {
  const existing = home.node.tryFindChild(groupId(cfn)) as CfnLogGroup | undefined;
  if (existing) return existing;
  const { logRetentionInDays = 7 } = recipe ?? {};
  const days = typeof logRetentionInDays === 'number' ? logRetentionInDays : renderIn(cfn.stack)(logRetentionInDays);
  const group = new CfnLogGroup(home, groupId(cfn), { logGroupName: groupName(cfn), retentionInDays: days as number });
  group.cfnOptions.condition = cfn.cfnOptions.condition;
  return group;
}

/** The name with the logical ID, which an app may still change. */
const groupName = ({ stack, logicalId }: CfnMachine): string =>
  Lazy.string({ produce: () => newGroupName(Aws.STACK_NAME, stack.resolve(logicalId)) });

function removeGroup(cfn: CfnMachine, home: Construct): undefined {
  home.node.tryRemoveChild(groupId(cfn));
}
