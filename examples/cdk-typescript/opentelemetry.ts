/** A CDK app whose functions are traced with OpenTelemetry: all to one endpoint, one of them a tenth of its traces. */
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { OpenTelemetry } from 'tracelayer';

const asset = (folder: string) => lambda.Code.fromAsset(join(__dirname, '..', 'preview', folder));

const stack = new Stack(new App(), 'Orders', { env: { account: '123456789012', region: 'eu-west-1' } });

new lambda.Function(stack, 'Orders', {
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'app.handler',
  code: asset('orders-python'),
  environment: { OTEL_RESOURCE_ATTRIBUTES: 'team=checkout' }, // yours, and kept in front
});
const payments = new lambda.Function(stack, 'Payments', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'app.handler',
  code: asset('orders-node'),
});
new lambda.Function(stack, 'Migration', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'app.handler',
  code: asset('orders-node'),
});

const tracing = new OpenTelemetry(stack, 'OpenTelemetry', {
  otlpEndpoint: 'https://otlp.example.com',
  service: 'orders',
  env: 'demo',
});
tracing.addScope(stack, { exclude: ['*Migration*'] });
tracing.addLambdaFunctions([payments], { sampler: 'parentbased_traceidratio', samplerArg: 0.1 });
