/** A template with many functions, as tools generate it. */

/** Functions as a framework writes them: a role for all, variables, a network, a group of their own. */
export const templateOf = (count: number): object => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`Function${index}`, functionOf(index)])),
  },
});

const RUNTIMES = ['nodejs22.x', 'python3.13', 'java21', 'nodejs20.x'];

const functionOf = (index: number) => ({
  Type: 'AWS::Lambda::Function',
  DependsOn: ['Role'],
  Metadata: { 'aws:cdk:path': `Shop/Function${index}/Resource`, 'aws:asset:property': 'Code' },
  Properties: {
    Code: {
      S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' },
      S3Key: `${index}0c5f0e6dba15d.zip`,
    },
    Description: `The function number ${index} of the shop`,
    FunctionName: `shop-prod-function-${index}`,
    Runtime: RUNTIMES[index % RUNTIMES.length],
    Architectures: [index % 3 === 0 ? 'arm64' : 'x86_64'],
    Handler: `src/functions/function${index}.handler`,
    MemorySize: 512,
    Timeout: 29,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: {
      Variables: {
        TABLE: { Ref: 'Table' },
        QUEUE_URL: { Ref: 'Queue' },
        STAGE: 'prod',
        LOG_LEVEL: 'info',
        POWERTOOLS_SERVICE_NAME: 'shop',
        BUCKET: { 'Fn::ImportValue': 'shop-bucket' },
      },
    },
    VpcConfig: { SecurityGroupIds: [{ Ref: 'Group' }], SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }] },
    Tags: [
      { Key: 'team', Value: 'shop' },
      { Key: 'stage', Value: 'prod' },
    ],
  },
});
