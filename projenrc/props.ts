/** The properties of the constructs, written from the tables of options. */
import { type Project, TextFile } from 'projen';
import type { OptionSpec, OptionTable } from '../src/options/spec';
import { OPTIONS, PROVIDERS, type ProviderName } from '../src/providers';
import type { Provider, TypedProp } from '../src/providers/provider';
import { defaultOf, familiesOf, limitsOf } from './options';

export function addProps(project: Project): void {
  for (const [provider, { table }] of Object.entries(OPTIONS)) {
    const file = new TextFile(project, `src/cdk/${provider}-props.ts`, { readonly: true });
    file.addLine(`// ${file.marker}`);
    for (const line of propsFile(PROVIDERS[provider as ProviderName], table)) file.addLine(line);
  }
}

function propsFile({ title, construct = {} }: Provider, table: OptionTable): string[] {
  const typed = Object.entries(construct.typed ?? {});
  const options = Object.entries(table).filter(([, { surfaces }]) => surfaces?.includes('cdk') ?? true);
  return [
    `/** The options of ${title} as properties of constructs. */`,
    ...importsOf([...options.map(([, spec]) => spec.construct), ...typed.map(([, { type }]) => type)]),
    '',
    ...comment([`The options of ${title}, all of them optional. \`docs/options.md\` has them in one table.`], ''),
    `export interface ${title}Props {`,
    ...[
      ...options.flatMap(([name, spec]) => [...propertyOf(name, spec), '']),
      ...typed.flatMap(([name, prop]) => [...typedProperty(name, prop), '']),
    ].slice(0, -1),
    '}',
    '',
  ];
}

/** `secretsmanager.ISecret` is of `aws-cdk-lib/aws-secretsmanager`. */
function importsOf(types: readonly (string | undefined)[]): string[] {
  const modules = types.flatMap((type) => (type === undefined ? [] : [type.split('.')[0]]));
  return [...new Set(modules)].sort().map((module) => `import type * as ${module} from 'aws-cdk-lib/aws-${module}';`);
}

const typedProperty = (name: string, { type, option, summary }: TypedProp): string[] => [
  ...comment([summary, '', `@default - \`${option}\``], '  '),
  `  readonly ${name}?: ${type};`,
];

const propertyOf = (name: string, spec: OptionSpec): string[] => [
  ...comment(documentationOf(spec), '  '),
  `  readonly ${name}?: ${spec.construct ?? TYPES[spec.type]};`,
];

/** jsii has no unions, so what has several forms elsewhere is a text here. */
const TYPES: Record<OptionSpec['type'], string> = {
  string: 'string',
  boolean: 'boolean',
  number: 'number',
  enum: 'string',
  list: 'string[]',
  pairs: 'string',
};

function documentationOf(spec: OptionSpec): string[] {
  const families = familiesOf(spec);
  const remarks = [
    ...(limitsOf(spec) === undefined ? [] : [`Must be ${limitsOf(spec)}.`]),
    ...(spec.variable === undefined ? [] : [`Sets the variable \`${spec.variable}\`.`]),
    ...(families === undefined ? [] : [`Has effect in functions of: ${families}.`]),
  ];
  return [
    sentences(spec.summary),
    ...(remarks.length === 0 ? [] : ['', ...remarks]),
    '',
    `@default ${defaultOf(spec)}`,
    ...(spec.example === undefined ? [] : [`@example ${literalOf(spec, spec.example)}`]),
  ];
}

/** jsii takes what is before a semicolon for the summary. */
const sentences = (text: string): string => text.replace(/; (.)/g, (_, first: string) => `. ${first.toUpperCase()}`);

const literalOf = ({ type }: OptionSpec, example: string): string => {
  if (type === 'number') return example;
  return type === 'list' ? `[${example.split(',').map(quoted).join(', ')}]` : quoted(example);
};

const quoted = (text: string): string => `'${text}'`;
const comment = (lines: readonly string[], indent: string): string[] => [
  `${indent}/**`,
  ...lines.map((line) => `${indent} * ${line}`.trimEnd()),
  `${indent} */`,
];
