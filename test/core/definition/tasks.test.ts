/** What a task calls and gives back, by its resource. */
import { resultOf, taskCall } from '../../../src/core/definition/tasks';

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const START = 'arn:aws:states:::states:startExecution';
const PLACE = 'arn:aws-us-gov:states:us-gov-west-1:123456789012';

test.each<[call: string | undefined, result: string, resource: unknown]>([
  ['lambda', 'object', LAMBDA],
  ['lambda', 'object', `${PLACE}:lambda:invoke`],
  ['lambda', 'object', 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:lambda:invoke'],
  ['lambda', 'any', `${LAMBDA}.waitForTaskToken`],
  [undefined, 'object', `${LAMBDA}.sync`],
  [undefined, 'object', `${LAMBDA}Async`],
  [undefined, 'any', `x${LAMBDA}`],
  ['execution', 'object', START],
  ['execution', 'object', `${START}.sync`],
  ['execution', 'object', `${START}.sync:2`],
  ['execution', 'any', `${START}.waitForTaskToken`],
  ['execution', 'object', `${PLACE}:states:startExecution`],
  [undefined, 'object', `${START}.sync:3`],
  [undefined, 'any', `x${START}`],
  ['function', 'any', 'arn:aws-cn:lambda:cn-north-1:123456789012:function:a:live'],
  ['function', 'any', 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:a'],
  [undefined, 'any', 'arn:aws:lambda:us-east-1:123456789012:layer:a'],
  [undefined, 'any', 'xarn:aws:lambda:us-east-1:123456789012:function:a'],
  [undefined, 'object', 'arn:aws:states:::sns:publish'],
  [undefined, 'any', `${PLACE}:activity:a`],
  [undefined, 'any', 'arn:${P}:states:${R}:${A}:activity:a'],
  [undefined, 'any', '${Resource}'],
  [undefined, 'any', undefined],
  [undefined, 'any', [LAMBDA]],
  [undefined, 'any', { replace: 'text' }],
])('calls %s and gives %s: %p', (call, result, resource) => {
  expect(taskCall(resource)).toBe(call);
  expect(resultOf(resource)).toBe(result);
});
