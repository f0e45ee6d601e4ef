/** An app of CDK version 1 that names the macro: its template, as `@aws-cdk/core` 1.204 wrote it for our own app. */
import { readFileSync } from 'node:fs';
import { respond } from '../../src/macro/handler';
import { macroNameOf, type ProviderName } from '../../src/providers';
import { untransform } from '../../src/surfaces/template';

const { Transform, ...fragment } = JSON.parse(readFileSync('test/fixtures/cdk-v1.template.json', 'utf8'));

/** `messages` has a part of each line in the log. */
const ROWS: { provider: ProviderName; params: object; messages: readonly string[] }[] = [
  {
    provider: 'datadog',
    params: { apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog' },
    messages: ['kmsKeyArn'],
  },
  {
    provider: 'opentelemetry',
    params: { collectorConfig: 's3://config.s3.eu-west-1.amazonaws.com/collector.yaml' },
    messages: [],
  },
];

test('the template names the macro', () => expect(Transform).toBe('DatadogServerless'));

test.each(ROWS)(
  'is traced by the macro of $provider: functions, roles, and the version behind an alias',
  ({ provider, params, messages }) => {
    const lines: string[] = [];
    const { status, fragment: after } = respond(
      {
        requestId: '1',
        transformId: `123456789012::${macroNameOf(provider)}`,
        region: 'eu-west-1',
        accountId: '123456789012',
        fragment,
        params: { ...params },
        templateParameterValues: {},
      },
      { provider, environment: {}, log: (line) => lines.push(line) },
    );
    expect([status, lines.at(-1)]).toEqual(['success', '2 traced']);
    expect(lines.slice(0, -1)).toEqual(messages.map((text) => expect.stringContaining(text)));
    const all = Object.entries<any>(after.Resources);
    const ofType = (type: string) => all.filter(([, { Type }]) => Type === type);
    expect(ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Layers.length)).toEqual([2, 2]);
    for (const [, role] of ofType('AWS::IAM::Role')) expect(role.Properties.Policies).toHaveLength(1);
    const [version] = ofType('AWS::Lambda::Version').map(([id]) => id);
    expect(Object.keys(fragment.Resources)).not.toContain(version);
    expect(JSON.stringify(ofType('AWS::Lambda::Alias'))).toContain(`"${version}"`);
    expect(untransform(after).template).toEqual(fragment);
  },
);
