/** The words of a command line as operands and values of flags. */
import { type Finding, note } from '../../core/finding';
import { nearest } from '../../options/nearest';
import { allowed, ownOption } from '../../options/read';
import type { Flag } from '../command';
import { dashed, type FlagOwner } from './flags';

export interface Arguments {
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
}

/** How messages name the command line. */
export const FLAGS = 'the command line';

/**
 * `--name value`, `--name=value`, `--no-name`, `-n value`, `-ab` for two letters without value, `--` before operands. A
 * switch takes a following `true` or `false`, as other tools write it.
 */
export function parseArguments(words: readonly string[], known: Readonly<Record<string, FlagOwner>>): Arguments {
  const operands: string[] = [];
  const values = { command: {} as Record<string, unknown>, provider: {} as Record<string, unknown> };
  const findings: Finding[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') operands.push(...rest.splice(0));
    else if (!word.startsWith('-') || word === '-') operands.push(word);
    else for (const piece of pieces(word)) take(piece);
  }
  return { operands, flags: values.command, options: values.provider, findings };

  function take({ name, value, letter }: Piece): void {
    const plain = ownOption(known, name);
    const negated =
      !letter && plain === undefined && name.startsWith('no-') ? ownOption(known, name.slice(3)) : undefined;
    const found = plain ?? (negated?.flag.type === 'boolean' ? negated : undefined);
    if (found === undefined) return void findings.push(unknown(name, letter, Object.keys(known)));
    const given = found === negated ? 'false' : (value ?? takeValue(found.flag, rest));
    if (given === undefined) return void findings.push(missingValue(found));
    const bag = values[found.of];
    bag[found.name] = isRepeatable(found.flag) ? [...((bag[found.name] as string[]) ?? []), given] : given;
  }
}

interface Piece {
  readonly name: string;
  readonly value?: string;
  readonly letter: boolean;
}

/** `-ab=1` is the switch `a` and the flag `b` with the value 1. */
function pieces(word: string): Piece[] {
  const [, dashes = '', name = '', value] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const last = value === undefined ? {} : { value };
  if (dashes === '--') return [{ name, letter: false, ...last }];
  const letters = [...name];
  return letters.map((letter, index) => ({
    name: letter,
    letter: true,
    ...(index === letters.length - 1 ? last : {}),
  }));
}

function takeValue({ type }: Flag, rest: string[]): string | undefined {
  if (type === 'boolean') return rest[0] === 'true' || rest[0] === 'false' ? rest.shift() : 'true';
  const next = rest[0];
  return next === undefined || /^-[^-\d]|^--./.test(next) ? undefined : rest.shift();
}

const isRepeatable = ({ type }: Flag): boolean => type === 'list' || type === 'pairs';

function unknown(name: string, letter: boolean, names: readonly string[]): Finding {
  const near = letter
    ? undefined
    : nearest(
        name,
        names.filter((known) => known.length > 1 && !/[A-Z_]/.test(known)),
      );
  const details = { option: `${letter ? '-' : '--'}${name}`, ...(near === undefined ? {} : { nearest: `--${near}` }) };
  return { ...note('option-unknown', details), subject: FLAGS };
}

const missingValue = ({ name, flag }: FlagOwner): Finding => ({
  ...note('option-invalid', { option: dashed(name), allowed: allowed({ section: '', ...flag }), given: 'nothing' }),
  subject: FLAGS,
});
