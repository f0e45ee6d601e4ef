/** Which functions of a SAM application esbuild bundles so that OpenTelemetry cannot wrap them, and how they are recognized. */
import { FOOTER } from '../../../src/core/bundle';
import { sentence } from '../../../src/core/finding';
import { tracerOf } from '../../../src/providers/tracer';
import { transform, untransform } from '../../../src/surfaces/template';

const template = (Metadata: unknown, properties: object = {}) => ({
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    F: {
      Type: 'AWS::Serverless::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'app.handler', CodeUri: 'src/', ...properties },
      ...(Metadata === undefined ? {} : { Metadata }),
    },
  },
});
const esbuild = (BuildProperties?: object) => ({
  BuildMethod: 'esbuild',
  ...(BuildProperties === undefined ? {} : { BuildProperties }),
});
const GIVEN = {
  opentelemetry: { otlpEndpoint: 'https://otlp.example.com' },
  datadog: { agentUrl: 'http://127.0.0.1:9529' },
} as const;
const traced = (given: object, provider: keyof typeof GIVEN = 'opentelemetry', values: object = {}) =>
  transform(given, {
    tracer: tracerOf(provider),
    overrides: [{ source: 'the options', values: { ...GIVEN[provider], ...values } }],
    deployment: { region: 'us-east-1' },
  });

describe('a function of Node.js that SAM has esbuild make CommonJS of', () => {
  test.each<[string, object | undefined]>([
    ['without settings', undefined],
    ['with others', { Minify: true, EntryPoints: ['app.ts'], External: ['pg'] }],
    ['by name', { Format: 'cjs' }],
    ['with another footer', { Footer: ['js=//end'] }],
  ])('is not changed, and the setting that fixes it is reported: %s', (_title, properties) => {
    const given = template(esbuild(properties));
    const { template: after, findings } = traced(given);
    expect(after).toEqual(given);
    expect(findings).toMatchObject([{ code: 'bundle-getters', subject: 'F' }]);
    expect(findings.map(sentence)).toEqual([expect.stringContaining(`Footer: ["js=${FOOTER}"]`)]);
  });

  test.each(['application-signals', 'adot'])('is also left unchanged with %s', (distribution) => {
    const { findings } = traced(template(esbuild()), 'opentelemetry', { distribution, otlpEndpoint: undefined });
    expect(findings.map(({ code }) => code)).toEqual(['bundle-getters']);
  });
});

test.each<[string, object | undefined, object]>([
  ['with the footer', esbuild({ Footer: [`js=${FOOTER}`] }), {}],
  [
    'with the footer behind another',
    esbuild({ Footer: ['css=/**/', 'js=module.exports = { ...module.exports }'] }),
    {},
  ],
  ['as an ES module', esbuild({ Format: 'esm', OutExtension: ['.js=.mjs'] }), {}],
  ['without a build', undefined, {}],
  ['by a makefile', { BuildMethod: 'makefile' }, {}],
  ['in Python, whatever its build says', esbuild(), { Runtime: 'python3.13' }],
])('a function is traced %s', (_title, metadata, properties) => {
  const given = template(metadata, properties);
  const { template: after, findings } = traced(given);
  expect(findings).toEqual([]);
  expect(after.Resources.F.Properties.Layers).toHaveLength(1);
  expect(untransform(after).template).toEqual(given);
});

test('Datadog traces it without the setting, because its handler wraps the original', () => {
  const { template: after } = traced(template(esbuild()), 'datadog');
  expect(after.Resources.F.Properties.Handler).toMatch(/datadog-lambda-js/);
});

test('two functions of one kind, of which only one is bundled this way, are distinguished', () => {
  const [one, other] = [template(esbuild()), template(undefined)];
  const { template: after } = traced({ ...one, Resources: { F: one.Resources.F, G: other.Resources.F } });
  expect(after.Resources.F.Properties).not.toHaveProperty('Layers');
  expect(after.Resources.G.Properties.Layers).toHaveLength(1);
});
