/**
 * What a command of `tracelayer` is, and what it is given.
 *
 * A command is a module `src/cli/<name>.ts` that exports `const command: Command`, with a row in `commands.ts` that names
 * and loads it. It gets typed flags, writes results to `call.host.out` and everything else to `call.host.err`, reads no
 * `process`, and returns its exit code. Mistakes that only it can see are thrown as a `UsageError` (exit code 2).
 * Help, completion of names, and the check of flags come from its tables.
 */
import type { Finding } from '../core/finding';
import type { OptionSpec, OptionValue } from '../options/spec';
import type { ExitCode } from './exit';
import type { Host } from './host';

export type { ExitCode } from './exit';

export interface Command {
  /** What follows the name, such as `[options] FILE`. */
  readonly usage: string;
  /** A paragraph for people: what it does and what it leaves alone. */
  readonly about: string;
  /** Its own flags, by name in camel case: `dryRun` is `--dry-run`. */
  readonly flags: FlagTable;
  /** Whether the options of the tracing providers are flags too. */
  readonly options?: true;
  /** The most operands there may be; none when absent. */
  readonly operands?: number;
  readonly examples: readonly Example[];
  readonly run: (call: Call) => Promise<ExitCode>;
}

/** A row of the same shape as an option's: it is read, checked and printed by the same code. */
export interface Flag extends Omit<OptionSpec, 'section'> {
  /** The single letter: `f` is `-f`. */
  readonly short?: string;
  /** The placeholder of the value in the help, such as `FILE`. */
  readonly value?: string;
}

export type FlagTable = Readonly<Record<string, Flag>>;

interface Example {
  /** What it is for, as a sentence without a full stop. */
  readonly says: string;
  /** The line to type. */
  readonly line: string;
}

export interface Call {
  readonly operands: readonly string[];
  /** The command's own flags, read by their type; absent where not given. */
  readonly flags: Readonly<Record<string, OptionValue>>;
  /** The providers' options among the flags as they were written, for `configure`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly host: Host;
}

/** Something wrong with what was asked for. */
export class UsageError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super('the command line is wrong');
    this.name = 'UsageError';
  }
}

/** Something that stops a command and is no mistake in what was asked for. */
export class RunError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super('the command failed');
    this.name = 'RunError';
  }
}
