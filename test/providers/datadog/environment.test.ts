/** Every option with a variable ends up in a recipe, and none where nothing reads it. */
import { isRefusal, type Recipe } from '../../../src/core/recipe';
import { FAMILIES, type Family } from '../../../src/core/runtime';
import type { Target } from '../../../src/core/state';
import { valueText } from '../../../src/core/value';
import type { OptionSpec, OptionTable } from '../../../src/options/spec';
import { configure, OPTIONS, PROVIDERS } from '../../../src/providers';
import { DEPRECATED_VARIABLES } from '../../../src/providers/datadog/hooks';

const RUNTIMES: Record<Family, string> = {
  nodejs: 'nodejs22.x',
  python: 'python3.13',
  java: 'java21',
  dotnet: 'dotnet8',
  ruby: 'ruby3.4',
  custom: 'provided.al2023',
};
const KEY = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog' };
const FORWARDER = { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:forwarder' };

function recipe(family: Family, values: object): Recipe {
  const target: Target = {
    packageType: 'Zip',
    runtime: RUNTIMES[family],
    architecture: 'arm64',
    region: 'us-east-1',
    partition: 'aws',
    account: '123456789012',
  };
  const { settings } = configure('datadog', { source: 'here', values: { ...values } });
  const made = PROVIDERS.datadog.recipe(settings, target);
  if (isRefusal(made)) throw new Error(JSON.stringify(made));
  return made;
}

const written = ({ environment }: Recipe) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, setting]) => [
      name,
      setting.rule === 'append'
        ? Object.entries(setting.pairs)
            .map(([key, value]) => key + setting.assign + valueText(value))
            .join()
        : valueText(setting.value),
    ]),
  );
const idle = ({ notes }: Recipe) =>
  notes.filter(({ code }) => code === 'option-without-effect').map(({ details }) => details.option);

/** A value of an option's type, and how it is written. */
const SAMPLES: Record<OptionSpec['type'], (spec: OptionSpec) => readonly [unknown, string]> = {
  string: ({ example, pattern }) => {
    const sample = example ?? /`([^`]+)`/.exec(pattern?.[1] ?? '')?.[1] ?? 'text';
    return [sample, sample];
  },
  boolean: () => [true, 'true'],
  number: ({ minimum = 0, maximum = 99 }) => [Math.min(maximum, minimum + 1), String(Math.min(maximum, minimum + 1))],
  enum: ({ values = [] }) => [values[0], values[0] ?? ''],
  list: () => ['a,b', 'a,b'],
  pairs: () => ['a:b,c:d:e', 'a:b,c:d:e'],
};

const table: OptionTable = OPTIONS.datadog.table;
const rows = Object.entries(table)
  .filter(([, spec]) => spec.variable !== undefined && spec.construct === undefined)
  .flatMap(([option, spec]) => FAMILIES.map((family) => ({ option, spec, family, variable: spec.variable ?? '' })));

test.each(rows)(
  '$option is the variable $variable in $family functions that read it',
  ({ option, spec, family, variable }) => {
    const [value, expected] = SAMPLES[spec.type](spec);
    const made = recipe(family, {
      ...(spec.group === 'key' ? {} : KEY),
      addExtension: true,
      ...needed(option),
      [option]: value,
    });
    const isRead = spec.families?.includes(family) ?? true;
    expect(idle(made).includes(option)).toBe(!isRead);
    if (isRead) expect(written(made)[variable]).toBe(expected);
    else expect(written(made)[variable]).toBeUndefined();
  },
);

/** Options of an agent take the destination away from the extension, without which some families are not traced. */
const needed = (option: string): object =>
  option === 'agentUrl' || option === 'agentHost' ? { redirectHandler: false } : {};

describe('what only the extension reads', () => {
  test.each(Object.entries(table).filter(([, spec]) => spec.destinations?.includes('extension')))(
    '%s is not written without it, and is reported',
    (option, spec) => {
      const [value] = SAMPLES[spec.type](spec);
      const made = recipe('custom', { ...FORWARDER, [option]: value });
      expect(idle(made)).toEqual([option]);
      expect(written(made)[spec.variable ?? '']).toBeUndefined();
    },
  );
});

describe('an option that is more than its variable', () => {
  test.each<[Family, object, Record<string, string>]>([
    ['python', { traceSampleRate: 0.2 }, { DD_TRACE_SAMPLING_RULES: '[{"sample_rate":0.2}]' }],
    ['nodejs', { traceSampleRate: 1 }, { DD_TRACE_SAMPLING_RULES: '[{"sample_rate":1}]' }],
    [
      'python',
      { disabledIntegrations: 'redis,aws-sdk', enabledIntegrations: 'fs' },
      { DD_TRACE_REDIS_ENABLED: 'false', DD_TRACE_AWS_SDK_ENABLED: 'false', DD_TRACE_FS_ENABLED: 'true' },
    ],
    [
      'java',
      { captureCloudServicePayload: true },
      { DD_TRACE_CLOUD_REQUEST_PAYLOAD_TAGGING: 'all', DD_TRACE_CLOUD_RESPONSE_PAYLOAD_TAGGING: 'all' },
    ],
    ['nodejs', { enableXrayTracing: true }, { DD_MERGE_XRAY_TRACES: 'true' }],
    ['nodejs', { lambdaFips: true }, { DD_LAMBDA_FIPS_MODE: 'true' }],
    ['nodejs', { lambdaFips: false }, { DD_LAMBDA_FIPS_MODE: 'false' }],
    ['nodejs', { injectLogContext: true }, { DD_LOGS_INJECTION: 'true' }],
    ['nodejs', { tags: 'a:b', gitCommitSha: '0123abc' }, { DD_TAGS: 'a:b,git.commit.sha:0123abc' }],
    [
      'nodejs',
      { gitData: '0123abc,git@github.com:shop/shop.git' },
      { DD_TAGS: 'git.commit.sha:0123abc,git.repository_url:https://github.com/shop/shop.git' },
    ],
    ['nodejs', { gitData: '0123abc' }, { DD_TAGS: 'git.commit.sha:0123abc' }],
    ['nodejs', { gitCommitSha: '0123abc', gitRepositoryUrl: '/srv/shop' }, { DD_TAGS: 'git.commit.sha:0123abc' }],
    [
      'python',
      { ...FORWARDER, apiKey: '0123456789abcdef0123456789abcdef', flushMetricsToLogs: false, site: 'datadoghq.eu' },
      { DD_SITE: 'datadoghq.eu', DD_FLUSH_TO_LOG: 'false' },
    ],
    [
      'python',
      { ...FORWARDER, llmObsEnabled: true },
      { DD_LLMOBS_ENABLED: 'true', DD_LLMOBS_AGENTLESS_ENABLED: 'true' },
    ],
    [
      'python',
      { ...FORWARDER, llmObsEnabled: true, llmObsAgentlessEnabled: false },
      { DD_LLMOBS_AGENTLESS_ENABLED: 'false' },
    ],
    ['nodejs', { agentUrl: 'http://127.0.0.1:9529' }, { DD_TRACE_EXPERIMENTAL_EXPORTER: 'agent' }],
  ])('in %s functions: %j', (family, options, expected) => {
    const isAway = 'forwarderArn' in options || 'agentUrl' in options;
    expect(written(recipe(family, { ...(isAway ? {} : KEY), ...options }))).toMatchObject(expected);
  });

  test.each<[Family, object, string]>([
    ['java', { lambdaFips: true }, 'DD_LAMBDA_FIPS_MODE'],
    ['nodejs', { captureCloudServicePayload: false }, 'DD_TRACE_CLOUD_REQUEST_PAYLOAD_TAGGING'],
    ['nodejs', { enableXrayTracing: false }, 'DD_MERGE_XRAY_TRACES'],
    ['nodejs', { llmObsEnabled: true }, 'DD_LLMOBS_AGENTLESS_ENABLED'],
    ['nodejs', {}, 'DD_TAGS'],
    ['nodejs', {}, 'DD_FLUSH_TO_LOG'],
    ['nodejs', { ...FORWARDER, site: 'datadoghq.eu' }, 'DD_SITE'],
    ['ruby', FORWARDER, 'DD_FLUSH_TO_LOG'],
  ])('in %s functions, %j writes no %s', (family, options, variable) => {
    expect(
      written(recipe(family, { ...('forwarderArn' in options ? {} : KEY), ...options }))[variable],
    ).toBeUndefined();
  });
});

describe('a variable that the tracer no longer reads', () => {
  test('is none that an option writes', () => {
    for (const family of FAMILIES) {
      const live = Object.values(table)
        .filter((spec) => spec.families?.includes(family) ?? true)
        .map(({ variable }) => variable);
      for (const dead of Object.keys(DEPRECATED_VARIABLES[family])) expect(live).not.toContain(dead);
    }
  });

  test.each<[Family, string]>([
    ...['DATADOG_TRACE_ENABLED', 'DATADOG_ENV', 'DATADOG_TRACE_DEBUG', 'DATADOG_SERVICE_NAME', 'DATADOG_PATCH_MODULES']
      .concat(['DATADOG_TRACE_AGENT_PORT', 'DATADOG_PRIORITY_SAMPLING', 'DD_PATCH_MODULES', 'DD_TRACE_SAMPLE_RATE'])
      .concat(['DD_RUNTIME_METRICS_ENABLED', 'DD_SERVICE_NAME', 'DD_APM_RECEIVER_SOCKET', 'DD_*_ANALYTICS_ENABLED'])
      .map((name): [Family, string] => ['python', name]),
    ...['DD_AGENT_PORT', 'DD_PATCH_MODULES', 'DATADOG_ENV'].map((name): [Family, string] => ['nodejs', name]),
  ])('in %s functions is reported with its replacement: %s', (family, name) => {
    expect(DEPRECATED_VARIABLES[family][name]).toMatch(/^(rename it to|write|remove it:) /);
  });

  test.each<[Family, string]>([
    ['nodejs', 'DD_SERVICE_NAME'],
    ['nodejs', 'DD_TRACE_SAMPLE_RATE'],
    ['python', 'DD_AGENT_PORT'],
    ['python', 'DD_TRACE_AGENT_HOSTNAME'],
  ])('lives on where it is still read: %s, %s', (family, name) => {
    expect(DEPRECATED_VARIABLES[family][name]).toBeUndefined();
  });
});
