/** With a user's own trace agent, every surface sets the same variables, no key, and only the layer with the library. */

import { Datadog } from '../../src';
import { respond } from '../../src/macro/handler';
import { tracerOf } from '../../src/providers/tracer';
import { RECORD } from '../../src/surfaces/lambda/record';
import { transform } from '../../src/surfaces/template';
import { node, python, synth } from '../cdk/app';
import { against, fakes, tracelayer } from '../cli/harness';
import { bundled, functionsIn, PLUGIN, removeFolders, service, templateOf } from '../serverless/framework';

jest.setTimeout(120_000);
const start = fakes();
afterAll(removeFolders);

type Language = 'python' | 'nodejs';
type Options = Readonly<Record<string, string | number>>;
type Variables = Readonly<Record<string, unknown>>;
interface Seen {
  readonly variables: Variables;
  readonly layers: readonly unknown[];
}

const FUNCTIONS = {
  python: { Runtime: 'python3.13', Handler: 'app.handler' },
  nodejs: { Runtime: 'nodejs22.x', Handler: 'app.handler' },
} as const;
const templateWith = (language: Language) => ({
  Resources: { F: { Type: 'AWS::Lambda::Function', Properties: FUNCTIONS[language] } },
});
const seen = ({ Environment, Layers = [] }: any): Seen => ({ variables: Environment?.Variables ?? {}, layers: Layers });

const SURFACES: Readonly<Record<string, (language: Language, options: Options) => Seen | Promise<Seen>>> = {
  'the construct': (language, options) => {
    const make = language === 'python' ? python : node;
    const { fn } = synth((stack) => new Datadog(stack, 'Datadog', options).addLambdaFunctions([make(stack, 'F')]), {
      env: { region: 'us-east-1', account: '123456789012' },
    });
    return seen(fn('F'));
  },
  'the transform': (language, options) => {
    const overrides = [{ source: 'the options', values: options }];
    const request = { tracer: tracerOf('datadog'), overrides, deployment: { region: 'us-east-1' } };
    return seen(transform(templateWith(language), request).template.Resources.F.Properties);
  },
  'the macro': (language, options) => {
    const event = { requestId: '1', region: 'us-east-1', fragment: templateWith(language), params: options };
    return seen(
      respond(event, { provider: 'datadog', environment: {}, log: () => undefined }).fragment.Resources.F.Properties,
    );
  },
  'the plugin': async (language, options) => {
    const { variables, layers } = seen((await (packages ??= packaged()))[`${idOf([language, options])}LambdaFunction`]);
    // The service and its stage are names of traces there.
    const { DD_SERVICE, DD_ENV, ...rest } = variables;
    return { variables: rest, layers };
  },
  'the command line': async (language, options) => {
    const fake = await start();
    fake.add({ FunctionName: 'f', ...FUNCTIONS[language] });
    const flags = Object.entries(options).map(
      ([name, value]) => `--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}=${value}`,
    );
    expect((await against(fake)(`instrument f --yes ${flags.join(' ')}`)).code).toBe(0);
    const { Environment, Layers = [] } = fake.get('f').configuration;
    const { [RECORD]: _receipt, ...variables } = Environment?.Variables ?? {};
    return { variables, layers: Layers.map(({ Arn }) => Arn) };
  },
};

const PLAIN = {
  DD_TRACE_ENABLED: 'true',
  DD_FLUSH_TO_LOG: 'true',
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
  DD_LAMBDA_HANDLER: 'app.handler',
};
const OWN: Readonly<Record<Language, Variables>> = {
  python: { ...PLAIN, DD_TRACE_WRITER_INTERVAL_SECONDS: '0.001' },
  nodejs: { ...PLAIN, DD_TRACE_EXPERIMENTAL_EXPORTER: 'agent' },
};
const LIBRARY: Readonly<Record<Language, RegExp>> = { python: /Datadog-Python313/, nodejs: /Datadog-Node22-x/ };
const EXTENSION = 'arn:aws:lambda:us-east-1:123456789012:layer:datakit:3';
const BY = {
  'by its URL': [{ agentUrl: 'http://127.0.0.1:9529' }, { DD_TRACE_AGENT_URL: 'http://127.0.0.1:9529' }],
  'by host and port': [
    { agentHost: '127.0.0.1', traceAgentPort: 9529 },
    { DD_AGENT_HOST: '127.0.0.1', DD_TRACE_AGENT_PORT: '9529' },
  ],
} as const satisfies Record<string, readonly [Options, Variables]>;
const WITH_LAYER = { agentUrl: 'http://127.0.0.1:9529', extensionLayerArn: EXTENSION };

type Case = readonly [Language, Options];
const CASES: readonly Case[] = [
  ...Object.values(BY).flatMap(([options]) => [['python', options] as const, ['nodejs', options] as const]),
  ['python', WITH_LAYER],
];

/** One service that has all cases as functions, since packaging takes seconds. */
async function packaged(): Promise<Record<string, any>> {
  const folder = service(
    {
      service: 'shop',
      plugins: [PLUGIN],
      provider: { name: 'aws', region: 'us-east-1' },
      package: { artifact: 'any.zip' },
      functions: Object.fromEntries(
        CASES.map(([language, datadog]) => {
          const { Runtime: runtime, Handler: handler } = FUNCTIONS[language];
          return [idOf([language, datadog]).toLowerCase(), { handler, runtime, datadog }];
        }),
      ),
    },
    { [PLUGIN]: await bundled() },
  );
  const { code, output } = await folder.run('osls 4', ['package']);
  expect({ code, output }).toEqual({ code: 0, output });
  return functionsIn(templateOf(folder));
}
let packages: ReturnType<typeof packaged> | undefined;

const idOf = ([language, options]: Case): string =>
  `F${CASES.findIndex((one) => one[0] === language && one[1] === options)}`;

describe.each(Object.entries(SURFACES))('%s', (_surface, through) => {
  describe.each<Language>(['python', 'nodejs'])('makes a %s function', (language) => {
    test.each(Object.entries(BY))('send to the agent %s', async (_title, [options, variables]) => {
      const found = await through(language, options);
      expect(found.variables).toEqual({ ...OWN[language], ...variables });
      expect(found.layers).toEqual([expect.stringMatching(LIBRARY[language])]);
    });
  });

  test('adds a layer that comes with the agent', async () => {
    const { layers } = await through('python', WITH_LAYER);
    expect(layers).toEqual([expect.stringMatching(LIBRARY.python), EXTENSION]);
  });
});

test('a process that is not a function gets only the address', async () => {
  const { out } = await tracelayer('env --agent-host 127.0.0.1 --trace-agent-port 9529');
  expect(out.trim().split('\n').sort()).toEqual(['export DD_AGENT_HOST=127.0.0.1', 'export DD_TRACE_AGENT_PORT=9529']);
});
