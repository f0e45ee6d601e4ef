/** The reference pages in docs/, written from the tables of options and findings. */
import { type Project, TextFile } from 'projen';
import { COMMANDS } from '../src/cli/commands';
import { commandHelp } from '../src/cli/terminal/help';
import { effectOf, FINDING_CODES, pendingOf, sentencesOf, severity } from '../src/core/finding';
import type { DeprecatedOption, OptionSpec, OptionTable } from '../src/options/spec';
import { OPTIONS, PROVIDERS, type ProviderName } from '../src/providers';
import { defaultOf, familiesOf, limitsOf } from './options';

export function addDocs(project: Project): void {
  page(project, 'docs/options.md', 'Options', OPTIONS_INTRODUCTION, [
    ...Object.entries(OPTIONS).flatMap(([provider, { table, deprecated }]) => optionsOf(provider, table, deprecated)),
  ]);
  page(project, 'docs/findings.md', 'Findings', FINDINGS_INTRODUCTION, findings());
  page(project, 'docs/commands.md', 'Commands', COMMANDS_INTRODUCTION, commands());
}

function page(project: Project, path: string, title: string, introduction: string, lines: readonly string[]): void {
  const file = new TextFile(project, path, { readonly: true });
  for (const line of [`<!-- ${file.marker} -->`, '', `# ${title}`, '', introduction, '', ...lines]) file.addLine(line);
}

const OPTIONS_INTRODUCTION = [
  'Every option has one name on every surface, and is also known by the names that other tools have for it. A variable',
  "that a function has already stays, and of the rest only what differs from the libraries' own defaults is written.",
  'Pairs are a map, or a text such as `a:b,c:d`; lists are a list, or a text with commas.',
].join('\n');

const FINDINGS_INTRODUCTION = [
  'Every message about a function or about options. A code never changes; the words may. An error stops: it is a mistake in',
  'the options, a document that cannot be read, or a call that failed. A warning is about one function and never stops the',
  'others; with `strict`, warnings whose effect is *not traced*, *not updated*, or *damaged* are errors too. An info is for',
  'the record. To silence a warning or an info that you know about, list its code in `acknowledge`.',
].join('\n');

const COMMANDS_INTRODUCTION = [
  'What `tracelayer COMMAND --help` prints. [cli.md](cli.md) explains how commands choose functions, where options come from,',
  'and what happens when something fails.',
].join('\n');

const HELP_WIDTH = 100;

/** The options are on a page of their own. */
const commands = (): string[] =>
  Object.entries(COMMANDS).flatMap(([name, { summary, load }]) => {
    const { options, ...command } = load().command;
    return [
      `## ${name}`,
      '',
      options
        ? `${summary} Every [option](options.md) is a flag of it too: \`apiKeySecretArn\` is \`--api-key-secret-arn\`.`
        : summary,
      '',
      '```text',
      ...commandHelp(name, command, HELP_WIDTH).trimEnd().split('\n'),
      '```',
      '',
    ];
  });

function optionsOf(
  provider: string,
  table: OptionTable,
  deprecated: Readonly<Record<string, DeprecatedOption>>,
): string[] {
  const options = Object.entries(table);
  const sections = [...new Set(options.map(([, { section }]) => section))];
  return [
    `## ${PROVIDERS[provider as ProviderName].title}`,
    '',
    ...sections.flatMap((section) => [
      `### ${section}`,
      '',
      ...grid(
        ['option', 'what it does', 'type', 'default', 'variable', 'effect in'],
        options.filter(([, spec]) => spec.section === section).map(([name, spec]) => optionRow(name, spec)),
      ),
    ]),
    '### Names without an option',
    '',
    'Other tools and older guides have them. What is refused is an error; what is ignored only does nothing here.',
    '',
    ...grid(
      ['name', '', 'instead'],
      Object.entries(deprecated).map(([name, { handling, instead }]) => [code(name), handling, instead]),
    ),
  ];
}

const optionRow = (name: string, spec: OptionSpec): string[] => [
  [
    code(name),
    ...[...(spec.processVariables ?? []), ...(spec.aliases ?? [])].map((alias) => `also ${code(alias)}`),
  ].join('<br>'),
  spec.surfaces === undefined ? spec.summary : `${spec.summary} Only in: ${spec.surfaces.join(', ')}.`,
  limitsOf(spec) === undefined ? (spec.construct ?? spec.type) : `${spec.type}: ${limitsOf(spec)}`,
  defaultOf(spec).replace(/^- /, ''),
  spec.variable === undefined ? '' : code(spec.variable),
  familiesOf(spec) ?? 'all',
];

const findings = (): string[] =>
  grid(
    ['code', 'severity', 'effect', 'message', 'what to do'],
    FINDING_CODES.map((given) => {
      const found = { code: given, details: PLACEHOLDERS };
      const { message, remediation } = sentencesOf(found);
      const pending = pendingOf(found);
      const effect = effectOf(found) ?? (pending === undefined ? '' : `pending: ${pending}`);
      return [code(given), severity(found), effect, message, remediation ?? ''];
    }),
  );

/** Every detail as its own name in angle brackets. */
const PLACEHOLDERS: Readonly<Record<string, string>> = new Proxy({}, { get: (_, name) => `<${String(name)}>` });

const code = (name: string): string => `\`${name}\``;

const grid = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${' --- |'.repeat(head.length)}`,
  ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  '',
];

/** A bar would end the cell, and an angle bracket begin a tag where it is not in code. */
const cell = (given: string): string =>
  given
    .replaceAll('|', '\\|')
    .split(/(`[^`]*`|<br>)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '&lt;')))
    .join('');
