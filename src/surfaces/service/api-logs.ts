/** The log groups of a service's APIs, as the framework names them in the template. */
import type { ApiLogs } from '../../core/provider';
import { type Subscribed, withGroupSubscriptions } from '../template/additions';
import type { Resource, Resources } from '../template/document/document';

/** What the service and the framework say of its APIs. */
export interface Apis {
  /** What the provider logs, by kind of API: nothing, everything, or as it says. */
  readonly logs?: Readonly<Record<string, unknown>>;
  readonly stage: string;
  /** Logical ids of the groups of access logs. */
  readonly access: readonly string[];
  /** Logical ids of the APIs that write execution logs. */
  readonly restApi: string;
  readonly websocket: string;
}

/** The groups that API Gateway writes execution logs to, and would make itself. */
const EXECUTION = {
  restApi: { id: 'RestExecutionLogGroup', prefix: 'API-Gateway-Execution-Logs_' },
  websocket: { id: 'WebsocketsExecutionLogGroup', prefix: '/aws/apigateway/' },
} as const;

/** The resources with the groups of access logs, and of execution logs declared for it, subscribed. */
export function withApiLogs(
  resources: Resources,
  { subscription, access, execution }: ApiLogs,
  apis: Apis,
): Subscribed {
  const declared = execution ? executionGroups(resources, apis) : {};
  const groups = [...(access ? apis.access.filter((id) => id in resources) : []), ...Object.keys(declared)];
  return withGroupSubscriptions({ ...resources, ...declared }, groups, subscription);
}

function executionGroups(resources: Resources, apis: Apis): Record<string, Resource> {
  const rows = Object.entries(EXECUTION) as [keyof typeof EXECUTION, (typeof EXECUTION)['restApi']][];
  const used = rows.filter(([kind]) => apis[kind] in resources && writesExecutionLogs(apis.logs?.[kind]));
  return Object.fromEntries(
    used.map(([kind, { id, prefix }]) => [
      id,
      {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: { 'Fn::Join': ['', [prefix, { Ref: apis[kind] }, '/', apis.stage]] } },
      },
    ]),
  );
}

/** They are on with the logs of an API, unless it says otherwise. */
const writesExecutionLogs = (logs: unknown): boolean =>
  logs === true ||
  (typeof logs === 'object' && logs !== null && !isOff((logs as Record<string, unknown>).executionLogging));

const isOff = (given: unknown): boolean => given === false;
