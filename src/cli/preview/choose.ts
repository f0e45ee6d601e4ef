/** Which functions and state machines of which templates are meant, and with which options they are traced. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Finding, note, sentence, severity } from '../../core/finding';
import { matches, unmatched } from '../../core/select';
import { nearest } from '../../options/nearest';
import { configure, type OptionSource, PROVIDERS } from '../../providers';
import { tracerOf } from '../../providers/tracer';
import { type Deployment, transform } from '../../surfaces/template';
import { deployedTemplate } from '../../surfaces/template/deployed';
import { type Call, type FlagTable, UsageError } from '../command';
import { withConfigFlags } from '../functions/flags';
import { FLAGS } from '../options/arguments';
import { codeNextTo } from '../transform/assets';
import { DefinitionFiles } from '../transform/definitions';
import { requestOptions } from '../transform/options';
import { documentsAt, EXPECTED } from './documents';
import { type FoundFunction, functionsIn, type TemplateChange } from './functions';
import { type FoundMachine, idOf, machinesIn, referencesOf } from './machines';

/** What is meant, and everything that a state machine may call. */
export interface Chosen {
  readonly functions: readonly FoundFunction[];
  readonly machines: readonly FoundMachine[];
  readonly all: { readonly functions: readonly FoundFunction[]; readonly machines: readonly FoundMachine[] };
}

/** What is meant; throws where options are wrong, or where something that is named does not exist. */
export function chosen(
  call: Call,
  table: FlagTable,
  deployment: Deployment,
  change: TemplateChange = templateChange(call, table),
): Chosen {
  const { operands, flags, host } = call;
  const given = operands[0] ?? '.';
  const path = resolve(host.folder, given);
  const documents = documentsAt(path);
  if (documents.length === 0)
    throw new UsageError([invalidChoice('TEMPLATE', `"${given}", ${whyNone(path)}`, EXPECTED)]);
  const all = {
    functions: documents.flatMap((document) => functionsIn(document, change, deployment)),
    machines: documents.flatMap((document) => machinesIn(document, change, deployment)),
  };
  if (all.functions.length + all.machines.length === 0) throw new Error(`${given} has no Lambda function.`);
  const meant = meantOf(all, flags, deployment);
  const mistakes = [...meant.functions, ...meant.machines].flatMap(({ findings }) => findings.filter(isOptionMistake));
  if (mistakes.length > 0) throw new UsageError(mistakes.filter(isFirst));
  return { ...meant, all };
}

/** By default, all machines, and all functions that none of them calls. */
function meantOf(all: Chosen['all'], flags: Call['flags'], deployment: Deployment): Omit<Chosen, 'all'> {
  const [names, machineNames] = [flags.function, flags['state-machine']] as (readonly string[] | undefined)[];
  if (names !== undefined || machineNames !== undefined)
    return {
      functions: named(all.functions, '--function', names ?? []),
      machines: named(all.machines, '--state-machine', machineNames ?? []),
    };
  const called = new Set(all.machines.flatMap((one) => calledBy(one, deployment)));
  return {
    functions: all.functions.filter(({ document, resource }) => !called.has(`${document.path} ${resource.id}`)),
    machines: all.machines,
  };
}

function calledBy({ machine, document }: FoundMachine, deployment: Deployment): string[] {
  const resources = deployedTemplate(document.template, deployment);
  return machine ? referencesOf(machine).map((reference) => `${document.path} ${idOf(reference, resources)}`) : [];
}

function named<T extends { readonly names: readonly string[] }>(
  all: readonly T[],
  option: string,
  patterns: readonly string[],
): T[] {
  const names = all.flatMap((one) => one.names);
  const wrong = unmatched(patterns, names).map((pattern) => sentence(idle(option, pattern, nearest(pattern, names))));
  if (wrong.length > 0) throw new Error(wrong.join(' '));
  return all.filter((one) => patterns.some((pattern) => one.names.some((name) => matches(pattern, name))));
}

const idle = (option: string, pattern: string, near: string | undefined) =>
  note('selector-unmatched', { option, pattern, ...(near === undefined ? {} : { nearest: near }) });

/** An option that is wrong, of the template or of one function in it. */
const isOptionMistake = (found: Finding): boolean => severity(found) === 'error' && found.strict !== true;

const isFirst = (found: Finding, index: number, all: readonly Finding[]): boolean =>
  all.findIndex((other) => JSON.stringify(other) === JSON.stringify(found)) === index;

function templateChange(call: Call, table: FlagTable): TemplateChange {
  const { provider, config } = withConfigFlags(call, table);
  const given: OptionSource = { source: FLAGS, values: call.options };
  const isLacking = configure(provider, given, config.options).findings.some(({ code }) => code === 'option-missing');
  const defaults = isLacking ? [{ source: 'the preview', values: PROVIDERS[provider].preview?.options ?? {} }] : [];
  const places = requestOptions({ provider, config, options: call.options, defaults }, () => true);
  const request = { ...places, tracer: tracerOf(provider) };
  return (template, deployment, path) =>
    transform(template, {
      ...request,
      deployment,
      codeOf: codeNextTo(path, provider),
      definitionAt: new DefinitionFiles(call.host.folder).nextTo(path),
    });
}

/** A path at which there is nothing to preview. */
const whyNone = (path: string): string => (existsSync(path) ? 'which has none of them' : 'which does not exist');

const invalidChoice = (option: string, given: string, allowed: string): Finding => ({
  ...note('option-invalid', { option, given, allowed }),
  subject: FLAGS,
});
