/** What the constructs of the macros have in common: one function with its code inline, its log group, and its role. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnMacro, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { describe, errorsOf } from '../core/finding';
import { configure, macroNameOf, type ProviderName } from '../providers';
import { MACRO } from './functions';
import type { MacroProps } from './macro-props';

/** Declares a provider's macro in a scope, and returns the name that templates write. */
export function declareMacro(scope: Construct, provider: ProviderName, props: MacroProps): string {
  checkOptions(scope, provider, props.defaultOptions ?? {});
  Object.defineProperty(scope, MACRO, { value: true });
  const macroName = props.macroName ?? macroNameOf(provider);
  const logGroup = new LogGroup(scope, 'LogGroup', {
    retention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const handler = new LambdaFunction(scope, 'Function', {
    description: `The CloudFormation macro ${macroName} of tracelayer`,
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(handlerCode(provider)),
    memorySize: 512,
    timeout: Duration.minutes(1),
    logGroup,
    role: roleFor(scope, logGroup, props),
    environment: { TRACELAYER_OPTIONS: JSON.stringify(props.defaultOptions ?? {}) },
  });
  new CfnMacro(scope, 'Macro', {
    name: macroName,
    functionName: handler.functionArn,
  });
  return macroName;
}

/** Mistakes stop synthesis here instead of every later deployment. What is missing, a template may still give. */
function checkOptions({ node: { path } }: Construct, provider: ProviderName, values: Record<string, unknown>): void {
  const { findings } = configure(provider, { source: `the default options of ${path}`, values });
  const mistakes = errorsOf(findings).filter(({ code }) => code !== 'option-missing');
  if (mistakes.length > 0) throw new Error(mistakes.map(describe).join('\n'));
}

/** The role may write the function's own log, and nothing else. */
function roleFor(scope: Construct, logGroup: LogGroup, { permissionsBoundary, rolePath }: MacroProps): Role {
  const log = new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    path: rolePath,
    permissionsBoundary,
    inlinePolicies: { log: new PolicyDocument({ statements: [log] }) },
  });
}

/** The handler, which is one line of the template that the build writes. */
function handlerCode(provider: ProviderName): string {
  const file = join(__dirname, '..', '..', 'dist', 'macro', provider, 'macro.yaml');
  if (!existsSync(file)) throw new Error(`The macro is not built: ${file} is missing. Run \`npm run bundle\`.`);
  const [, line] = /^ +ZipFile: \|\n +(.+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  if (line === undefined) throw new Error(`${file} has no handler. Run \`npm run bundle\` again.`);
  return line;
}
