/** What is masked in texts, and what is left readable. */
import { isSecret, MASK, maskSecrets, secretOptions, secretsIn, showable } from '../../src/providers/mask';

test.each([
  ['postgres://u:SECRET@host:5432/db'],
  ['postgres://u:SEC/RET@SECRET@host/db'.replace('SEC/RET', 'SECRET')],
  ['https://SECRET@host/x'],
  ['user:SECRET@host'],
  ['user:SECRET@10.0.0.1:5432/x'],
  ['amqp user:SECRET@rabbit.local'],
  ['https://h/x?a=b&api_key=SECRET&c=d'],
  ['Authorization: Bearer SECRETSECRET'],
  ['Server=x;Password=SECRET;Port=1'],
  ['a=b,api-key=SECRET'],
])('%s is masked', (text) => {
  expect(maskSecrets(text)).toContain(MASK);
  expect(maskSecrets(text)).not.toContain('SECRET');
  expect(maskSecrets(maskSecrets(text))).toBe(maskSecrets(text));
});

test.each([
  ['https://h:8080/p?email=a@b.c'],
  ['python:3.12@sha256:abc'],
  ['npm:dd-trace@5.1.0'],
  ['git@github.com:o/r'],
  ['http://127.0.0.1:4318/v1/traces'],
  ['--api-key-secret-arn=arn:aws:secretsmanager:us-east-1:123456789012:secret:dd'],
  ['arn:aws:sts::123456789012:assumed-role/R/me@example.com'],
])('%s stays readable', (text) => {
  expect(maskSecrets(text)).toBe(text);
});

test.each([
  ['DD_API_KEY', true],
  ['DATADOG_API_KEY', true],
  ['apiKMSKey', true],
  ['exporter_otlp_headers', true],
  ['DB_PASSWORD', true],
  ['MY_AUTH', true],
  ['DD_API_KEY_SECRET_ARN', false],
  ['AWS_SECRET_ID', false],
  ['DD_ENCODE_AUTHORIZER_CONTEXT', false],
  ['OTEL_EXPORTER_OTLP_CLIENT_KEY', false],
  ['TABLE', false],
])('%s is a secret: %s', (name, secret) => {
  expect(isSecret(name)).toBe(secret);
  expect(showable(name, 'value') === MASK).toBe(secret);
});

test('secrets of options are known by every name of an option', () => {
  expect(new Set(secretOptions({ DD_API_KEY: 'first', apiKey: 'second', service: 'shop' }))).toEqual(
    new Set(['first', 'second']),
  );
});

test.each<[unknown, string[]]>([
  [{ Mappings: { Datadog: { Parameters: { DD_API_KEY: 'hidden' } } } }, ['hidden']],
  [{ Variables: { STRIPE_KEY: 'hidden', TABLE: 'orders' } }, ['hidden']],
  [{ Parameters: { DbPassword: { Default: 'hidden' }, P: { NoEcho: true, Default: 'other' } } }, ['hidden', 'other']],
  [[{ Name: 'DB_PASSWORD', Value: 'hidden' }], ['hidden']],
  [{ Tags: [{ Key: 'team', Value: 'shop' }], KeySchema: ['hash'], PartitionKey: 'id-of-it' }, []],
  [{ Password: '{{resolve:secretsmanager:x}}', SecretArn: 'arn:aws:x', ApiKey: { Ref: 'Key' } }, []],
])('the secrets in %j', (document, secrets) => {
  expect([...new Set(secretsIn(document))]).toEqual(secrets);
});
