/** The construct that installs the CloudFormation macro, by a name for each provider. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnMacro, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** How the macro is installed. */
export interface DatadogMacroProps {
  /**
   * The name that templates write under `Transform`, unique in an account and region.
   *
   * @default 'DatadogServerless'
   */
  readonly macroName?: string;

  /**
   * Options for every template, by their names. A template's own options win.
   *
   * @default - none
   */
  readonly defaultOptions?: { readonly [name: string]: any };

  /**
   * The name by which templates are traced with OpenTelemetry, unique in an account and region.
   *
   * @default 'OpenTelemetryServerless'
   */
  readonly openTelemetryMacroName?: string;

  /**
   * Options of OpenTelemetry for every template, by their names. A template's own options win.
   *
   * @default - none
   */
  readonly openTelemetryDefaultOptions?: { readonly [name: string]: any };

  /**
   * How long the log of the macro is kept. It has names and findings, and nothing else of a template.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * The permissions boundary of the macro's role.
   *
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * The path of the macro's role.
   *
   * @default '/'
   */
  readonly rolePath?: string;
}

/**
 * Installs the CloudFormation macro, which puts tracing on the Lambda functions of templates that name it: `DatadogServerless`,
 * or `OpenTelemetryServerless`.
 *
 * One function with its code inline, its log group and its role: no bucket and no asset.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { DatadogMacro } from 'tracelayer';
 *
 * declare const stack: Stack;
 *
 * new DatadogMacro(stack, 'Macro', {
 *   defaultOptions: { site: 'datadoghq.eu' },
 *   openTelemetryDefaultOptions: { otlpEndpoint: 'https://otlp.example.com' },
 * });
 */
export class DatadogMacro extends Construct {
  /** The name that templates write under `Transform`. */
  public readonly macroName: string;

  /** The name that templates write under `Transform` to be traced with OpenTelemetry. */
  public readonly openTelemetryMacroName: string;

  /**
   * Declares the macro, its function, log group and role.
   *
   * @param scope the stack that the macro is installed by
   * @param id its name in that scope
   * @param props how it is installed
   */
  public constructor(scope: Construct, id: string, props: DatadogMacroProps = {}) {
    super(scope, id);
    this.macroName = props.macroName ?? 'DatadogServerless';
    this.openTelemetryMacroName = props.openTelemetryMacroName ?? 'OpenTelemetryServerless';
    const logGroup = new LogGroup(this, 'LogGroup', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const handler = new LambdaFunction(this, 'Function', {
      description: `The CloudFormation macro ${this.macroName} of tracelayer`,
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(handlerCode()),
      memorySize: 512,
      timeout: Duration.minutes(1),
      logGroup,
      role: this.roleFor(logGroup, props),
      environment: this.environmentFor(props),
    });
    const { functionArn: functionName } = handler;
    new CfnMacro(this, 'Macro', {
      name: this.macroName,
      description: 'Distributed tracing on the Lambda functions of a template, by tracelayer',
      functionName,
    });
    new CfnMacro(this, 'OpenTelemetryMacro', {
      name: this.openTelemetryMacroName,
      description: 'Tracing with OpenTelemetry on the Lambda functions of a template, by tracelayer',
      functionName,
    });
  }

  /** By the name that a template calls it by, the function knows the provider. */
  private environmentFor({ defaultOptions, openTelemetryDefaultOptions }: DatadogMacroProps): Record<string, string> {
    return {
      TRACELAYER_NAME: this.macroName,
      TRACELAYER_OPTIONS: JSON.stringify(defaultOptions ?? {}),
      TRACELAYER_OPENTELEMETRY_NAME: this.openTelemetryMacroName,
      TRACELAYER_OPENTELEMETRY_OPTIONS: JSON.stringify(openTelemetryDefaultOptions ?? {}),
    };
  }

  /** It may write its own log, and nothing else. */
  private roleFor(logGroup: LogGroup, { permissionsBoundary, rolePath }: DatadogMacroProps): Role {
    const log = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      path: rolePath,
      permissionsBoundary,
      inlinePolicies: { log: new PolicyDocument({ statements: [log] }) },
    });
  }
}

/** The handler as the build packs it. */
function handlerCode(): string {
  const file = join(__dirname, '..', '..', 'dist', 'macro', 'index.js');
  if (!existsSync(file)) throw new Error(`the macro is not built: ${file} is missing; run \`npm run bundle\``);
  return readFileSync(file, 'utf8');
}
