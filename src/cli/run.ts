/** From a command line to an exit code. */
import { about, type Finding, note } from '../core/finding';
import { visibleLine } from '../core/visible';
import { nearest } from '../options/nearest';
import { parseOptions } from '../options/parse';
import { ownOption } from '../options/read';
import { findingOf } from '../providers';
import { isSecret, secretOptions } from '../providers/mask';
import { type Command, type ExitCode, RunError, UsageError } from './command';
import { COMMANDS } from './commands';
import type { Host } from './host';
import { FLAGS, parseArguments } from './options/arguments';
import { COMMON, dashed, knownFlags } from './options/flags';
import { commandHelp, PROGRAM, programHelp } from './terminal/help';
import { Cancelled } from './terminal/keys';
import { paletteFor } from './terminal/palette';
import { printFindings } from './terminal/report';

export async function run([name, ...words]: readonly string[], host: Host): Promise<ExitCode> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const [command] = name === 'help' ? words : [];
    if (command !== undefined) return help(command, host);
    host.out.write(programHelp(widthOf(host)));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-V') return printHelp(host, `${require('../../package.json').version}\n`);
  const row = ownOption(COMMANDS, name);
  if (row === undefined) return printUsageErrors(host, unknownCommand(name));
  const { command } = row.load();
  if (words.includes('--help') || words.includes('-h')) return help(name, host);
  try {
    return await runCommand(command, words, host);
  } catch (problem) {
    if (problem instanceof UsageError) return printUsageErrors(host, problem.findings, name);
    if (host.variables.TRACELAYER_DEBUG) host.err.write(`${(problem as Error).stack}\n`);
    return failedRun(problem, host);
  }
}

function failedRun(problem: unknown, host: Host): ExitCode {
  const isCancelled = problem instanceof Cancelled;
  if (problem instanceof RunError) printFindings(problem.findings, host);
  else {
    const { bad, note } = paletteFor(host.err, host.variables);
    const reason = problem instanceof Error ? problem.message : String(problem);
    host.err.write(`${isCancelled ? note('stopped') : bad('error')} ${visibleLine(reason)}\n`);
  }
  return isCancelled ? 130 : 1;
}

const widthOf = ({ out }: Host): number => Math.min(100, out.columns);

function help(name: string, host: Host): ExitCode {
  const row = ownOption(COMMANDS, name);
  if (row === undefined) return printUsageErrors(host, unknownCommand(name));
  return printHelp(host, commandHelp(name, row.load().command, widthOf(host)));
}

async function runCommand(command: Command, words: readonly string[], host: Host): Promise<ExitCode> {
  const { operands, flags, options, findings } = parseArguments(words, knownFlags(command));
  host.hide([...secretOptions(host.variables), ...secretOptions(options), ...secretWords(words)]);
  const table = Object.fromEntries(
    Object.entries({ ...command.flags, ...COMMON }).map(([name, flag]) => [name, { section: '', ...flag }]),
  );
  const { values, mistakes } = parseOptions(table, flags, FLAGS);
  const wrong = [
    ...findings,
    ...mistakes.map(findingOf).map((found) => ({ ...found, details: withDashes(found.details) })),
    ...tooManyOperands(operands, command),
  ];
  if (wrong.length > 0) throw new UsageError(wrong);
  return command.run({ operands, flags: values, options, host });
}

/** The values of flags whose names suggest a secret, even if there is no such flag. */
const secretWords = (words: readonly string[]): string[] =>
  words.flatMap((word, index) => {
    const [, name, value = words[index + 1] ?? ''] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    return name !== undefined && value.length > 3 && isSecret(name.replaceAll('-', '_').toUpperCase()) ? [value] : [];
  });

const withDashes = ({ option = '', ...details }: Readonly<Record<string, string>>) => ({
  ...details,
  option: dashed(option),
});

const tooManyOperands = (operands: readonly string[], { operands: limit = 0 }: Command): Finding[] =>
  operands.length <= limit ? [] : about(FLAGS, [note('operand-unknown', { given: operands.slice(limit).join(' ') })]);

const printHelp = (host: Host, text: string): ExitCode => {
  host.out.write(text);
  return 0;
};

/** Prints all mistakes at once, and how to get help. */
function printUsageErrors(host: Host, findings: readonly Finding[], name?: string): ExitCode {
  printFindings(findings, host);
  host.err.write(`Run \`${[PROGRAM, ...(name === undefined ? [] : [name]), '--help'].join(' ')}\` for help.\n`);
  return 2;
}

function unknownCommand(given: string): Finding[] {
  const near = nearest(given, Object.keys(COMMANDS));
  return about(PROGRAM, [note('command-unknown', { given, ...(near === undefined ? {} : { nearest: near }) })]);
}
