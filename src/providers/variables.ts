/** Variables of a function that follow from options. */
import type { Setting } from '../core/recipe';
import type { Value } from '../core/value';
import type { OptionSpec } from '../options/spec';

export type Environment = Readonly<Record<string, Setting>>;

/** A variable that is set unless the function has its own value. */
export const byDefault = (value: Value): Setting => ({ rule: 'default', value });

/** The variable that the row of an option names, with the option's value as text. */
export const variableOf = ({ variable }: OptionSpec, value: unknown): Environment =>
  variable === undefined ? {} : { [variable]: byDefault(typeof value === 'object' ? (value as Value) : String(value)) };
