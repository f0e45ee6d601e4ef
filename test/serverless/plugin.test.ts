/** The parts of the plugin that need no framework to run. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { about, note } from '../../src/core/finding';
import type { OptionSpec } from '../../src/options/spec';
import { OPTIONS } from '../../src/providers';
import { leaveOut } from '../../src/serverless/bundlers';
import type { Framework } from '../../src/serverless/framework';

import Plugin = require('../../src/serverless/index');

import { providerOptions, serviceOptions } from '../../src/serverless/options';
import { addOutputs } from '../../src/serverless/outputs';
import { report } from '../../src/serverless/report';
import { SECRET } from './services';

const KEY = '0123456789abcdef0123456789abcdef';

const naming = {
  getLambdaLogicalId: (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`,
  getApiGatewayLogGroupLogicalId: () => 'ApiGatewayLogGroup',
  getHttpApiLogGroupLogicalId: () => 'HttpApiLogGroup',
  getWebsocketsLogGroupLogicalId: () => 'WebsocketsLogGroup',
  getRestApiLogicalId: () => 'ApiGatewayRestApi',
  getWebsocketsApiLogicalId: () => 'WebsocketsApi',
};

/** A framework that answers what is asked of it before packaging. */
function framework(configuration: Record<string, any> = {}, changes: Partial<Framework> = {}) {
  const extended: Record<string, unknown> = {};
  const schemas: object[] = [];
  const fake: Framework = {
    service: {
      service: 'shop',
      provider: { name: 'aws' },
      functions: { app: { handler: 'app.handler' } },
      custom: { datadog: { apiKeySecretArn: SECRET } },
      ...configuration,
    },
    configurationInput: configuration,
    configSchemaHandler: {
      defineCustomProperties: (schema) => void schemas.push(schema),
      defineFunctionProperties: (_provider, schema) => void schemas.push(schema),
    },
    classes: { Error: class extends Error {} as never },
    getProvider: () =>
      ({
        getRegion: () => 'us-east-1',
        getStage: () => 'dev',
        getRuntime: (own?: string) => own ?? 'nodejs22.x',
        naming,
      }) as never,
    extendConfiguration: (path, value) => {
      extended[path.join('.')] = value;
    },
    ...changes,
  };
  return { fake, extended, schemas };
}

const lines: { notice: string[]; warning: string[]; info: string[] } = { notice: [], warning: [], info: [] };
const log = {
  notice: (text: string) => void lines.notice.push(text),
  warning: (text: string) => void lines.warning.push(text),
  info: (text: string) => void lines.info.push(text),
};
beforeEach(() => {
  lines.notice = [];
  lines.warning = [];
  lines.info = [];
});
const plugin = (fake: Framework) => new Plugin(fake, {}, { log });

describe('the plugin', () => {
  test('does its work at three moments, and at none of commands that run functions here', () => {
    expect(Object.keys(plugin(framework().fake).hooks).sort()).toEqual([
      'after:deploy:function:packageFunction',
      'aws:package:finalize:mergeCustomProviderResources',
      'before:package:compileFunctions',
    ]);
  });

  test('declares what users may write, and refuses everything else', () => {
    const { fake, schemas } = framework();
    plugin(fake);
    expect(schemas).toHaveLength(2);
    for (const schema of schemas as any[])
      for (const { anyOf } of Object.values<any>(schema.properties))
        expect(anyOf).toEqual([
          expect.objectContaining({ type: 'object', additionalProperties: false }),
          { type: 'boolean' },
        ]);
  });

  test.each([
    ['help', { isHelpRequest: true, commands: ['package'] }],
    ['the installation of plugins', { commands: ['plugin', 'uninstall'] }],
  ])('ignores %s with any configuration', (_, processedInput) => {
    const { fake } = framework({ custom: { datadog: { addExtention: true } } }, { processedInput });
    expect(() => plugin(fake)).not.toThrow();
  });

  test('leaves values alone that are still to be resolved, and not their names', () => {
    const { fake } = framework({ custom: { datadog: { addLayers: '${plugin:a}', site: '${plugin:b}' } } });
    expect(() => plugin(fake)).not.toThrow();
    const misspelt = framework({ custom: { datadog: { sitte: '${plugin:b}' } } });
    expect(() => plugin(misspelt.fake)).toThrow('Did you mean `site`?');
  });

  test('refuses what only a construct can be', () => {
    const { fake } = framework({ custom: { datadog: { apiKeySecret: SECRET } } });
    expect(() => plugin(fake)).toThrow('There is no option `apiKeySecret`. Did you mean `apiKeySecretArn`?');
  });

  test('does nothing in a service of another cloud', () => {
    const { fake, schemas } = framework({ provider: { name: 'google' }, custom: { datadog: { typo: 1 } } });
    expect(plugin(fake).hooks).toEqual({});
    expect(schemas).toEqual([]);
    expect(lines.warning).toEqual([expect.stringMatching(/^the service: The provider of the service is google/)]);
  });
});

describe('with serverless-plugin-datadog in the same service, the plugin', () => {
  const plugins = ['serverless-plugin-datadog', 'serverless-plugin-tracelayer'];

  test('leaves every function as it was, with one warning', () => {
    const { fake, schemas } = framework({ plugins, custom: { datadog: { apiKeySecretArn: SECRET, monitors: [] } } });
    expect(plugin(fake).hooks).toEqual({});
    expect(schemas).toHaveLength(2);
    expect(lines.warning).toEqual([expect.stringContaining('serverless-plugin-datadog is in `plugins` too')]);
  });

  test('stops where the options are strict', () => {
    const { fake } = framework({ plugins, custom: { datadog: { apiKeySecretArn: SECRET, strict: true } } });
    expect(() => plugin(fake)).toThrow('serverless-plugin-datadog');
  });
});

describe('what became of the functions', () => {
  const OWN_WRAPPER = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/own' };
  const functions = () => ({
    app: { handler: 'app.handler' },
    java: { handler: 'app.Handler', runtime: 'java21', environment: OWN_WRAPPER },
    ruby: { handler: 'app.handler', runtime: 'ruby3.4' },
    off: { handler: 'app.handler', datadog: false },
  });
  function packaged(custom: object, changes: object = {}) {
    const { fake } = framework({
      provider: { name: 'aws', compiledCloudFormationTemplate: { Resources: {} } },
      functions: functions(),
      custom: { datadog: { apiKeySecretArn: SECRET, ...custom } },
      ...changes,
    });
    const { hooks } = plugin(fake);
    hooks['before:package:compileFunctions']?.();
    hooks['aws:package:finalize:mergeCustomProviderResources']?.();
    return fake.service.functions as unknown as ReturnType<typeof functions>;
  }

  test('is one line at the end', () => {
    const { java, app } = packaged({});
    expect(java).toEqual(functions().java);
    expect(app.handler).not.toBe('app.handler');
    expect(lines.notice).toEqual(['tracelayer: 1 traced, 1 needs code, 1 not traced, 1 not selected']);
    expect(lines.warning).toEqual([
      expect.stringMatching(/^functions\.java: .*AWS_LAMBDA_EXEC_WRAPPER/),
      expect.stringMatching(/^functions\.ruby: /),
    ]);
  });

  test('counts a function whose log group takes no more filters as one with something pending', () => {
    const group = '/aws/lambda/shop-dev-app';
    const filter = (DestinationArn: string) => ({
      Type: 'AWS::Logs::SubscriptionFilter',
      Properties: { LogGroupName: { Ref: 'AppLogGroup' }, FilterPattern: '', DestinationArn },
    });
    const forwarderArn = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder';
    const compiledCloudFormationTemplate = {
      Resources: {
        AppLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: group } },
        First: filter('arn:aws:lambda:us-east-1:123456789012:function:first'),
        Second: filter('arn:aws:lambda:us-east-1:123456789012:function:second'),
        AppLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop-dev-app' } },
        ApiLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop-dev-api' } },
      },
    };
    packaged(
      { apiKeySecretArn: undefined, forwarderArn },
      {
        provider: { name: 'aws', compiledCloudFormationTemplate },
        functions: { ...functions(), api: { handler: 'app.handler' } },
      },
    );
    expect(lines.notice).toEqual([
      'tracelayer: 2 traced (1 with something pending), 1 needs code, 1 not traced, 1 not selected',
    ]);
  });

  test('is an error where a function cannot be traced and the options are strict, before anything is changed', () => {
    const given = functions();
    expect(() => packaged({ strict: true }, { functions: given })).toThrow(/^functions\.java: /);
    expect(given).toEqual(functions());
  });

  test('is strict for one function only, if only that one is', () => {
    const { app, java } = functions();
    const strict = { app: { ...app, datadog: { strict: true } }, java };
    expect(() => packaged({}, { functions: strict })).not.toThrow();
    expect(() => packaged({}, { functions: { app, java: { ...java, datadog: { strict: true } } } })).toThrow('java');
  });

  test('is reported only where it is not acknowledged, and counts as before', () => {
    packaged({ acknowledge: ['code-needed', 'setting-conflict'] });
    expect(lines.warning).toEqual([]);
    expect(lines.notice).toEqual(['tracelayer: 1 traced, 1 needs code, 1 not traced, 1 not selected']);
  });

  test.each([
    ['the key', 'app'],
    ['the full name', 'shop-dev-app'],
    ['the logical id', 'AppLambdaFunction'],
  ])('depends on patterns of %s', (_title, pattern) => {
    const given = { app: { handler: 'a.b', name: 'shop-dev-app' }, api: { handler: 'a.b', name: 'shop-dev-api' } };
    const { app, api } = packaged({ exclude: [pattern] }, { functions: given }) as any;
    expect([app.handler, api.handler === 'a.b']).toEqual(['a.b', false]);
    expect(lines.warning).toEqual([]);
  });

  test('includes near names of a pattern that matches nothing', () => {
    packaged({ exclude: ['rubi'] });
    expect(lines.warning).toContainEqual(expect.stringMatching(/"rubi".*Did you mean "ruby"/));
  });

  test('is not reported if options have mistakes, which are all reported at once', () => {
    const wrong = { ...functions(), bad: { handler: 'a.b', datadog: { site: 'nowhere', tags: 1 } } };
    expect(() => packaged({ addLayers: 'perhaps' }, { functions: wrong })).toThrow(/addLayers[\s\S]*site[\s\S]*tags/);
  });

  test.each<[string, unknown, object]>([
    ['a text for a service', 'a-secret-key', {}],
    ['a list for a service', ['a-secret-key'], {}],
    ['a number for a service', 4711, {}],
    ['a text for a function', {}, { datadog: 'a-secret-key' }],
  ])(
    'is not reported if %s is in place of the options, a mistake whose value is never printed',
    (_title, datadog, fn) => {
      const { fake } = framework({ custom: { datadog }, functions: { app: { handler: 'a.b', ...fn } } });
      expect(() => plugin(fake)).toThrow(/must be a map of options, true, or false, but is /);
      expect(() => plugin(fake)).not.toThrow(/a-secret-key|4711/);
      // Known only later, where a variable stood there.
      const { findings } = serviceOptions(fake, {})('app', fn as Record<string, unknown>);
      expect(findings.map(({ code }) => code)).toContain('option-invalid');
    },
  );

  test('goes on with options that have no effect any more', () => {
    packaged({ monitors: [], stackName: 'a' }, { functions: { app: { handler: 'a.b' } } });
    expect(lines.warning).toEqual([expect.stringContaining('`monitors`')]);
    expect(lines.notice).toEqual(['tracelayer: 1 traced']);
  });
});

describe('two providers', () => {
  const datadog = { apiKeySecretArn: SECRET };
  const opentelemetry = { otlpEndpoint: 'https://otlp.example.com' };
  const both = { datadog, opentelemetry };
  const chosen = (custom: object, fn?: Record<string, unknown>) =>
    serviceOptions(framework({ custom }).fake, {})(fn && 'app', fn);
  const conflicts = ({ findings }: ReturnType<typeof chosen>) =>
    findings.filter(({ code }) => code === 'options-conflict').map(({ subject }) => subject);

  test.each<[string, object, Record<string, unknown> | undefined, string]>([
    ['the service', both, undefined, 'custom'],
    ['a function', {}, both, 'functions.app'],
    ['a function, whatever the service has', { datadog }, both, 'functions.app'],
  ])('for %s exclude each other', (_title, custom, fn, place) => {
    expect(conflicts(chosen(custom, fn))).toEqual([place]);
  });

  test.each<[string, object, Record<string, unknown> | undefined, string]>([
    ['of which a function chooses', both, { opentelemetry: { service: 'one' } }, 'opentelemetry'],
    ['one for the service and one for a function', { datadog }, { opentelemetry }, 'opentelemetry'],
    ['of which one is switched off', { datadog: { enabled: false }, opentelemetry }, undefined, 'opentelemetry'],
    ['of which one is `false`', { datadog: false, opentelemetry }, undefined, 'opentelemetry'],
    ['of which one is nothing', { datadog, opentelemetry: null }, undefined, 'datadog'],
  ])('are no conflict if only one of them is on: %s', (_title, custom, fn, name) => {
    const found = chosen(custom, fn);
    expect(conflicts(found)).toEqual([]);
    expect(found.name).toBe(name);
  });

  test('stop packaging before anything is changed', () => {
    const { fake } = framework({ custom: both });
    const hooks = plugin(fake).hooks;
    expect(() => hooks['before:package:compileFunctions']?.()).toThrow('exclude each other');
    expect(fake.service.functions).toEqual({ app: { handler: 'app.handler' } });
  });
});

describe('a service without options under `custom`', () => {
  const otel = { opentelemetry: { otlpEndpoint: 'https://otlp.example.com' } };
  const keyed = { datadog: { apiKeySecretArn: SECRET } };
  const left = { enabled: false };
  const of = (functions: Record<string, any>, variables = {}) => {
    const options = serviceOptions(framework({ custom: undefined, functions }).fake, variables);
    return Object.fromEntries(
      Object.entries(functions).map(([key, fn]) => {
        const { name, settings, findings } = options(key, fn);
        return [key, settings.enabled === false ? left : { name, codes: findings.map(({ code }) => code) }];
      }),
    );
  };
  const key = { DATADOG_API_KEY: KEY };
  const dd = (...codes: string[]) => ({ name: 'datadog', codes });

  test.each<[string, object, object, object]>([
    ['one function has OpenTelemetry', { a: otel, b: {} }, {}, { a: { name: 'opentelemetry', codes: [] }, b: left }],
    ['the same, with the key of a CI', { a: otel, b: {} }, key, { a: { name: 'opentelemetry', codes: [] }, b: left }],
    ['one function has Datadog', { a: keyed, b: {} }, {}, { a: dd(), b: left }],
    [
      'one function has Datadog, and the environment a key for all',
      { a: keyed, b: {} },
      key,
      { a: dd(), b: dd('key-in-plain-text') },
    ],
    ['no function has any', { a: {}, b: { datadog: false } }, {}, { a: dd('option-missing'), b: left }],
    ['no function has any, and the environment a key', { a: {} }, key, { a: dd('key-in-plain-text') }],
  ])('traces the selected functions: %s', (_title, functions, variables, wanted) => {
    expect(of(functions, variables)).toEqual(wanted);
  });
});

describe('the options', () => {
  const of = (configuration: object, variables = {}, key?: string, fn?: Record<string, unknown>) =>
    serviceOptions(framework(configuration).fake, variables)(key, fn).settings;

  test('of a function win over those of the service, which win over its name and stage', () => {
    const custom = { datadog: { service: 'all', env: 'prod', logLevel: 'info' } };
    expect(of({ custom }, {}, 'app', { datadog: { service: 'one' } })).toMatchObject({
      service: 'one',
      env: 'prod',
      logLevel: 'info',
    });
    expect(of({ custom: {} })).toMatchObject({ service: 'shop', env: 'dev' });
  });

  test('may have the key and the site from the environment, and nothing that a CI has for itself', () => {
    const variables = {
      DATADOG_API_KEY: KEY,
      DATADOG_SITE: 'datadoghq.eu',
      DD_ENV: 'ci',
      DD_TAGS: 'a:b',
      DD_GIT_COMMIT_SHA: 'c'.repeat(40),
    };
    expect(of({ custom: {} }, variables)).toEqual({ apiKey: KEY, site: 'datadoghq.eu', service: 'shop', env: 'dev' });
  });

  test.each<[string, object]>([
    ['an agent', { agentUrl: 'http://127.0.0.1:9529' }],
    ['an agent by its host', { agentHost: '127.0.0.1' }],
    ['the Forwarder', { forwarderArn: 'arn:aws:lambda:us-east-1:123456789012:function:forwarder' }],
    [
      'the Forwarder next to the extension',
      { forwarderArn: 'arn:aws:lambda:us-east-1:1:function:f', addExtension: true },
    ],
    ['nothing at all', { addExtension: false }],
    ['a key that is configured', { apiKeySecretArn: SECRET }],
    ['a key of another kind', { apiKeySsmArn: 'datadog-key' }],
  ])("take no key from a CI's variables if they have %s", (_title, datadog) => {
    const keys = { DATADOG_API_KEY: KEY, DATADOG_API_KEY_SECRET_ARN: `${SECRET}-ci`, DD_API_KEY: KEY };
    const given = of({ custom: { datadog } }, keys);
    expect(given).toEqual(of({ custom: { datadog } }));
    expect(of({ custom: {} }, keys, 'app', { datadog })).toEqual(given);
  });

  test('come from the variables that the documentation lists, and from no others', () => {
    const page = readFileSync(join(__dirname, '../../docs/serverless.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `(\w+)` \| `(\w+)` \|/gm)].map(([, name, option]) => `${name} ${option}`);
    const read = Object.entries(OPTIONS).flatMap(([provider, { table }]) =>
      Object.entries<OptionSpec>(table).flatMap(
        ([option, { processVariables = [], aliases = [], variable = '', values }]) =>
          [...processVariables, ...aliases, variable].flatMap((name) => {
            const custom = { [provider]: {} };
            const settings = of({ custom }, { [name]: values?.[0] ?? (option === 'apiKey' ? KEY : SECRET) });
            return JSON.stringify(settings) === JSON.stringify(of({ custom })) ? [] : [`${name} ${option}`];
          }),
      ),
    );
    expect(read.sort()).toEqual(listed.sort());
  });

  test('have one kind of key, that of the closest source', () => {
    const settings = of({ custom: { datadog: { apiKeySecretArn: SECRET, apiKey: null } } }, { DATADOG_API_KEY: KEY });
    expect(settings).toMatchObject({ apiKeySecretArn: SECRET });
    expect(settings).not.toHaveProperty('apiKey');
  });

  test.each([
    [false, { enabled: false }],
    ['false', { enabled: false }],
    [true, {}],
    [null, {}],
    [undefined, {}],
    [{ tags: { a: 'b' } }, { tags: { a: 'b' } }],
  ])('written as %j are %j', (raw, values) => {
    expect(providerOptions(raw)).toEqual(values);
  });

  test('may be known at deployment only, alone or in a map', () => {
    const late = { kind: 'native', text: '${Tag}', origin: { Ref: 'Tag' } };
    expect(providerOptions({ service: { Ref: 'Tag' }, tags: { a: { Ref: 'Tag' } } })).toMatchObject({
      service: late,
      tags: { a: late },
    });
  });
});

describe('a message', () => {
  const { fake } = framework();
  const warning = (subject: string) => about(subject, [note('runtime-missing')]);

  test('is reported once for all functions that it is about', () => {
    report(['a', 'b', 'a'].flatMap(warning), fake, log);
    expect(lines.warning).toHaveLength(1);
    expect(lines.warning[0]).toMatch(/^a, b: The function has neither/);
  });

  test('names some of many functions', () => {
    report(Array.from({ length: 10 }, (_, index) => warning(`f${index}`)).flat(), fake, log);
    expect(lines.warning[0]).toMatch(/^f0, f1, f2, f3, f4, f5, f6, f7 and 2 more: /);
  });

  test('stops the framework where something is wrong, all of it at once', () => {
    const errors = [
      ...about('a', [note('option-unknown', { option: 'x' })]),
      ...about('b', [note('option-unknown', { option: 'y' })]),
    ];
    expect(() => report([...warning('c'), ...errors], fake, log)).toThrow(
      /a: There is no option `x`.*\nb: There is no option `y`/,
    );
    expect(lines.warning).toHaveLength(1);
  });
});

describe('outputs', () => {
  const traced = {
    key: 'app',
    fn: { name: 'shop-dev-app' },
    chosen: { name: 'datadog', settings: { addOutputs: true } },
    plan: { recipe: {} },
  };
  const added = (count: number) => {
    const template = { Outputs: Object.fromEntries(Array.from({ length: count }, (_, index) => [`Own${index}`, {}])) };
    return { findings: addOutputs(template, [['AppLambdaFunction', traced as never]], 'us-east-1'), template };
  };

  test('are added up to what CloudFormation allows', () => {
    const { findings, template } = added(199);
    expect(findings).toEqual([]);
    expect(Object.keys(template.Outputs)).toHaveLength(200);
  });

  test('are left out if they would be too many, with a message', () => {
    const { findings, template } = added(200);
    expect(findings).toMatchObject([{ code: 'outputs-too-many', details: { count: '201', limit: '200' } }]);
    expect(Object.keys(template.Outputs)).toHaveLength(200);
  });
});

describe('bundlers', () => {
  const PACKAGES = ['dd-trace', 'datadog-lambda-js'];
  const done = (configuration: Record<string, any>, changes: Partial<Framework> = {}) => {
    const { fake, extended } = framework(configuration, changes);
    return { findings: leaveOut(fake, () => PACKAGES), extended };
  };

  test.each<[string, object, object]>([
    ['serverless-esbuild', {}, { 'custom.esbuild.exclude': ['aws-sdk', ...PACKAGES] }],
    ['serverless-esbuild', { esbuild: { exclude: ['a'] } }, { 'custom.esbuild.exclude': ['a', ...PACKAGES] }],
    [
      'serverless-esbuild',
      { esbuild: { exclude: ['*'], external: ['a'] } },
      { 'custom.esbuild.external': ['a', ...PACKAGES] },
    ],
    [
      'serverless-webpack',
      { webpack: { includeModules: true } },
      { 'custom.webpack.includeModules.forceExclude': PACKAGES },
    ],
    [
      'serverless-webpack',
      { webpack: { includeModules: { forceExclude: ['a', 'dd-trace'] } } },
      { 'custom.webpack.includeModules.forceExclude': ['a', ...PACKAGES] },
    ],
    ['another-plugin', {}, {}],
    ['constructor', {}, {}],
    ['__proto__', {}, {}],
  ])('%s with %j is given %j', (name, custom, wanted) => {
    expect(done({ plugins: [name], custom })).toEqual({ findings: [], extended: wanted });
  });

  test('a built-in one is given them where it is configured', () => {
    const build = { esbuild: { exclude: ['a'] } };
    expect(done({ build }).extended).toEqual({ 'build.esbuild.exclude': ['a', ...PACKAGES] });
    expect(done({ plugins: { modules: ['serverless-esbuild'] } }).extended).toHaveProperty(['custom.esbuild.exclude']);
  });

  test('one that cannot be configured is reported if the code uses the packages', () => {
    const serviceDir = mkdtempSync(join(tmpdir(), 'tracelayer-bundler-'));
    const configuration = { plugins: ['serverless-bundle'], custom: {} };
    expect(done(configuration, { serviceDir }).findings).toEqual([]);
    writeFileSync(join(serviceDir, 'package.json'), '{ "dependencies": { "dd-trace": "1" } }');
    expect(done(configuration, { serviceDir }).findings).toMatchObject([
      { code: 'packages-bundled', details: { bundler: 'serverless-bundle', packages: 'dd-trace' } },
    ]);
    rmSync(serviceDir, { recursive: true });
  });
});
