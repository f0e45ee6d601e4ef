/** Step Functions: state machines, their tags, and the rules that an update must keep. */
import { randomUUID } from 'node:crypto';
import { Failure } from './failure';
import type { FakeAws, Run } from './fake-aws';

export interface FakeMachine {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly region: string;
  readonly type: string;
  readonly roleArn: string;
  definition: string;
  revisionId?: string;
  loggingConfiguration: Logging;
  tracingConfiguration: { enabled: boolean };
  readonly tags: Record<string, string>;
  /** The key that its definition is encrypted with, which may not be used. */
  readonly sealed?: string;
}

interface Logging {
  level?: string;
  includeExecutionData?: boolean;
  destinations?: { cloudWatchLogsLogGroup?: { logGroupArn?: string } }[];
}

export interface MachineGiven {
  readonly name: string;
  readonly region?: string;
  readonly definition?: string;
  readonly logging?: Logging;
  readonly tracing?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly roleArn?: string;
  /** Whether the role may deliver logs from the start. */
  readonly mayLog?: boolean;
  /** A key that its definition is encrypted with, and that the caller may not use. */
  readonly sealed?: string;
}

const ACCOUNT = '123456789012';

const DEFINITION = {
  StartAt: 'Hello',
  States: {
    Hello: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'hello', Payload: { own: 1 } },
      End: true,
    },
  },
};

export const machineOf = ({
  name,
  region = 'us-east-1',
  definition = JSON.stringify(DEFINITION, undefined, 2),
  logging = { level: 'OFF', includeExecutionData: false, destinations: [] },
  tracing = false,
  tags = {},
  roleArn = `arn:aws:iam::${ACCOUNT}:role/${name}`,
  sealed,
}: MachineGiven): FakeMachine => ({
  stateMachineArn: `arn:aws:states:${region}:${ACCOUNT}:stateMachine:${name}`,
  name,
  region,
  type: 'STANDARD',
  roleArn,
  definition,
  loggingConfiguration: logging,
  tracingConfiguration: { enabled: tracing },
  tags: { ...tags },
  ...(sealed === undefined ? {} : { sealed }),
});

/** Source: docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, IAM policies for logging to CloudWatch Logs */
const LOG_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** What allows a role to deliver logs, as its policy. */
export const LOG_POLICY = { Statement: [{ Effect: 'Allow', Action: LOG_ACTIONS, Resource: ['*'] }] };

function find(fake: FakeAws, arn: string, missing = 'StateMachineDoesNotExist'): FakeMachine {
  const found = fake.machines.find(({ stateMachineArn }) => stateMachineArn === arn);
  if (!found) throw new Failure(400, missing, `State Machine Does Not Exist: '${arn}'`);
  return found;
}

function checkDefinition(definition: string): void {
  const wrong = new Failure(400, 'InvalidDefinition', "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION'");
  let json: { StartAt?: unknown; States?: object; Comment?: unknown };
  try {
    json = JSON.parse(definition);
  } catch {
    throw wrong;
  }
  if (typeof json.StartAt !== 'string' || !Object.hasOwn(json.States ?? {}, json.StartAt)) throw wrong;
  if (json.Comment !== undefined && typeof json.Comment !== 'string') throw wrong;
  if (definition.length > 1_048_576) throw new Failure(400, 'ValidationException', 'the definition is too large');
}

function checkLogging(fake: FakeAws, { roleArn }: FakeMachine, { level = 'OFF', destinations = [] }: Logging): void {
  const wrong = (message: string) => new Failure(400, 'InvalidLoggingConfiguration', message);
  if (!['ALL', 'ERROR', 'FATAL', 'OFF'].includes(level)) throw wrong(`unknown level ${level}`);
  if (destinations.length > 1) throw wrong('at most one destination');
  if (level === 'OFF') return;
  const arn = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  if (arn === undefined) throw wrong('The level needs a destination');
  const name = /^arn:aws:logs:[^:]+:\d{12}:log-group:([\w.\-/#]{1,512}):\*$/.exec(arn)?.[1];
  if (name === undefined || !fake.groups.has(name)) throw wrong(`The log group of ${arn} does not exist`);
  const policies = [...(fake.rolePolicies.get(roleArn)?.values() ?? [])];
  const allowed = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
  if (!LOG_ACTIONS.every((action) => allowed.includes(action)))
    throw new Failure(
      400,
      'AccessDeniedException',
      'The state machine IAM Role is not authorized to access the Log Destination',
    );
}

/** Source: docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html, includedData and errors */
const keyRefused = (key: string): Failure =>
  new Failure(400, 'KmsAccessDeniedException', `User is not authorized to perform: kms:Decrypt on resource: ${key}`);

const encryptedBy = (kmsKeyId: string) => ({ type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId });

const PAGE = 100;

export const MACHINES: Readonly<Record<string, Run>> = {
  ListStateMachines: (fake, { body, region }) => {
    const all = fake.machines.filter((machine) => machine.region === region);
    const start = Number(body.nextToken ?? 0);
    const stateMachines = all
      .slice(start, start + PAGE)
      .map(({ stateMachineArn, name, type }) => ({ stateMachineArn, name, type, creationDate: 0 }));
    return { stateMachines, ...(start + PAGE < all.length ? { nextToken: String(start + PAGE) } : {}) };
  },

  DescribeStateMachine: (fake, { body }) => {
    const { tags, region, sealed, definition, ...described } = find(fake, body.stateMachineArn);
    const isWhole = body.includedData !== 'METADATA_ONLY';
    if (sealed !== undefined && isWhole) throw keyRefused(sealed);
    return {
      ...described,
      ...(isWhole ? { definition } : {}),
      ...(sealed === undefined ? {} : { encryptionConfiguration: encryptedBy(sealed) }),
      ...{ status: 'ACTIVE', creationDate: 0 },
    };
  },

  UpdateStateMachine: (fake, { body }) => {
    const machine = find(fake, body.stateMachineArn);
    const { definition, loggingConfiguration, tracingConfiguration } = body;
    if (definition === undefined && body.roleArn === undefined)
      throw new Failure(400, 'MissingRequiredParameter', 'Either the definition or the role ARN must be specified');
    if (machine.sealed !== undefined) throw keyRefused(machine.sealed);
    if (definition !== undefined) checkDefinition(definition);
    checkLogging(fake, machine, loggingConfiguration ?? machine.loggingConfiguration);
    Object.assign(machine, {
      ...(definition === undefined ? {} : { definition }),
      ...(loggingConfiguration ? { loggingConfiguration } : {}),
      ...(tracingConfiguration ? { tracingConfiguration } : {}),
      revisionId: randomUUID(),
    });
    return { updateDate: 0, revisionId: machine.revisionId };
  },

  ListTagsForResource: (fake, { body }) => ({
    tags: Object.entries(find(fake, body.resourceArn, 'ResourceNotFound').tags).map(([key, value]) => ({ key, value })),
  }),

  TagResource: (fake, { body }) => {
    const { tags } = find(fake, body.resourceArn, 'ResourceNotFound');
    const wanted = { ...tags };
    for (const { key, value } of body.tags as { key: string; value: string }[]) {
      if (/^aws:/i.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value))
        throw new Failure(400, 'ValidationException', `the tag ${key} is not valid`);
      wanted[key] = value;
    }
    if (Object.keys(wanted).length > 50) throw new Failure(400, 'TooManyTags', 'at most 50 tags');
    Object.assign(tags, wanted);
    return {};
  },

  UntagResource: (fake, { body }) => {
    const { tags } = find(fake, body.resourceArn, 'ResourceNotFound');
    for (const key of body.tagKeys) delete tags[key];
    return {};
  },
};
