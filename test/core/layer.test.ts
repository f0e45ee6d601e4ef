/** The ARN of a layer tells account, name and version, also where only the deployment knows the region. */
import { parseLayer } from '../../src/core/layer';

describe("a layer's ARN", () => {
  test.each([
    ['arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension:99', '464622532012'],
    ['arn:${AWS::Partition}:lambda:${AWS::Region}:464622532012:layer:Datadog-Extension:99', '464622532012'],
    ['arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:layer:Datadog-Extension:99', '${AWS::AccountId}'],
  ])('is parted: %s', (arn, account) => {
    expect(parseLayer(arn)).toEqual({ account, name: 'Datadog-Extension', version: 99 });
  });

  test.each(['${Layer}', 'arn:aws:lambda:us-east-1:464622532012:function:f', ''])('is none: %s', (arn) => {
    expect(parseLayer(arn)).toBeUndefined();
  });
});
