/** The constants of the constructs, a class for each option with a fixed set of values. */
import type { OptionSpec } from '../src/options/spec';
import { OPTIONS } from '../src/providers';

/** The module with the constants. */
export const choicesFile = (): string[] => [
  '/** The values of options as constants, which editors complete in every language. */',
  ...CHOICES.flatMap(classOf),
  '',
];

type Choice = OptionSpec & Required<Pick<OptionSpec, 'constants' | 'values'>> & { readonly option: string };

const CHOICES: readonly Choice[] = Object.values(OPTIONS).flatMap(({ table }) =>
  Object.entries(table).flatMap(([option, spec]: [string, OptionSpec]) =>
    spec.constants && spec.values ? [{ ...spec, option, constants: spec.constants, values: spec.values }] : [],
  ),
);

/** The names of the classes, in the order that the linter wants. */
export const CHOICE_CLASSES: readonly string[] = CHOICES.map(({ constants }) => constants.name).sort();

function classOf({ option, constants: { name, members }, values }: Choice): string[] {
  if (members && members.length !== values.length)
    throw new Error(`${name} has ${members.length} names for ${values.length} values of ${option}.`);
  return [
    '',
    `/** The values of the option \`${option}\`. */`,
    `export class ${name} {`,
    ...values.flatMap((value, index) => [
      `  /** \`${value}\`. */`,
      `  public static readonly ${members?.[index] ?? constantOf(value)}: string = '${value}';`,
    ]),
    '',
    '  private constructor() {}',
    '}',
  ];
}

const constantOf = (value: string): string => value.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
