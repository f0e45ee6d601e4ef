/** The example's CDK app. */
import { App } from 'aws-cdk-lib';
import { OrdersStack } from './orders-stack';

new OrdersStack(new App(), 'Orders', {
  env: { account: '123456789012', region: 'eu-west-1' },
  traced: true,
});
