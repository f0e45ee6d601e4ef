/** Sections of the configuration file hold for single functions of a template, in `transform` and in `preview`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command as preview } from '../../../src/cli/commands/preview';
import { chosen } from '../../../src/cli/preview/choose';
import { readSource } from '../../../src/cli/text-edits/source';
import { tracelayer } from '../harness';

const FUNCTION = { Type: 'AWS::Lambda::Function' };
const PROPERTIES = { Runtime: 'python3.13', Handler: 'a.b' };
const TEMPLATE = {
  Mappings: {
    Datadog: { Parameters: { env: 'mapping' } },
    OpenTelemetry: { Parameters: { env: 'mapping' } },
  },
  Resources: {
    Named: { ...FUNCTION, Properties: { ...PROPERTIES, FunctionName: 'api-orders' } },
    Pattern: { ...FUNCTION, Properties: { ...PROPERTIES, FunctionName: 'api-payments' } },
    Worker: { ...FUNCTION, Metadata: { 'aws:cdk:path': 'Shop/Jobs/Worker/Resource' }, Properties: PROPERTIES },
    Off: { ...FUNCTION, Properties: PROPERTIES },
    Other: { ...FUNCTION, Properties: PROPERTIES },
    Meta: {
      ...FUNCTION,
      Metadata: { Datadog: { service: 'metadata' }, OpenTelemetry: { service: 'metadata' } },
      Properties: PROPERTIES,
    },
  },
};
const SECTIONS = {
  'api-*': { service: 'pattern', env: 'section' },
  'api-orders': { service: 'name' },
  'Jobs/Worker': { service: 'path' },
  Off: { enabled: false },
  Meta: { service: 'section' },
};

const ROWS = [
  {
    provider: 'datadog',
    options: { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd' },
    serviceIn: ({ DD_SERVICE }: any = {}) => DD_SERVICE,
    envIn: ({ DD_ENV }: any = {}) => DD_ENV,
  },
  {
    provider: 'opentelemetry',
    options: { otlpEndpoint: 'https://otlp.example.com' },
    serviceIn: ({ OTEL_SERVICE_NAME }: any = {}) => OTEL_SERVICE_NAME,
    envIn: ({ OTEL_RESOURCE_ATTRIBUTES = '' }: any = {}) =>
      /deployment\.environment(?:\.name)?=([^,]*)/.exec(OTEL_RESOURCE_ATTRIBUTES)?.[1],
  },
];

const read = (folder: string) => readFileSync(join(folder, 't.json'), 'utf8');
const filesWith = (provider: string, config: object) => ({
  't.json': JSON.stringify(TEMPLATE),
  'c.json': JSON.stringify({ provider, ...config }),
});

describe.each(ROWS)('sections of the configuration file with $provider', ({ provider, options, serviceIn, envIn }) => {
  const config = { ...options, service: 'file', functions: SECTIONS };

  test('give `transform` the options of each function', async () => {
    const { code, folder } = await tracelayer('transform t.json --config c.json --write', {
      files: filesWith(provider, config),
    });
    expect(code).toBe(0);
    const { Resources } = readSource(read(folder)).value;
    const variables = (id: string) => Resources[id].Properties.Environment?.Variables;
    expect(Object.keys(Resources).map((id) => [id, serviceIn(variables(id))])).toEqual([
      ['Named', 'name'],
      ['Pattern', 'pattern'],
      ['Worker', 'path'],
      ['Off', undefined],
      ['Other', 'file'],
      ['Meta', 'metadata'],
    ]);
    expect(Resources.Off).toEqual(TEMPLATE.Resources.Off);
    // A section is about one function, so it comes before the mapping, which is about all of them.
    expect([envIn(variables('Pattern')), envIn(variables('Other'))]).toEqual(['section', 'mapping']);
  });

  test('come behind the command line', async () => {
    const { folder } = await tracelayer('transform t.json --config c.json --write --service line', {
      files: filesWith(provider, config),
    });
    const { Resources } = readSource(read(folder)).value;
    expect(serviceIn(Resources.Named.Properties.Environment.Variables)).toBe('line');
  });

  test('give `preview` the options of each function', async () => {
    const { folder } = await tracelayer('env --config c.json', { files: filesWith(provider, config) });
    const call: any = {
      operands: ['t.json'],
      flags: { config: 'c.json' },
      options: {},
      host: { folder, variables: {}, hide: () => undefined },
    };
    const found = chosen(call, preview.flags, { region: 'us-east-1' });
    const services = found.functions.map(({ fn }) => [fn.name, serviceIn(fn.environment)]);
    expect(services).toEqual([
      ['api-orders', 'name'],
      ['api-payments', 'pattern'],
      ['Worker', 'path'],
      ['Off', undefined],
      ['Other', 'file'],
      ['Meta', 'metadata'],
    ]);
  });

  test('are checked before anything is changed, also where they match no function', async () => {
    const wrong = { ...options, functions: { Nowhere: { servcie: 'x' }, Named: { tags: 3 } } };
    const files = filesWith(provider, wrong);
    const { code, err, folder } = await tracelayer('transform t.json --config c.json --write', { files });
    expect(code).toBe(2);
    expect(err).toContain('c.json, functions.Nowhere: There is no option `servcie`');
    expect(err).toContain('c.json, functions.Named: `tags`');
    expect(read(folder)).toBe(files['t.json']);
  });

  test('that match no function of any file are reported once', async () => {
    const files = filesWith(provider, { ...options, functions: { Othr: {}, Other: {} } });
    const { code, err } = await tracelayer('transform t.json u.json --config c.json', {
      files: { ...files, 'u.json': files['t.json'] },
    });
    expect([code, err.match(/Othr/g)?.length]).toEqual([0, 1]);
    expect(err).toContain('Did you mean "Other"');
  });
});
