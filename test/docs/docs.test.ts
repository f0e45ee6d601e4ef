/** What the README and the pages of docs show is what works: constructs are synthesised, templates and services traced, commands read. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { transformSync } from 'esbuild';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/commands';
import { parseArguments } from '../../src/cli/options/arguments';
import { knownFlags } from '../../src/cli/options/flags';
import { respond } from '../../src/macro/handler';
import { macroNameOf, PROVIDERS, type ProviderName } from '../../src/providers';
import { against, fakes } from '../cli/harness';
import { bundled, functionsIn, PLUGIN, removeFolders, service, templateOf } from '../serverless/framework';
import { readTemplate } from '../surfaces/template/corpus';

jest.setTimeout(120_000);
afterAll(removeFolders);

const ROOT = join(__dirname, '..', '..');
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const LIBRARY = /layer:(Datadog-|opentelemetry-|AWSOpenTelemetry|dd-trace)/;

/** The blocks of one language, by page and place. */
const blocks = (language: string) =>
  PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
      .filter(([, found]) => found === language)
      .map(([, , text = ''], index) => [`${page} ${index + 1}`, text] as const),
  );
const inYaml = (isMeant: (document: any) => boolean) =>
  blocks('yaml').filter(([, text]) => isMeant(readTemplate(text)));

describe('a construct in TypeScript', () => {
  const here = process.cwd();
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'tracelayer-docs-'));
    mkdirSync(join(folder, 'orders'));
    process.chdir(folder);
  });
  afterAll(() => process.chdir(here));

  test.each(blocks('ts'))('of %s traces its functions', (_place, text) => {
    const { code } = transformSync(`${text}\nexport const made = typeof stack === 'undefined' ? undefined : stack;`, {
      loader: 'ts',
      format: 'cjs',
    });
    const module: { exports: Record<string, any> } = { exports: {} };
    const load = (name: string) => require(name === 'tracelayer' ? '../../src' : name);
    new Function('require', 'module', code)(load, module);
    const { made, ...constructs } = module.exports;
    const [Construct] = Object.values(constructs);
    const stack: Stack = made ?? new Construct(new App(), 'Shop');
    const { template, messages } = (stack.node.root as App).synth().getStackByName(stack.stackName);
    const functions = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).not.toEqual([]);
    for (const { Properties } of functions) expect(JSON.stringify(Properties.Layers)).toMatch(LIBRARY);
    expect(messages.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

describe('a template', () => {
  const FUNCTION = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13', Handler: 'app.handler' } };
  const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog';
  const providerOf = new Map((Object.keys(PROVIDERS) as ProviderName[]).map((name) => [macroNameOf(name), name]));

  test.each(inYaml(({ Transform }) => Transform !== undefined))(
    'of %s is traced by the macros it names',
    (_place, text) => {
      const { Transform, ...given } = readTemplate(text) as any;
      let fragment: any = given.Resources ? given : { Resources: { F: FUNCTION } };
      const macros = Transform.filter(({ Name }: any) => providerOf.has(Name));
      expect(macros).not.toEqual([]);
      for (const { Name, Parameters } of macros) {
        // CloudFormation hands over what a reference comes to.
        const params = Object.fromEntries(
          Object.entries<any>(Parameters).map(([option, value]) => [option, value?.Ref ? SECRET : value]),
        );
        const event = { requestId: '1', transformId: `123456789012::${Name}`, region: 'eu-west-1', fragment, params };
        const {
          status,
          errorMessage,
          fragment: after,
        } = respond(event, {
          provider: providerOf.get(Name) as ProviderName,
          environment: {},
          log: () => undefined,
        });
        expect({ status, errorMessage }).toEqual({ status: 'success' });
        fragment = after;
      }
      for (const { Properties } of Object.values<any>(fragment.Resources).filter(({ Type }) => /Function$/.test(Type)))
        expect(JSON.stringify(Properties.Layers)).toMatch(LIBRARY);
    },
  );
});

describe('a Serverless service', () => {
  test.each(inYaml(({ custom }) => custom !== undefined))(
    'of %s is packaged with its functions traced',
    async (_place, text) => {
      const given = parse(text);
      const folder = service(
        {
          service: 'shop',
          package: { patterns: ['!**', 'src/**'] },
          functions: { f: { handler: 'src/app.handler', runtime: 'python3.13' } },
          plugins: [PLUGIN],
          ...given,
          provider: { name: 'aws', region: 'eu-west-1', ...given.provider },
        },
        { [PLUGIN]: await bundled() },
      );
      const { code, output } = await folder.run('osls 4', ['package']);
      expect({ code, output }).toEqual({ code: 0, output });
      const layers = Object.values(functionsIn(templateOf(folder))).map(({ Layers = [] }) => JSON.stringify(Layers));
      expect(layers.some((one) => LIBRARY.test(one))).toBe(true);
    },
  );
});

describe('a file of options', () => {
  const start = fakes();

  test.each(inYaml(({ custom, Transform }) => custom === undefined && Transform === undefined))(
    'of %s instruments the functions that it names',
    async (_place, text) => {
      const fake = await start();
      const { region } = parse(text);
      for (const FunctionName of ['api-orders', 'worker']) fake.add({ FunctionName, region });
      const ran = await against(fake)('instrument --config tracelayer.yaml --yes', {
        files: { 'tracelayer.yaml': text },
      });
      expect(ran.code).toBe(0);
      expect(fake.functions.map(({ tags }) => tags.tracelayer)).toEqual(['datadog', 'datadog']);
    },
  );
});

const lines = blocks('sh').flatMap(([place, text]) =>
  [...text.replace(/\\\n\s*/g, '').matchAll(/\btracelayer ((?:[a-z]+)\b.*)/g)].map(
    ([, line = '']) => [place, line] as const,
  ),
);

test.each(lines)('in %s every flag is one: tracelayer %s', (_place, line) => {
  const [start = ''] = line.split(/\)"| [|&>#] ?|&& | {2,}#/);
  const [name = '', ...words] = [...start.matchAll(/'[^']*'|\S+/g)].map(([word]) => word.replace(/^'|'$/g, ''));
  const command = COMMANDS[name]?.load().command;
  expect(command).toBeDefined();
  if (command) expect(parseArguments(words, knownFlags(command)).findings).toEqual([]);
});
