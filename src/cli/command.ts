/**
 * What a command of `tracelayer` is, and what it gets.
 *
 * A command is a module `src/cli/commands/<name>.ts` that exports `const command: Command`, with a row in `index.ts` that
 * loads it. It gets typed flags, writes results to `call.host.out` and everything else to `call.host.err`, doesn't read
 * `process`, and returns its exit code. It throws mistakes that only it can see as a `UsageError` (exit code 2).
 * Help, suggestions for misspelled names, and the check of flags come from its tables.
 */
import type { Finding } from '../core/finding';
import type { OptionSpec, OptionValue } from '../options/spec';
import type { ExitCode } from './exit';
import type { Host } from './host';

export type { ExitCode } from './exit';

export interface Command {
  /** What follows the name, such as `[options] FILE`. */
  readonly usage: string;
  /** A paragraph for the help: what the command does, and what it doesn't change. */
  readonly about: string;
  /** Its own flags, by name in camel case: `dryRun` is `--dry-run`. */
  readonly flags: FlagTable;
  /** Whether the options of the tracing providers are flags too. */
  readonly options?: true;
  /** The maximum number of operands; 0 if absent. */
  readonly operands?: number;
  readonly examples: readonly Example[];
  readonly run: (call: Call) => Promise<ExitCode>;
}

/** A row like that of an option: the same code reads, checks, and prints it. */
export interface Flag extends Omit<OptionSpec, 'section'> {
  /** The single letter: `f` is `-f`. */
  readonly short?: string;
  /** The placeholder of the value in the help, such as `FILE`. */
  readonly value?: string;
}

export type FlagTable = Readonly<Record<string, Flag>>;

interface Example {
  /** What it does, as a sentence without a full stop. */
  readonly description: string;
  /** The line to type. */
  readonly line: string;
}

export interface Call {
  readonly operands: readonly string[];
  /** The command's own flags, read by their type; absent if they aren't set. */
  readonly flags: Readonly<Record<string, OptionValue>>;
  /** The providers' options among the flags as they were written, for `configure`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly host: Host;
}

/** A mistake in the command line or in options. */
export class UsageError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super('the command line is wrong');
    this.name = 'UsageError';
  }
}

/** A failure that stops a command and isn't a mistake in the command line. */
export class RunError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super('the command failed');
    this.name = 'RunError';
  }
}
