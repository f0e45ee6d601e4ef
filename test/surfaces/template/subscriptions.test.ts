/** Log groups get one filter each, whatever they are named by. */

import { withSubscriptions } from '../../../src/surfaces/template/additions/subscriptions';
import { stripped } from '../../../src/surfaces/template/document/metadata';

const TO = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
const subscription = { destination: TO, permission: false };
const fn = (properties = {}, more = {}) => ({ Type: 'AWS::Lambda::Function', Properties: properties, ...more });
const group = (properties?: object, more = {}) => ({ Type: 'AWS::Logs::LogGroup', Properties: properties, ...more });
const filter = (name: unknown, to: unknown = TO) => ({
  Type: 'AWS::Logs::SubscriptionFilter',
  Properties: { LogGroupName: name, DestinationArn: to, FilterPattern: '' },
});
const own = { 'Fn::Sub': '/aws/lambda/${F}' };

const filtersOf = (resources: Record<string, any>) =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::Logs::SubscriptionFilter')
    .map(([id, { Properties, Condition, DependsOn }]) => ({
      id,
      group: Properties.LogGroupName,
      Condition,
      DependsOn,
    }));
const addedGroups = (before: object, after: Record<string, any>) =>
  Object.entries(after)
    .filter(([id, { Type }]) => Type === 'AWS::Logs::LogGroup' && !(id in before))
    .map(([, { Properties, Condition }]) => ({ name: Properties.LogGroupName, Condition }));

const ROWS: [string, Record<string, any>, { group: unknown; declared?: unknown; condition?: string }][] = [
  ['an unnamed function', { F: fn() }, { group: { Ref: 'FLogGroup' }, declared: own }],
  ['a named function', { F: fn({ FunctionName: 'f' }) }, { group: { Ref: 'FLogGroup' }, declared: '/aws/lambda/f' }],
  [
    'a function named by an intrinsic',
    { F: fn({ FunctionName: { Ref: 'Name' } }) },
    { group: { Ref: 'FLogGroup' }, declared: { 'Fn::Sub': '/aws/lambda/${Name}' } },
  ],
  [
    'a function whose name depends on a condition',
    { F: fn({ FunctionName: { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] } }) },
    { group: { Ref: 'FLogGroup' }, declared: own },
  ],
  [
    'a conditional function',
    { F: fn({}, { Condition: 'C' }) },
    { group: { Ref: 'FLogGroup' }, declared: own, condition: 'C' },
  ],
  [
    'a group declared by a substitution',
    { F: fn(), G: group({ LogGroupName: { 'Fn::Sub': '/aws/lambda/${F}' } }) },
    { group: { Ref: 'G' } },
  ],
  [
    'a group declared by a substitution with its own names',
    { F: fn(), G: group({ LogGroupName: { 'Fn::Sub': ['/aws/lambda/${N}', { N: { Ref: 'F' } }] } }) },
    { group: { Ref: 'G' } },
  ],
  [
    'a group declared under the same name',
    {
      F: fn({ FunctionName: { 'Fn::Sub': '${AWS::StackName}-f' } }),
      G: group({ LogGroupName: { 'Fn::Sub': '/aws/lambda/${AWS::StackName}-f' } }),
    },
    { group: { Ref: 'G' } },
  ],
  [
    'a group that the function is configured with',
    { F: fn({ LoggingConfig: { LogGroup: { Ref: 'G' } } }), G: group(undefined, { Condition: 'C' }) },
    { group: { Ref: 'G' }, condition: 'C' },
  ],
  ['a group that is declared elsewhere', { F: fn({ LoggingConfig: { LogGroup: '/shared' } }) }, { group: '/shared' }],
  [
    'groups without a name, or of a longer name, which are others',
    { F: fn(), G: group(), H: group({ LogGroupName: { 'Fn::Sub': '/aws/lambda/${F}-worker' } }) },
    { group: { Ref: 'FLogGroup' }, declared: own },
  ],
];

describe('the log group of a function', () => {
  test.each(ROWS)('is subscribed: %s', (_title, before, { group: name, declared, condition }) => {
    const { resources, findings } = withSubscriptions(before, { F: subscription });
    expect(findings.map(({ code }) => code)).toEqual(declared === undefined ? [] : ['log-group-declared']);
    expect(filtersOf(resources)).toMatchObject([{ group: name, Condition: condition }]);
    expect(addedGroups(before, resources).map(({ name }) => name)).toEqual(declared === undefined ? [] : [declared]);
    expect(stripped(resources)).toEqual(before);
  });

  test('may be one that SAM’s globals name', () => {
    const before = { F: { ...fn(), Type: 'AWS::Serverless::Function' } };
    const { resources } = withSubscriptions(
      before,
      { F: subscription },
      { globals: { LoggingConfig: { LogGroup: '/all' } } },
    );
    expect(filtersOf(resources)).toMatchObject([{ group: '/all' }]);
  });

  test('that two functions share has one filter', () => {
    const shared = { LoggingConfig: { LogGroup: { Ref: 'G' } } };
    const before = { F: fn(shared), H: fn(shared), G: group() };
    const { resources } = withSubscriptions(before, { F: subscription, H: subscription });
    expect(filtersOf(resources)).toHaveLength(1);
  });

  test.each([
    ['by reference', { Ref: 'G' }],
    ['by the same name', { 'Fn::Sub': '/aws/lambda/${F}' }],
    ['by a name of the same meaning', own],
  ])('that is subscribed already, %s, gets no second filter', (_title, name) => {
    const before = { F: fn(), G: group({ LogGroupName: { 'Fn::Sub': '/aws/lambda/${F}' } }), S: filter(name) };
    expect(withSubscriptions(before, { F: subscription })).toEqual({ resources: before, findings: [] });
  });

  test('with two other filters is left alone with a finding', () => {
    const before = {
      F: fn(),
      G: group({ LogGroupName: own }),
      S: filter({ Ref: 'G' }, 'x'),
      T: filter({ Ref: 'G' }, 'y'),
    };
    const { resources, findings } = withSubscriptions(before, { F: subscription });
    expect(resources).toEqual(before);
    expect(findings).toMatchObject([{ code: 'subscription-needed', subject: 'F' }]);
  });

  test('that depends on a condition is left alone with a finding', () => {
    const before = { F: fn({ LoggingConfig: { LogGroup: { 'Fn::If': ['C', { Ref: 'G' }, 'x'] } } }), G: group() };
    expect(withSubscriptions(before, { F: subscription }).findings).toMatchObject([{ code: 'subscription-needed' }]);
  });

  test('gets permission to call the destination if the option is set, before the filter is created', () => {
    const { resources } = withSubscriptions({ F: fn() }, { F: { destination: TO, permission: true } });
    const DependsOn = filtersOf(resources)[0]?.DependsOn;
    expect(resources[DependsOn]).toMatchObject({
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: TO, SourceArn: { 'Fn::GetAtt': ['FLogGroup', 'Arn'] } },
    });
  });

  test('that was declared here and edited since is the user’s, and stays', () => {
    const { resources } = withSubscriptions({ F: fn() }, { F: subscription });
    const edited = {
      ...resources,
      FLogGroup: { ...resources.FLogGroup, Properties: { LogGroupName: own, RetentionInDays: 7 } },
    };
    const again = withSubscriptions(stripped(edited), { F: subscription }).resources;
    expect(again.FLogGroup?.Properties.RetentionInDays).toBe(7);
    expect(filtersOf(again)).toMatchObject([{ group: { Ref: 'FLogGroup' } }]);
  });
});

describe('with `logGroups: existing`', () => {
  const existing = { ...subscription, logGroups: 'existing' } as const;

  test('a log group that nothing declares gets the same filter, and is not declared', () => {
    const declared = withSubscriptions({ F: fn() }, { F: subscription }).resources;
    const { resources, findings } = withSubscriptions({ F: fn() }, { F: existing });
    expect(Object.keys(declared).filter((id) => !(id in resources))).toEqual(['FLogGroup']);
    expect(filtersOf(resources)).toMatchObject([{ id: 'FLogGroupSubscription', group: own }]);
    expect(findings).toMatchObject([{ code: 'log-group-expected', subject: 'F' }]);
  });

  test('the permission to call the destination names the log group as it is', () => {
    const { resources } = withSubscriptions({ F: fn() }, { F: { ...existing, permission: true } });
    expect(JSON.stringify(resources[filtersOf(resources)[0]?.DependsOn]?.Properties.SourceArn)).toContain(
      ':log-group:/aws/lambda/${F}:*',
    );
  });

  test.each([
    ['the template declares', { F: fn(), G: group({ LogGroupName: own }) }],
    ['the function names', { F: fn({ LoggingConfig: { LogGroup: '/shared' } }) }],
  ])('a log group that %s is subscribed as otherwise', (_title, before: Record<string, any>) => {
    expect(withSubscriptions(before, { F: existing })).toEqual(withSubscriptions(before, { F: subscription }));
  });

  test('a log group that an earlier run declared stays in the account', () => {
    const earlier = withSubscriptions({ F: fn() }, { F: subscription }).resources;
    const { resources } = withSubscriptions(stripped(earlier), { F: existing });
    expect(earlier.FLogGroup).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(Object.keys(resources)).toEqual(['F', 'FLogGroupSubscription']);
  });
});

test('only a declared log group gets a retention', () => {
  const kept = { ...subscription, retentionInDays: 30 };
  const before = { F: fn(), H: fn(), G: group({ LogGroupName: { 'Fn::Sub': '/aws/lambda/${H}' } }) };
  const { resources } = withSubscriptions(before, { F: kept, H: kept });
  expect(resources.FLogGroup?.Properties.RetentionInDays).toBe(30);
  expect(resources.G).toEqual(before.G);
});
