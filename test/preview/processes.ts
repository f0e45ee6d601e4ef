/** Processes of this machine, found by an argument that nothing else has. */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** A number of seconds that only one test sleeps. */
export const uniqueSeconds = (): string => String(randomInt(1e8, 1e9));

/** The ids of the processes that have a word among their arguments. */
export const processesOf = (word: string): string[] =>
  readdirSync('/proc').filter((id) => /^\d+$/.test(id) && argumentsOf(id).includes(word));

function argumentsOf(id: string): string[] {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
