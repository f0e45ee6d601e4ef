/** An app with functions of every kind. It prints the templates that the loaded release of the CDK writes. */
import { join } from 'node:path';
import { App, CfnParameter, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Datadog, type DatadogProps, OpenTelemetry, type OpenTelemetryProps } from '../../src';

const RUNTIMES = ['python3.13', 'nodejs22.x', 'java21', 'dotnet8', 'ruby3.4', 'provided.al2023'];
const FORWARDER = { forwarderArn: 'arn:aws:lambda:eu-west-1:123456789012:function:forwarder' };
const AGENT = { agentUrl: 'http://127.0.0.1:9529' };
const NAMES = { service: 'shop', env: 'prod', tags: 'team:checkout' };
const HERE = { env: { region: 'eu-west-1', account: '123456789012' } };

type Make = (stack: Stack) => Datadog | OpenTelemetry;
const datadog =
  (options: DatadogProps): Make =>
  (stack) =>
    new Datadog(stack, 'Datadog', { ...keyFor(stack, options), ...options });
const opentelemetry =
  (options: OpenTelemetryProps): Make =>
  (stack) =>
    new OpenTelemetry(stack, 'OpenTelemetry', options);

/** The default of this flag differs between releases. */
const app = new App({ context: { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': false } });
fill(new Stack(app, 'Known', HERE), datadog(NAMES));
fill(new Stack(app, 'Open'), datadog(NAMES));
fill(new Stack(app, 'Forwarded', HERE), datadog({ ...NAMES, ...FORWARDER, createForwarderPermissions: true }));
fill(new Stack(app, 'Agent'), datadog(AGENT));
fillMachines(new Stack(app, 'Machines', HERE));
fill(new Stack(new Stage(app, 'Stage'), 'Staged'), datadog({ ...NAMES, captureLambdaPayload: true }));
fill(new Stack(app, 'Community', HERE), opentelemetry({ otlpEndpoint: 'https://otlp.example.com', env: 'prod' }));
fill(new Stack(app, 'Collector'), opentelemetry({ collectorConfig: 's3://config.s3.eu-west-1.amazonaws.com/c.yaml' }));
fill(new Stack(app, 'Signals'), opentelemetry({ distribution: 'application-signals', service: 'shop' }));

const assembly = app.synth();
const stacks = [...assembly.stacks, ...assembly.nestedAssemblies.flatMap((nested) => nested.nestedAssembly.stacks)];
console.log(
  JSON.stringify(
    Object.fromEntries(
      stacks.map(({ stackName, template, messages }) => [
        stackName,
        { template, messages: messages.map(({ level, id, entry }) => [level, id, entry.data]) },
      ]),
    ),
  ),
);

/** Functions of every kind: most are traced as a scope, one is added by itself, and one is excluded. */
function fill(stack: Stack, make: Make): void {
  const tracing = make(stack);
  const code = lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Code', 'code'), 'key', '1');
  const own = { handler: 'app.handler', code };
  for (const runtime of RUNTIMES) {
    for (const architecture of [lambda.Architecture.X86_64, lambda.Architecture.ARM_64]) {
      const id = `${runtime} ${architecture.name}`;
      new lambda.Function(stack, id, { ...own, architecture, runtime: new lambda.Runtime(runtime) });
    }
  }
  const props = { ...own, runtime: lambda.Runtime.PYTHON_3_12 };
  const nested = new NestedStack(stack, 'Nested');
  new lambda.Function(nested, 'Function', { ...props, environment: { STAGE: 'x', DD_TAGS: 'own:1' } });
  new lambda.SingletonFunction(stack, 'Single', { ...props, uuid: 'single' });
  const group = new logs.LogGroup(stack, 'Logs');
  const late = new lambda.Function(stack, 'Late', { ...props, logGroup: group, currentVersionOptions: {} });
  late.addAlias('live');
  tracing.addLambdaFunctions([late], { service: 'late' });
  late.addEnvironment('DD_ENV', 'late');
  tracing.exclude(new lambda.Function(stack, 'Out', props));
  tracing.addScope(stack);
  rawFunctions(stack);
  Tags.of(stack).add('owner', 'me');
}

/** State machines of every kind, with references to a function. */
function fillMachines(stack: Stack): void {
  const props = { ...NAMES, ...FORWARDER, traceStateMachines: true, mergeStateMachineTraces: true };
  new Datadog(stack, 'Datadog', props).addScope(stack);
  const own = { runtime: lambda.Runtime.PYTHON_3_12, handler: 'app.handler', code: lambda.Code.fromInline('x') };
  const lambdaFunction = new lambda.Function(stack, 'Function', own);
  const chain = new tasks.LambdaInvoke(stack, 'Invoke', { lambdaFunction });
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });
  const definitionSubstitutions = { Fn: lambdaFunction.functionArn };
  const file = sfn.DefinitionBody.fromFile(join(__dirname, '..', 'cdk', 'machine.asl.json'));
  new sfn.StateMachine(stack, 'FromFile', { definitionBody: file, definitionSubstitutions });
  const definition = {
    StartAt: 'Task',
    States: { Task: { Type: 'Task', Resource: lambdaFunction.functionArn, End: true } },
  };
  const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
  new sfn.CfnStateMachine(stack, 'Raw', { roleArn: role.attrArn, definition });
  new sam.CfnStateMachine(stack, 'Sam', { definition });
}

/** L1 functions, with and without a role of their own. */
function rawFunctions(stack: Stack): void {
  const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
  const code = { s3Bucket: 'code', s3Key: 'key' };
  const image = { packageType: 'Image', code: { imageUri: 'image' }, imageConfig: { command: ['app.handler'] } };
  const stage = new CfnParameter(stack, 'StageName').valueAsString;
  const environment = { variables: { STAGE: stage } };
  const python = { runtime: 'python3.13', handler: 'app.handler' };
  new lambda.CfnFunction(stack, 'Raw', { ...python, code, role: role.attrArn, environment });
  new lambda.CfnFunction(stack, 'Image', { ...image, role: role.attrArn, environment });
  new sam.CfnFunction(stack, 'Sam', { ...python, codeUri: 's3://code/key', environment });
}

function keyFor(stack: Stack, { forwarderArn, agentUrl }: DatadogProps): DatadogProps {
  return (forwarderArn ?? agentUrl) ? {} : { apiKeySecret: new secretsmanager.Secret(stack, 'Key') };
}
