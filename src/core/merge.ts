/** How the variables of a recipe meet the ones that a function has already. */

import { type Note, note } from './finding';
import { ownValue } from './own';
import type { Setting } from './recipe';
import { concat, isKnown, sameValue, type Value, valueText } from './value';

type Environment = Readonly<Record<string, Value>>;

/** The function's variables with the recipe's; what the user set stays, alone or with more behind it. */
export function mergeEnvironment(
  own: Environment,
  settings: Readonly<Record<string, Setting>>,
): { variables: Environment; notes: Note[] } {
  const entries = Object.entries(settings).filter(([, setting]) => !isSetByUser(own, setting));
  const notes = entries.flatMap(([name, setting]) => conflicts(name, ownValue(own, name), setting));
  const merged = entries.map(([name, setting]): [string, Value] => [name, mergeVariable(ownValue(own, name), setting)]);
  return { variables: Object.fromEntries([...Object.entries(own), ...merged]), notes };
}

/** Whether the user says it with another variable. */
const isSetByUser = (own: Environment, setting: Setting): boolean =>
  setting.rule === 'default' && setting.unless?.some((name) => Object.hasOwn(own, name)) === true;

function mergeVariable(own: Value | undefined, setting: Setting): Value {
  switch (setting.rule) {
    case 'default':
    case 'require':
      return own ?? setting.value;
    case 'append':
      return append(own, setting.pairs, setting.assign);
  }
}

const conflicts = (name: string, own: Value | undefined, setting: Setting): Note[] =>
  setting.rule === 'require' && own !== undefined && !sameValue(own, setting.value)
    ? [note('setting-conflict', { name, wanted: valueText(setting.value) })]
    : [];

/** The pairs behind the user's own, without the keys that the user has. */
function append(own: Value | undefined, pairs: Environment, assign: ':' | '='): Value {
  const separator = separatorOf(own, assign);
  const keys = own === undefined ? [] : keysOf(valueText(own), separator, assign);
  const more = Object.entries(pairs).filter(([key]) => !keys.includes(key));
  const written = more.map(([key, value]) => concat(`${key}${assign}`, value));
  const start = own === undefined || (isKnown(own) && own.trim() === '') ? [] : [own];
  return concat(...[...start, ...written].flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

/** Pairs with a colon are separated by commas, or by spaces if there is no comma; those with `=` may have spaces in them. */
function separatorOf(own: Value | undefined, assign: ':' | '='): string {
  const given = own === undefined ? '' : valueText(own).trim();
  return assign === ':' && given.includes(' ') && !given.includes(',') ? ' ' : ',';
}

const keysOf = (given: string, separator: string, assign: string): string[] =>
  given.split(separator).map((pair) => (pair.split(assign)[0] ?? '').trim());
