/** All objections to a set of options are reported at once, each with the place where the option was set. */
import { configure } from '../../../src/providers';

const KEY = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' };
const UUID = '11111111-2222-3333-4444-555555555555';
const FORWARDER = { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:forwarder' };
const AGENT = { agentUrl: 'http://127.0.0.1:9529' };
const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:name:1';
const KMS = 'arn:aws:kms:us-east-1:123456789012:key/1';
const findings = (values: object) => configure('datadog', { source: 'here', values: { ...values } }).findings;
const codes = (values: object) => findings(values).map(({ code }) => code);
const rules = (rule: object) => ({ ...KEY, traceSamplingRules: JSON.stringify([rule]) });

describe('there are no objections to', () => {
  test.each<object>([
    KEY,
    FORWARDER,
    AGENT,
    { agentHost: '127.0.0.1', traceAgentPort: 9529 },
    { apiKeySsmArn: 'datadog/key' },
    { apiKmsKey: 'x', kmsKeyArn: KMS },
    { apiKmsKey: 'x', grantSecretReadAccess: false },
    { ...FORWARDER, ...KEY, flushMetricsToLogs: false },
    { ...KEY, ...FORWARDER, addExtension: true },
    { ...AGENT, extensionLayerArn: LAYER },
    { ...FORWARDER, ...KEY, llmObsEnabled: true, llmObsMlApp: 'shop' },
    { ...FORWARDER, llmObsEnabled: true, llmObsMlApp: 'shop', llmObsAgentlessEnabled: false },
    { ...KEY, nodeLayerVersion: 1, pythonLayerArn: LAYER },
    { ...KEY, datadogAppSecMode: 'on' },
    { ...KEY, datadogAppSecMode: 'on', enableDatadogASM: false },
    { ...KEY, datadogAppSecMode: 'off', enableDatadogTracing: false },
    rules({ sample_rate: 0.5, service: 'a', name: 'b', resource: 'c', tags: { a: 'b' }, provenance: 'customer' }),
    { ...KEY, spanSamplingRules: '[{"sample_rate":1,"max_per_second":5}]' },
    { ...KEY, spanSamplingRules: '[{"service":"shop"}]' },
    rules({ sample_rate: 0 }),
    { ...KEY, traceSamplingRules: '[]' },
    { enabled: false },
  ])('%j', (values) => {
    expect(findings(values)).toEqual([]);
  });
});

describe('there is an objection to', () => {
  test.each<[object, string[]]>([
    [{}, ['option-missing']],
    [{ addExtension: true, ...FORWARDER }, ['option-missing']],
    [{ extensionLayerVersion: 90 }, ['option-missing']],
    [{ extensionLayerArn: LAYER }, ['option-missing']],
    [{ ...FORWARDER, flushMetricsToLogs: false }, ['option-missing']],
    [{ ...FORWARDER, llmObsEnabled: true, llmObsMlApp: 'shop' }, ['option-missing']],
    [{ ...FORWARDER, flushMetricsToLogs: false, apiKeySsmArn: 'key' }, ['option-missing']],
    [{ addExtension: false }, ['destination-missing']],
    [{ apiKey: '0123456789abcdef0123456789abcdef' }, ['key-in-plain-text']],
    [{ apiKmsKey: 'x' }, ['kms-key-missing']],
    [{ ...KEY, apiKey: '0123456789abcdef0123456789abcdef' }, ['options-conflict', 'key-in-plain-text']],
    [{ ...AGENT, agentHost: 'a' }, ['options-conflict']],
    [{ ...AGENT, traceAgentPort: 1 }, ['options-conflict']],
    [{ ...KEY, traceAgentPort: 1 }, ['option-missing']],
    [{ ...KEY, traceSampleRate: 1, traceSamplingRules: '[]' }, ['options-conflict']],
    ...['node', 'python', 'java', 'dotnet', 'ruby', 'extension'].map((layer): [object, string[]] => [
      { ...KEY, [`${layer}LayerVersion`]: 1, [`${layer}LayerArn`]: LAYER },
      ['options-conflict'],
    ]),
    [{ ...KEY, datadogAppSecMode: 'on', enableDatadogASM: true }, ['options-conflict']],
    [{ ...KEY, datadogAppSecMode: 'on', enableDatadogTracing: false }, ['options-conflict']],
    [{ ...KEY, enableDatadogASM: true, enableDatadogTracing: false }, ['options-conflict']],
    [{ ...FORWARDER, datadogAppSecMode: 'tracer' }, ['option-missing']],
    [{ ...KEY, llmObsEnabled: true }, ['option-missing']],
    [{ ...KEY, createForwarderPermissions: true }, ['option-missing']],
    [{ ...FORWARDER, logRetentionInDays: 30 }, []],
    [{ ...FORWARDER, logRetentionInDays: 30, logGroups: 'existing' }, ['option-without-effect']],
    [{ ...FORWARDER, logRetentionInDays: 31 }, ['option-invalid']],
    [{ ...KEY, traceSamplingRules: '[{' }, ['option-invalid']],
    ...['sometimes', 'end,', 'end,0', 'periodically', 'continuously,1.5', 'default,5'].map(
      (flushStrategy): [object, string[]] => [{ ...KEY, flushStrategy }, ['option-invalid']],
    ),
    ...['default', 'end', 'end,100', 'periodically,60000', 'continuously,1'].map(
      (flushStrategy): [object, string[]] => [{ ...KEY, flushStrategy }, []],
    ),
    [{ orgUuid: UUID }, []],
    [{ orgUuid: 'an organization' }, ['option-invalid']],
    [{ ...KEY, orgUuid: UUID }, ['options-conflict']],
    [{ orgUuid: UUID, extensionLayerVersion: 95 }, ['options-conflict']],
    [{ orgUuid: UUID, extensionLayerVersion: 96 }, []],
    [{ ...FORWARDER, orgUuid: UUID, flushMetricsToLogs: false }, ['option-missing']],
    [{ ...KEY, filterTagsReject: 'env:test http.route:/health' }, []],
    [{ ...KEY, filterTagsRegexRequire: 'test' }, ['option-invalid']],
    [{ ...KEY, replaceTags: '[{"name":"*","pattern":"a","repl":"b"}]' }, []],
    [{ ...KEY, replaceTags: '[{"name":"*","pattern":"a"}]' }, ['option-invalid']],
    [{ ...KEY, replaceTags: '[{"name":"*","pattern":"a","repl":1}]' }, ['option-invalid']],
    [{ ...KEY, replaceTags: '{"name":"*"}' }, ['option-invalid']],
    [{ ...KEY, logsProcessingRules: '[{"type":"mask_sequences","name":"a","pattern":"b"}]' }, []],
    [{ ...KEY, logsProcessingRules: '[{"type":"mask","name":"a","pattern":"b"}]' }, ['option-invalid']],
    [{ ...KEY, logsProcessingRules: '[{"type":"exclude_at_match","name":"a"}]' }, ['option-invalid']],
    [{ ...KEY, proxyHttps: 'proxy.example.com:3128' }, ['option-invalid']],
    [{ ...KEY, spanSamplingRules: '[1]' }, ['option-invalid']],
    [{ ...KEY, spanSamplingRules: '[{"resource":"a"}]' }, ['option-invalid']],
    [{ ...KEY, spanSamplingRules: '[{"sample_rate":2}]' }, ['option-invalid']],
    [{ ...KEY, traceSamplingRules: '[[]]' }, ['option-invalid']],
    [{ ...KEY, traceSamplingRules: '[null]' }, ['option-invalid']],
    [{ ...KEY, traceSamplingRules: ' ["sample_rate"] ' }, ['option-invalid']],
    [rules({ sample_rate: 1, max_per_second: 5 }), ['option-invalid']],
    [rules({ sample_rate: -0.1 }), ['option-invalid']],
    [rules({}), ['option-invalid']],
    [rules({ sample_rate: 2 }), ['option-invalid']],
    [rules({ sample_rate: '1' }), ['option-invalid']],
    [rules({ sample_rate: 1, servce: 'a' }), ['option-invalid']],
    [
      { addExtension: false, traceAgentPort: 1, createForwarderPermissions: true },
      ['destination-missing', 'option-missing', 'option-missing'],
    ],
  ])('%j: %j', (values, expected) => {
    expect(codes(values)).toEqual(expected);
  });
});

test('a wrong rule is reported with its number and its key', () => {
  const [found] = findings({ ...KEY, traceSamplingRules: '[{"sample_rate":1},{"sample_rate":1,"servce":"a"}]' });
  expect(found?.details.given).toBe('the key "servce" in rule 1');
});

test('an objection to an option names where the option was set', () => {
  const { findings: found } = configure(
    'datadog',
    { source: 'the function', values: { traceAgentPort: 1 } },
    { source: 'all functions', values: { apiKey: '0123456789abcdef0123456789abcdef' } },
  );
  expect(found.map(({ code, subject }) => [code, subject])).toEqual([
    ['key-in-plain-text', 'all functions'],
    ['option-missing', 'the function'],
  ]);
});

test('no finding repeats a key', () => {
  const given = findings({ apiKey: '0123456789abcdef0123456789abcdef', apiKmsKey: 'cd0123456789', ...KEY });
  expect(JSON.stringify(given)).not.toContain('0123456789"');
  expect(given.length).toBeGreaterThan(1);
});
