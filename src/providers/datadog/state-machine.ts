/** What a state machine traced by Datadog must have: its log, with all data, goes to the Forwarder, which makes the trace. */
import { type ContextEdits, contextEdits } from '../../core/definition/context';
import type { Shape } from '../../core/definition/shape';
import { hasStates } from '../../core/definition/states';
import { type Note, note } from '../../core/finding';
import type { Statement } from '../../core/recipe';
import type { MachineRecipe, MachineTarget } from '../../core/state-machine';
import { contextField } from './context-field';
import type { Options } from './options';
import { resourceTags } from './recipe';

/** The recipe of a state machine; none if the options ask for none. */
export function stateMachine(options: Options, target: MachineTarget): MachineRecipe | undefined {
  const { stateMachineForwarderArn, forwarderArn, createForwarderPermissions = false } = options;
  if (!(options.traceStateMachines ?? stateMachineForwarderArn !== undefined)) return undefined;
  const destination = stateMachineForwarderArn ?? forwarderArn;
  const handedOn = options.mergeStateMachineTraces ? contextOf(options, target) : NOTHING;
  return {
    provider: 'datadog',
    logging: { level: 'ALL', includeExecutionData: 'true', destination: target.newLogGroup },
    tags: { tracelayer: 'datadog', ...resourceTags(options) },
    switches: { DD_TRACE_ENABLED: 'true' },
    edits: handedOn.edits,
    statements: [LOG_STATEMENT],
    subscription:
      destination === undefined
        ? undefined
        : { destination, permission: createForwarderPermissions, carriesTraces: true },
    logRetentionInDays: options.stateMachineLogRetentionInDays ?? 7,
    notes: [...handedOn.notes, ...(destination === undefined ? [note('machine-not-subscribed')] : [])],
  };
}

/**
 * These actions know no resources.
 * Source: docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, docs.aws.amazon.com/service-authorization, CloudWatch Logs
 */
const LOG_STATEMENT: Statement = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
};

/** How uncertain an input may be, by the word of the option. */
const SHAPES = { proved: 'object', execution: 'execution input', any: 'any' } as const satisfies Record<string, Shape>;

interface HandedOn {
  readonly edits: ContextEdits['edits'];
  readonly notes: readonly Note[];
}

const NOTHING: HandedOn = { edits: [], notes: [] };

function contextOf({ mergeStateMachineInputs = 'execution' }: Options, target: MachineTarget): HandedOn {
  const { definition, unread = 'it is not at hand', resourceArn } = target;
  if (definition === undefined || !hasStates(definition)) {
    const why = definition === undefined ? unread : 'its `States` is not an object';
    return { edits: [], notes: [note('definition-unread', { why })] };
  }
  const { edits, left, assumed } = contextEdits(definition, {
    field: contextField,
    upTo: SHAPES[mergeStateMachineInputs],
    resourceArn,
  });
  return {
    edits,
    notes: [
      ...left.map(({ state, why }) => note('context-not-handed-on', { state, why })),
      ...assumed.map(({ state, why }) => note('context-assumes-object', { state, why })),
    ],
  };
}
