/** What each surface makes of the same function, options and removal, by its real output: nothing is written by hand. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { documentsAt } from '../../src/cli/preview/documents';
import { functionsIn, withCode } from '../../src/cli/preview/functions';
import { Datadog } from '../../src/index';
import type { LambdaFunction } from '../../src/preview/function';
import { RECORD } from '../../src/surfaces/lambda/record';
import { against } from '../cli/harness';
import { FakeAws } from '../fake-aws/fake-aws';
import { bundled, PLUGIN, service } from '../serverless/framework';
import { instrumented, type Language, NAME, OPTIONS, ORIGINAL, original, restored } from './functions';
import { CACHE, codeFolder } from './machine';

type Options = Readonly<Record<string, unknown>>;

/** The function in four states. */
export interface Made {
  readonly traced: LambdaFunction;
  /** With `enableDatadogTracing: false`. */
  readonly off: LambdaFunction;
  readonly excluded: LambdaFunction;
  /** Traced once, and then no more. */
  readonly removed: LambdaFunction;
}
export type State = keyof Made;

/** The options of each state; none is a function that nothing is done to any more. */
const STATES: Readonly<Record<State, Options | undefined>> = {
  traced: OPTIONS.datadog,
  off: { ...OPTIONS.datadog, enableDatadogTracing: false },
  excluded: { ...OPTIONS.datadog, exclude: [NAME] },
  removed: undefined,
};

type Maker = (language: Language, options: Options | undefined) => Promise<LambdaFunction>;

const MAKERS = {
  cdk: fromCdk,
  template: async (language, options) =>
    options ? instrumented('datadog', language, { options }) : restored('datadog', language),
  serverless: fromServerless,
  cli: fromCli,
} satisfies Record<string, Maker>;

export type SurfaceName = keyof typeof MAKERS;
export const SURFACES = Object.keys(MAKERS) as SurfaceName[];

/** Runs one surface for every state. */
export async function made(surface: SurfaceName, language: Language): Promise<Made> {
  const all: [string, LambdaFunction][] = [];
  for (const [state, options] of Object.entries(STATES)) all.push([state, await MAKERS[surface](language, options)]);
  return Object.fromEntries(all) as unknown as Made;
}

/** What makes the function trace, without the notes that a surface keeps with it. */
export function essence({ handler, runtime, layers, environment }: LambdaFunction) {
  const { [RECORD]: _record, ...variables } = environment;
  return { handler, runtime, layers, variables };
}

async function fromCdk(language: Language, options: Options | undefined): Promise<LambdaFunction> {
  const outdir = temporary();
  const app = new App({ outdir });
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
  const { runtime, handler } = ORIGINAL[language];
  const code = lambda.Code.fromAsset(codeFolder(language));
  const props = { functionName: NAME, runtime: new lambda.Runtime(runtime), handler, code };
  const fn = new lambda.Function(stack, 'Fn', props);
  if (options) {
    const { exclude, ...rest } = options;
    const datadog = new Datadog(stack, 'Datadog', rest);
    datadog.addScope(stack, exclude === undefined ? {} : { exclude: ['*Fn'] });
  }
  app.synth();
  return (await inFolder(outdir)) ?? fail(fn.node.path);
}

let plugin: Promise<string> | undefined;

async function fromServerless(language: Language, options: Options | undefined): Promise<LambdaFunction> {
  plugin ??= bundled();
  const { exclude, ...rest } = options ?? { enabled: false };
  const folder = service(
    {
      service: 'shop',
      frameworkVersion: '>=3',
      plugins: [PLUGIN],
      custom: { datadog: rest },
      provider: { name: 'aws', region: 'us-east-1', stage: 'test' },
      package: { patterns: ['!src/**', '!any.zip'] },
      functions: { fn: { name: NAME, ...ORIGINAL[language], ...(exclude === undefined ? {} : { datadog: false }) } },
    },
    { [PLUGIN]: await plugin },
  );
  cpSync(codeFolder(language), folder.path, { recursive: true });
  const { code, output } = await folder.run('osls 4', ['package']);
  if (code !== 0) throw new Error(output);
  return (await inFolder(folder.path)) ?? fail(output);
}

async function fromCli(language: Language, options: Options | undefined): Promise<LambdaFunction> {
  const fake = await new FakeAws().start();
  try {
    const { runtime, handler } = ORIGINAL[language];
    fake.add({ FunctionName: NAME, Runtime: runtime, Handler: handler });
    const flags = Object.entries({ ...(options ?? OPTIONS.datadog) }).map(
      ([name, value]) => `--${dashed(name)}=${value}`,
    );
    const ran = await against(fake)(['instrument', NAME, '--yes', ...flags].join(' '));
    if (!options) await against(fake)(`uninstrument ${NAME} --yes`);
    if (ran.code !== 0 && !options?.exclude) throw new Error(ran.err);
    const updates = fake.requests.filter(({ operation }) => operation === 'UpdateFunctionConfiguration');
    const { Handler = handler, Layers = [], Environment } = updates.at(-1)?.body ?? {};
    return { ...original(language), handler: Handler, layers: Layers, environment: Environment?.Variables ?? {} };
  } finally {
    await fake.stop();
  }
}

/** What `tracelayer preview` finds there, as it stands. */
async function inFolder(folder: string): Promise<LambdaFunction | undefined> {
  const [document] = documentsAt(folder);
  const found = document && functionsIn(document, (template) => ({ template, findings: [], reports: [] }));
  const one = found?.find(({ fn }) => fn.name === NAME);
  return one && withCode(one, CACHE);
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function fail(told: string): never {
  throw new Error(`no function ${NAME}: ${told}`);
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
