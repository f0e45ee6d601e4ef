/** The help of the program and of each command, made of their tables. */
import type { Command, Flag, FlagTable } from '../command';
import { COMMANDS } from '../commands';
import { COMMON, dashed, kebab, optionFlags } from '../options/flags';
import { definitions, shellLines, wrap } from './text';

export const PROGRAM = 'tracelayer';

/** The list of commands. */
export function programHelp(width: number): string {
  return [
    `${PROGRAM} puts distributed tracing on AWS Lambda functions.`,
    heading('Usage', `  ${PROGRAM} COMMAND [options]`),
    heading(
      'Commands',
      definitions(
        Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary]),
        width,
      ),
    ),
    `Run \`${PROGRAM} COMMAND --help\` for more about a command.`,
    '',
  ].join('\n\n');
}

/** One command: what it does, its flags, the options by section, examples. */
export function commandHelp(name: string, command: Command, width: number): string {
  const { usage, about, flags, options, examples } = command;
  return [
    heading('Usage', `  ${[PROGRAM, name, usage].join(' ')}`),
    ...about.split('\n\n').map((paragraph) => wrap(paragraph, width)),
    heading('Flags', flagLines({ ...flags, ...COMMON }, width)),
    ...(options ? optionSections(width) : []),
    heading(
      'Examples',
      examples.map(({ description, line }) => `  # ${description}\n${shellLines(line, width, '  ')}`).join('\n\n'),
    ),
    '',
  ].join('\n\n');
}

const heading = (title: string, text: string): string => `${title}\n${text}`;

function optionSections(width: number): string[] {
  const flags = Object.entries(optionFlags()) as [string, Flag & { section?: string }][];
  const sections = [...new Set(flags.map(([, { section = '' }]) => section))];
  return [
    wrap(
      `Options of tracing. You can also set each one in a file for --config, by its name in camel case, or in the variable that is named here. docs/options.md describes all of them.`,
      width,
    ),
    ...sections.map((title) =>
      heading(title, flagLines(Object.fromEntries(flags.filter(([, flag]) => flag.section === title)), width)),
    ),
  ];
}

const flagLines = (flags: FlagTable, width: number): string =>
  definitions(
    Object.entries(flags).map(([name, flag]) => [term(name, flag), flagText(name, flag)]),
    width,
  );

function term(name: string, flag: Flag): string {
  const isOn = flag.type === 'boolean' && flag.default === true;
  const long = isOn ? `--no-${kebab(name)}` : dashed(name);
  const value = flag.type === 'boolean' ? '' : ` ${flag.value ?? PLACEHOLDERS[flag.type]}`;
  return `${flag.short === undefined ? '    ' : `-${flag.short}, `}${long}${value}`;
}

const PLACEHOLDERS: Record<Flag['type'], string> = {
  string: 'TEXT',
  boolean: '',
  number: 'NUMBER',
  enum: 'WORD',
  list: 'A,B',
  pairs: 'KEY:VALUE,...',
};

/** The summary, allowed values, default, example, other names, and variables of a flag. */
function flagText(name: string, flag: Flag): string {
  const { summary, values, default: fallback, example, aliases = [], variable, processVariables = [] } = flag;
  const others = [...new Set(aliases.filter((alias) => !alias.includes('_')).map(dashed))].filter(
    (alias) => alias !== dashed(name),
  );
  const facts = [
    ...(values ? [`one of ${values.join(', ')}`] : []),
    ...(fallback === undefined || fallback === false ? [] : [`default: ${String(fallback).replace(/^- /, '')}`]),
    ...(example === undefined ? [] : [`e.g. ${example}`]),
    ...(others.length > 0 ? [`also ${others.join(', ')}`] : []),
    ...(variable === undefined && processVariables.length === 0
      ? []
      : [`variable ${[...processVariables, variable].filter(Boolean).join(', ')}`]),
  ];
  return facts.length === 0 ? summary : `${summary} (${facts.join('; ')})`;
}
