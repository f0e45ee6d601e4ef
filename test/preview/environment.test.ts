import type { LambdaFunction } from '../../src/preview/function';
import { lambdaHandler } from '../../src/preview/function';
import { portsOf } from '../../src/preview/sandbox/endpoints';
import { environmentFor } from '../../src/preview/sandbox/environment';
import { overridesFor, withOverrides } from '../../src/preview/sandbox/overrides';

const PLACE = { runtimeApi: '127.0.0.1:1', runtimeDir: '/runtime', runtimeVariables: { PYTHONPATH: '/opt/python' } };
const EXTENSION = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension-ARM:99';

function fn(environment: Record<string, string>, layers: string[] = [EXTENSION]): LambdaFunction {
  return { name: 'My-Fn', handler: 'app.handler', runtime: 'python3.12', layers, environment, codeDir: '/code' };
}

describe('the environment of a function', () => {
  test('is its own, with what the runtime sets behind it and what Lambda reserves before it', () => {
    const environment = environmentFor(fn({ PYTHONPATH: 'mine', LAMBDA_TASK_ROOT: 'not mine' }), PLACE);
    expect(environment).toMatchObject({
      PYTHONPATH: 'mine',
      LAMBDA_TASK_ROOT: '/code',
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1',
    });
  });

  test("names the handler of the image's command where there is one", () => {
    expect(lambdaHandler({ ...fn({}), command: ['other.handler'] })).toBe('other.handler');
    expect(lambdaHandler(fn({}))).toBe('app.handler');
  });

  test("has no account's credentials", () => {
    expect(environmentFor(fn({ AWS_ACCESS_KEY_ID: 'AKIA' }), PLACE)).toMatchObject({ AWS_ACCESS_KEY_ID: 'preview' });
  });
});

describe('what a preview replaces', () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['a key', { DD_API_KEY: 'real' }, { DD_API_KEY: 'preview' }],
    ["a key's secret", { DD_API_KEY_SECRET_ARN: 'arn' }, { DD_API_KEY: 'preview' }],
    [
      'an agent elsewhere',
      { DD_TRACE_AGENT_URL: 'https://agent.example:9529/x' },
      { DD_TRACE_AGENT_URL: 'http://127.0.0.1:9529/x' },
    ],
    [
      'a collector elsewhere',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://api.example' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' },
    ],
    [
      'a collector of metrics elsewhere',
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://api.example/v1/metrics' },
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:4318/v1/metrics' },
    ],
    [
      'headers with a key',
      { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=real' },
      { OTEL_EXPORTER_OTLP_HEADERS: 'preview=preview' },
    ],
    ["an agent's host elsewhere", { DD_AGENT_HOST: 'agent.example' }, { DD_AGENT_HOST: '127.0.0.1' }],
  ])('%s', (_title, given, wanted) => {
    expect(withOverrides(fn(given))).toEqual(wanted);
    expect(overridesFor(fn(given)).every(({ why }) => why.length > 0)).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['an agent here', { DD_TRACE_AGENT_URL: 'http://127.0.0.1:9529' }],
    ['an agent here, by name', { DD_TRACE_AGENT_URL: 'http://localhost:8126', DD_AGENT_HOST: 'localhost' }],
    ["an agent's socket", { DD_TRACE_AGENT_URL: 'unix:///var/run/agent.sock' }],
    ['anything else', { DD_SERVICE: 'orders', MINE: 'https://example.com' }],
  ])('is not %s', (_title, given) => {
    expect(withOverrides(fn(given))).toEqual(given);
    expect(overridesFor(fn(given))).toEqual([]);
  });

  test('metrics are printed where no extension takes them', () => {
    const given = { DD_LAMBDA_HANDLER: 'app.handler' };
    expect(withOverrides(fn(given, []))).toEqual({ ...given, DD_FLUSH_TO_LOG: 'true' });
    expect(withOverrides(fn(given))).toEqual(given);
  });
});

test.each<[string, Record<string, string>, number[]]>([
  ['the usual ones', {}, []],
  ['that of an agent by URL', { DD_TRACE_AGENT_URL: 'http://127.0.0.1:9529' }, [9529]],
  ['that of an agent by number', { DD_TRACE_AGENT_PORT: '9530' }, [9530]],
  ['no port that is none', { DD_TRACE_AGENT_PORT: 'x' }, []],
  ['that of a collector', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9531/otel/v1/traces' }, [9531]],
])('the ports to listen on are %s', (_title, environment, more) => {
  expect(portsOf(environment)).toEqual([8126, 8124, 4318, ...more]);
});
