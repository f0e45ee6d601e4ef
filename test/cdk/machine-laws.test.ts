/** What holds for state machines of every construct tree: the result is that of the transform of the synthesized template. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, type CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as fc from 'fast-check';
import { Datadog, OpenTelemetry } from '../../src';
import { transform } from '../../src/surfaces/template';
import { machines } from '../core/definition/machines';
import { runs } from '../helpers/runs';
import { requestFor } from '../surfaces/template/corpus';
import { python } from './app';
import { printed } from './printed';

/** An app takes longer than a machine: `npm test` runs each law 10 times. */
const RUNS = runs(100, 40);
const HERE = { region: 'eu-west-1', account: '123456789012' };
const GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:/own:*';

interface Around {
  readonly stack: Stack;
  readonly role: iam.CfnRole;
  /** The ARN of a function of the app. */
  readonly arn: string;
}

type Build = (around: Around, machine: Machine) => void;

interface Machine {
  readonly definition: any;
  readonly more: Partial<sfn.CfnStateMachineProps>;
  readonly override?: readonly [path: string, value: unknown];
}

/** A definition in which each call of the older form is of the function of this app. */
const textOf = ({ arn }: Around, definition: any, unit?: number): string =>
  JSON.stringify(definition, undefined, unit).replaceAll(/"arn:aws:lambda:[^"]*"/g, () => JSON.stringify(arn));

const BUILDS: Readonly<Record<string, Build>> = {
  'an L1 with an object': ({ stack, role }, { definition, more, override }) => {
    const cfn = new sfn.CfnStateMachine(stack, 'M', { roleArn: role.attrArn, definition, ...more });
    if (override) cfn.addPropertyOverride(...override);
  },
  'an L1 with a text': (around, { definition, more, override }) => {
    const definitionString = textOf(around, definition);
    const cfn = new sfn.CfnStateMachine(around.stack, 'M', {
      roleArn: around.role.attrArn,
      definitionString,
      ...more,
    });
    if (override) cfn.addPropertyOverride(...override);
  },
  'an L2 with a text': (around, machine) =>
    fillL2(around, machine, sfn.DefinitionBody.fromString(textOf(around, machine.definition, 2))),
  'a machine of SAM': ({ stack }, { definition }) =>
    void new sam.CfnStateMachine(stack, 'M', { definition, tags: { team: 'a' } }),
};

function fillL2({ stack }: Around, { more, override }: Machine, definitionBody: sfn.DefinitionBody): void {
  const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
  const cfn = new sfn.StateMachine(stack, 'M', { definitionBody, role }).node.defaultChild as CfnResource;
  Object.assign(cfn, more.loggingConfiguration ? { loggingConfiguration: more.loggingConfiguration } : {});
  if (override) cfn.addPropertyOverride(...override);
}

const machine: fc.Arbitrary<Machine> = fc.record(
  {
    definition: machines,
    more: fc.constantFrom<Partial<sfn.CfnStateMachineProps>>(
      {},
      { loggingConfiguration: {} },
      { loggingConfiguration: { level: 'ERROR', includeExecutionData: false, destinations: [] } },
      { loggingConfiguration: { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: GROUP } }] } },
      { loggingConfiguration: { level: 'ALL', includeExecutionData: true } },
      { tracingConfiguration: { enabled: false }, tags: [{ key: 'env', value: 'own' }] },
      { tracingConfiguration: { enabled: true }, tags: [{ key: 'DD_TRACE_ENABLED', value: 'false' }] },
    ),
    override: fc.constantFrom<readonly [string, unknown]>(
      ['LoggingConfiguration.Level', 'FATAL'],
      ['LoggingConfiguration.Level', { Ref: 'P' }],
      ['LoggingConfiguration', { Ref: 'P' }],
      ['TracingConfiguration.Enabled', 'true'],
      ['TracingConfiguration', undefined],
    ),
  },
  { requiredKeys: ['definition', 'more'] },
);

function build(how: Build, machine: Machine, trace?: (stack: Stack) => { addScope(scope: Stack): void }): any {
  const app = new App({ context: { '@aws-cdk/core:newStyleStackSynthesis': true } });
  const stack = new Stack(app, 'S', { env: HERE });
  new CfnParameter(stack, 'P');
  const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
  how({ stack, role, arn: python(stack, 'Fn').functionArn }, machine);
  trace?.(stack).addScope(stack);
  return app.synth().getStackByName('S').template;
}

const OF_MACHINES = /::(StateMachine|LogGroup|SubscriptionFilter)$/;

/** All that concerns the machine: its resource, the log group and the subscription, and what any role is allowed. */
function machineIn(template: any, bare: any): unknown {
  const entries = Object.entries<any>(template.Resources);
  const isNew = (id: string) => bare.Resources[id] === undefined;
  const groups = entries.flatMap(([id, { Type }]) => (Type === 'AWS::Logs::LogGroup' && isNew(id) ? [id] : []));
  const named = (raw: unknown): any =>
    JSON.parse(groups.reduce((text, id) => text.replaceAll(`"${id}"`, '"<group>"'), JSON.stringify(raw)));
  const own = entries.filter(([, { Type }]) => OF_MACHINES.test(Type));
  return {
    resources: own
      .map(([, { Type, Properties: { Tags, Policies, ...rest } = {} as any, Metadata }]) => ({
        Type,
        ...(printed(
          named({ ...rest, Tags: sorted(Tags), mark: receiptOf(Metadata?.Tracelayer, groups.length > 0) }),
        ) as object),
      }))
      .sort((a, b) => a.Type.localeCompare(b.Type)),
    statements: statementsIn(template)
      .filter((one) => /logs:Create|xray:/.test(JSON.stringify(one)))
      .map(({ Resource, ...one }: any) => ({ ...one, Resource: [Resource].flat() })),
  };
}

/** The CDK sorts tags, and SAM has a map of them. */
const sorted = (tags: any = []): unknown =>
  Array.isArray(tags) ? [...tags].sort((a, b) => a.Key.localeCompare(b.Key)) : tags;

/** A receipt, without the marks by which a later transform finds what it has added, and the digest of the log group's new id. */
const receiptOf = (
  { machine, digest, added, destinations, policies, ...receipt }: any = {},
  isNew: boolean,
): unknown => (isNew ? { ...receipt, logging: withoutDigest(receipt.logging) } : receipt);
const withoutDigest = (logging: unknown): string =>
  JSON.stringify(logging ?? '').replace(/(?<=\bdestination\W+)\w+/, '');

const statementsIn = (raw: any): any[] => {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries<any>(raw).flatMap(([key, inner]) => (key === 'Statement' ? inner : statementsIn(inner)));
};

const FORWARDER = 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder';
const DATADOG = { forwarderArn: FORWARDER, traceStateMachines: true, mergeStateMachineTraces: true, env: 'prod' };
const OTEL = { otlpEndpoint: 'https://otlp.example.com', traceStateMachines: true };
const WAYS = [
  ['datadog', (stack: Stack) => new Datadog(stack, 'Tracing', DATADOG), DATADOG],
  ['opentelemetry', (stack: Stack) => new OpenTelemetry(stack, 'Tracing', OTEL), OTEL],
] as const;

describe.each(WAYS)('%s', (name, trace, options) => {
  test.each(Object.entries(BUILDS))('makes the same of %s as the transform makes of the template', (_, how) => {
    fc.assert(
      fc.property(machine, (one) => {
        const bare = build(how, one);
        const wanted = transform(bare, requestFor({ ...options } as any, 'eu-west-1', name)).template;
        expect(machineIn(build(how, one, trace), bare)).toEqual(machineIn(wanted, bare));
      }),
      RUNS,
    );
  });

  test('makes the same of an L2 with a file as the transform makes of one with its text', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'machine-')), 'machine.asl.json');
    const ofFile: Build = (around, one) => fillL2(around, one, sfn.DefinitionBody.fromFile(path));
    const ofText: Build = (around, one) =>
      fillL2(around, one, sfn.DefinitionBody.fromString(readFileSync(path, 'utf8')));
    fc.assert(
      fc.property(machine, (one) => {
        writeFileSync(path, JSON.stringify(one.definition, undefined, 2));
        const made = build(ofFile, one, trace);
        const isEdited = Object.values<any>(made.Resources).some(({ Properties }) => Properties?.DefinitionString);
        const bare = build(isEdited ? ofText : ofFile, one);
        const wanted = transform(bare, requestFor({ ...options } as any, 'eu-west-1', name)).template;
        expect(machineIn(made, bare)).toEqual(machineIn(wanted, bare));
      }),
      RUNS,
    );
  });
});
