/** Apps that the CDK validates when it synthesises them: the example with OpenTelemetry, and one with a mistake. */
import { App, type Stack } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { OrdersStack } from '../../../examples/cdk-typescript/orders-stack';
import { OpenTelemetry } from '../../../src';

const APPS: Readonly<Record<string, (stack: Stack) => void>> = {
  community: (stack) => traced(stack, { otlpEndpoint: 'https://otlp.example.com', env: 'demo', version: '1.0.0' }),
  collector: (stack) => traced(stack, { collectorConfig: 's3://config.s3.eu-west-1.amazonaws.com/collector.yaml' }),
  'application-signals': (stack) => traced(stack, { distribution: 'application-signals' }),
  adot: (stack) => traced(stack, { distribution: 'adot' }),
  broken: (stack) => {
    const orders = stack.node.findChild('Orders').node.defaultChild as CfnFunction;
    orders.addPropertyOverride('MemorySize', 'much');
  },
};

for (const [name, change] of Object.entries(APPS)) {
  const app = new App({ outdir: `${process.argv[2]}/${name}` });
  const stack = new OrdersStack(app, 'Orders', {
    env: { account: '123456789012', region: 'eu-west-1' },
    traced: false,
  });
  change(stack);
  app.synth();
}

function traced(stack: Stack, props: ConstructorParameters<typeof OpenTelemetry>[2]): void {
  new OpenTelemetry(stack, 'OpenTelemetry', props).addScope(stack);
}
