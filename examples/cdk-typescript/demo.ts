/** Shows what the construct changes in the example, function by function, the traces of two of them, and what tracing costs. */
import { App } from 'aws-cdk-lib';
import type { SynthesisMessage } from 'aws-cdk-lib/cx-api';
import { processHost } from '../../src/cli/host';
import { run } from '../../src/cli/run';
import { paletteFor, type TerminalPalette } from '../../src/cli/terminal/palette';
import { OrdersStack } from './orders-stack';

type Properties = Readonly<Record<string, unknown>>;

interface Synthesised {
  /** Functions by the path of their construct. */
  readonly functions: Readonly<Record<string, Properties>>;
  readonly messages: readonly SynthesisMessage[];
  /** The folder of the cloud assembly. */
  readonly folder: string;
}

const paint = paletteFor({ isTerminal: process.stdout.isTTY === true } as never, process.env);
const print = (line = '') => process.stdout.write(`${line}\n`);

const [before, after] = [synth(false), synth(true)];
print(paint.strong('The orders stack, before and after `new Datadog(...)`'));
for (const [path, properties] of Object.entries(after.functions)) {
  print(`\n${paint.name(path)} ${paint.faint(runtimeOf(properties))}`);
  for (const line of changes(before.functions[path] ?? {}, properties)) print(`  ${line}`);
  for (const { level, entry } of after.messages.filter(({ id }) => id === `/${path}`)) {
    print(`  ${LEVELS()[level]} ${String(entry.data).replace(/ \[ack: .*\]$/, '')}`);
  }
}
print(paint.strong('\nTwo of them invoked on this machine, cold and warm, and the traces that they send'));
print(
  paint.faint('The first run fetches the tracers, about 150 MB in a minute or two; what cannot be run here is said.\n'),
);
// A machine without Python or a registry has seen the differences all the same.
void showTraces();

async function showTraces(): Promise<void> {
  await run(['preview', after.folder, '--function', 'Orders/Orders', '--function', 'Orders/Payments'], processHost());
  print(paint.strong('\nWhat tracing costs one of them, measured with and without it in turn'));
  const rounds = ['--cold', '5', '--warm', '10'];
  await run(['preview', before.folder, '--compare', '--function', 'Orders/Orders', ...rounds], processHost());
}

function synth(traced: boolean): Synthesised {
  // As the CDK's program does it: functions are known by their constructs.
  const app = new App({ context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new OrdersStack(app, 'Orders', { env: { account: '123456789012', region: 'eu-west-1' }, traced });
  const functions = stack.node
    .findAll()
    .filter((node) => 'cfnResourceType' in node && isFunction(node.cfnResourceType));
  const ids = functions.map((node) => [
    node.node.scope?.node.path,
    stack.resolve((node as never as { logicalId: string }).logicalId),
  ]);
  const assembly = app.synth();
  const { template, messages } = assembly.getStackArtifact(stack.artifactId);
  return {
    functions: Object.fromEntries(ids.map(([path, id]) => [path, template.Resources[id].Properties])),
    messages,
    folder: assembly.directory,
  };
}

function isFunction(type: unknown): boolean {
  return type === 'AWS::Lambda::Function';
}

function runtimeOf({ Runtime, Architectures }: Properties): string {
  return `${Runtime ?? 'container image'} ${(Architectures as string[] | undefined)?.[0] ?? 'x86_64'}`;
}

function LEVELS(): Record<string, string> {
  return { info: paint.faint('note'), warning: paint.note('warning'), error: paint.bad('error') };
}

/** One line for each value that came, went or changed. */
function changes(from: Properties, to: Properties): string[] {
  const [old, now] = [flat(from), flat(to)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names
    .filter((name) => old[name] !== now[name])
    .flatMap((name) => [...line('-', paint.bad, name, old[name]), ...line('+', paint.good, name, now[name])]);
}

function line(sign: string, colour: TerminalPalette['good'], name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [colour(`${sign} ${name} ${value}`.trimEnd())];
}

/** Every single value under its name; layers and tags by what they are, not by their place. */
function flat({ Handler, Environment, Layers, Tags, ImageConfig }: Properties): Record<string, string> {
  const variables = (Environment as { Variables?: object } | undefined)?.Variables ?? {};
  const layers = ((Layers as unknown[] | undefined) ?? []).map((arn) => [`layer ${printed(arn)}`, '']);
  const tags = ((Tags as { Key: string; Value: string }[] | undefined) ?? []).map(({ Key, Value }) => [
    `tag ${Key}`,
    Value,
  ]);
  const own = Object.entries({
    handler: Handler,
    command: (ImageConfig as { Command?: string[] } | undefined)?.Command?.join(' '),
  });
  return Object.fromEntries([
    ...own.filter(([, value]) => value !== undefined),
    ...layers,
    ...Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
    ...tags,
  ]);
}

function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
