/** A stack with a function of every kind, and one construct that traces them all. */
import { join } from 'node:path';
import { Stack, type StackProps } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Datadog } from 'tracelayer';

const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const FUNCTIONS = join(__dirname, '..', 'preview');

export interface OrdersStackProps extends StackProps {
  /** Whether the functions are traced; the demo shows both. */
  readonly traced: boolean;
}

export class OrdersStack extends Stack {
  public constructor(scope: Construct, id: string, { traced, ...props }: OrdersStackProps) {
    super(scope, id, props);

    const python = { runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler', code: asset('orders-python') };
    const orders = new lambda.Function(this, 'Orders', { ...python, environment: { DD_TAGS: 'team:checkout' } });
    new lambda.Function(this, 'OrdersArm', { ...python, architecture: lambda.Architecture.ARM_64 });

    new lambda.Function(this, 'Payments', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'app.handler',
      code: asset('orders-node'),
    });

    // Built elsewhere, so that the example needs no compiler.
    const builds = s3.Bucket.fromBucketName(this, 'Builds', 'orders-builds');
    const built = (key: string) => lambda.Code.fromBucket(builds, key, '1');
    new lambda.Function(this, 'Invoices', {
      runtime: lambda.Runtime.JAVA_21,
      handler: 'com.example.Invoices::handleRequest',
      code: built('invoices.jar'),
      memorySize: 1024,
    });
    new lambda.Function(this, 'Stock', {
      runtime: lambda.Runtime.DOTNET_8,
      handler: 'Stock::Stock.Function::Handle',
      code: built('stock.zip'),
    });
    new lambda.Function(this, 'Mails', {
      runtime: lambda.Runtime.RUBY_3_4,
      handler: 'app.handler',
      code: built('mails.zip'),
    });
    new lambda.Function(this, 'Prices', {
      runtime: lambda.Runtime.PROVIDED_AL2023,
      handler: 'bootstrap',
      code: built('prices.zip'),
    });

    const repository = ecr.Repository.fromRepositoryName(this, 'Repository', 'reports');
    const reports = new lambda.DockerImageFunction(this, 'Reports', {
      code: lambda.DockerImageCode.fromEcr(repository, { tagOrDigest: DIGEST, cmd: ['app.handler'] }),
    });

    if (!traced) return;
    const datadog = new Datadog(this, 'Datadog', {
      site: 'datadoghq.eu',
      apiKeySecret: secretsmanager.Secret.fromSecretNameV2(this, 'DatadogApiKey', 'datadog-api-key'),
      service: 'orders',
      env: 'demo',
      version: '1.0.0',
    });
    datadog.addScope(this);
    datadog.addLambdaFunctions([orders], { captureLambdaPayload: true, tags: 'tier:gold' });
    datadog.addLambdaFunctions([reports], { imageRuntime: 'python' });
  }
}

const asset = (folder: string) => lambda.Code.fromAsset(join(FUNCTIONS, folder));
