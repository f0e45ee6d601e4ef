/** Where a command for one file writes its result: the same flags, messages, and mistakes for each such command. */
import { resolve } from 'node:path';
import { type Finding, note } from '../../core/finding';
import { visibleLine } from '../../core/visible';
import { writeText } from '../../host/text-file';
import { type Call, type FlagTable, UsageError } from '../command';
import { FLAGS } from './arguments';
import { outputMistake } from './files';

export const RESULT_FLAGS: FlagTable = {
  write: { type: 'boolean', short: 'w', summary: 'Write the file, which is also the default.' },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    summary: 'Write the result to this file instead. `-` is standard output.',
  },
  dryRun: { type: 'boolean', short: 'd', summary: 'Write the result to standard output instead.' },
};

/** The flags of which one at most can be given. */
const PLACES = ['write', 'output', 'dryRun'] as const;

/** Throws where the flags exclude each other, or where the result cannot be written. */
export function checkPlaces(flags: Call['flags'], folder: string): void {
  const given = PLACES.filter((name) => flags[name] !== undefined && flags[name] !== false);
  const { output } = flags;
  const path = output === undefined || output === '-' ? undefined : String(output);
  const mistakes = [
    given.length > 1 ? destinationConflict(given.map((name) => NAMES[name])) : undefined,
    path === undefined ? undefined : outputMistake({ option: '--output', path, folder }),
  ].filter((found) => found !== undefined);
  if (mistakes.length > 0) throw new UsageError(mistakes);
}

const NAMES = { write: '`--write`', output: '`--output`', dryRun: '`--dry-run`' } as const;

const destinationConflict = (names: readonly string[]): Finding => ({
  ...note('options-conflict', { options: names.join(' and '), why: 'each says where the result goes' }),
  subject: FLAGS,
});

export interface Result {
  /** The file as it was named. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Writes the result where the flags want it, and says what became of the file. */
export function deliver({ file, before, after }: Result, outcome: string, { flags, host }: Call): void {
  const { output, dryRun } = flags;
  if (dryRun === true || output === '-') host.out.exact(after);
  else {
    const target = output === undefined ? file : String(output);
    const isSame = before === after;
    if (output !== undefined || !isSame) writeText(resolve(host.folder, target), after);
    host.out.write(`${visibleLine(target)}: ${isSame ? 'nothing was changed' : outcome}\n`);
  }
}
