/** What each surface makes of the same function, options and removal, by its real output: nothing is written by hand. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { documentsAt } from '../../src/cli/preview/documents';
import { functionsIn, withCode } from '../../src/cli/preview/functions';
import { Datadog, OpenTelemetry } from '../../src/index';
import { respond } from '../../src/macro/handler';
import type { LambdaFunction } from '../../src/preview/function';
import { macroNameOf } from '../../src/providers';
import { RECORD } from '../../src/surfaces/lambda/record';
import { against } from '../cli/harness';
import { FakeAws } from '../fake-aws/fake-aws';
import { bundled, PLUGIN, service } from '../serverless/framework';
import {
  instrumented,
  type Language,
  NAME,
  ORIGINAL,
  original,
  type Provider,
  restored,
  templateOf,
} from './functions';
import { CACHE, codeFolder } from './machine';
import { type State, statesOf } from './traits';

type Options = Readonly<Record<string, unknown>>;

/** The function in each of its states. */
export type Made = Readonly<Record<State, LambdaFunction>>;

/** What is asked of a surface; without options nothing is done to the function any more. */
interface Wanted {
  readonly provider: Provider;
  readonly language: Language;
  readonly options: Options | undefined;
}

type Maker = (wanted: Wanted) => Promise<LambdaFunction>;

const MAKERS = {
  cdk: fromCdk,
  template: async ({ provider, language, options }) =>
    options ? instrumented(provider, language, { options }) : restored(provider, language),
  macro: fromMacro,
  serverless: fromServerless,
  cli: fromCli,
} satisfies Record<string, Maker>;

export type SurfaceName = keyof typeof MAKERS;
export const SURFACES = Object.keys(MAKERS) as SurfaceName[];

/** Runs one surface for every state. */
export async function made(surface: SurfaceName, provider: Provider, language: Language): Promise<Made> {
  const all: [string, LambdaFunction][] = [];
  for (const [state, options] of Object.entries(statesOf(provider, language)))
    all.push([state, await MAKERS[surface]({ provider, language, options })]);
  return Object.fromEntries(all) as unknown as Made;
}

/** What makes the function trace, without the notes that a surface keeps with it. */
export function essence({ handler, runtime, layers, environment }: LambdaFunction) {
  const { [RECORD]: _record, ...variables } = environment;
  return { handler, runtime, layers, variables };
}

const CONSTRUCTS: Readonly<Record<Provider, typeof Datadog | typeof OpenTelemetry>> = {
  datadog: Datadog,
  opentelemetry: OpenTelemetry,
};

async function fromCdk({ provider, language, options }: Wanted): Promise<LambdaFunction> {
  const outdir = temporary();
  const app = new App({ outdir });
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
  const { runtime, handler } = ORIGINAL[language];
  const code = lambda.Code.fromAsset(codeFolder(language));
  const props = { functionName: NAME, runtime: new lambda.Runtime(runtime), handler, code };
  const fn = new lambda.Function(stack, 'Fn', props);
  if (options) {
    const { exclude, ...rest } = options;
    const tracing = new CONSTRUCTS[provider](stack, 'Tracing', rest);
    tracing.addScope(stack, exclude === undefined ? {} : { exclude: ['*Fn'] });
  }
  app.synth();
  return (await inFolder(outdir)) ?? fail(fn.node.path);
}

/** CloudFormation hands parameters over as texts; it keeps the template itself, so that nothing has to be taken back. */
async function fromMacro({ provider, language, options }: Wanted): Promise<LambdaFunction> {
  const template = templateOf(language, {});
  const event = {
    requestId: 'request',
    transformId: `123456789012::${macroNameOf(provider)}`,
    region: 'us-east-1',
    accountId: '123456789012',
    fragment: template,
    params: Object.fromEntries(Object.entries(options ?? {}).map(([name, value]) => [name, String(value)])),
  };
  const { fragment = template, errorMessage } = options
    ? respond(event, { provider, environment: {}, log: () => undefined })
    : {};
  if (errorMessage !== undefined) throw new Error(errorMessage);
  const document = { path: '/template.json', template: fragment };
  const [found] = functionsIn(document, (same) => ({ template: same, findings: [], reports: [], machines: [] }));
  return found ? { ...found.fn, codeDir: codeFolder(language) } : fail('the fragment has none');
}

let plugin: Promise<string> | undefined;

async function fromServerless({ provider, language, options }: Wanted): Promise<LambdaFunction> {
  plugin ??= bundled();
  const { exclude, ...rest } = options ?? { enabled: false };
  const own = exclude === undefined ? {} : { [provider]: false };
  const folder = service(
    {
      service: 'shop',
      frameworkVersion: '>=3',
      plugins: [PLUGIN],
      custom: { [provider]: rest },
      provider: { name: 'aws', region: 'us-east-1', stage: 'test' },
      package: { patterns: ['!src/**', '!any.zip'] },
      functions: { fn: { name: NAME, ...ORIGINAL[language], ...own } },
    },
    { [PLUGIN]: await plugin },
  );
  cpSync(codeFolder(language), folder.path, { recursive: true });
  const { code, output } = await folder.run('osls 4', ['package']);
  if (code !== 0) throw new Error(output);
  return (await inFolder(folder.path)) ?? fail(output);
}

async function fromCli({ provider, language, options }: Wanted): Promise<LambdaFunction> {
  const fake = await new FakeAws().start();
  try {
    const { runtime, handler } = ORIGINAL[language];
    fake.add({ FunctionName: NAME, Runtime: runtime, Handler: handler });
    const flags = Object.entries(options ?? statesOf(provider, language).traced ?? {}).map(
      ([name, value]) => `--${dashed(name)}=${value}`,
    );
    const words = ['instrument', NAME, '--yes', '--provider', provider, ...flags];
    const ran = await against(fake)(words.join(' '));
    if (!options) await against(fake)(`uninstrument ${NAME} --yes`);
    if (ran.code !== 0 && !options?.exclude) throw new Error(ran.err);
    const updates = fake.requests.filter(({ operation }) => operation === 'UpdateFunctionConfiguration');
    const { Handler = handler, Layers = [], Environment } = updates.at(-1)?.body ?? {};
    return { ...original(language), handler: Handler, layers: Layers, environment: Environment?.Variables ?? {} };
  } finally {
    await fake.stop();
  }
}

/** What `tracelayer preview` finds there, without changes. */
async function inFolder(folder: string): Promise<LambdaFunction | undefined> {
  const [document] = documentsAt(folder);
  const found =
    document && functionsIn(document, (template) => ({ template, findings: [], reports: [], machines: [] }));
  const one = found?.find(({ fn }) => fn.name === NAME);
  return one && withCode(one, CACHE);
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function fail(reason: string): never {
  throw new Error(`no function ${NAME}: ${reason}`);
}

const folders: string[] = [];

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracelayer-cdk-'));
  folders.push(folder);
  return folder;
}

/** Takes away what the surfaces wrote. */
export function removeOutputs(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
