/** What one finding is: the columns of the tables of findings, and the helpers for their sentences. */

export type Severity = 'error' | 'warning' | 'info';

/** What a finding means for the function that it is about; see `status.ts`. */
export type Effect = 'not traced' | 'damaged' | 'needs code' | 'not updated';

/** What a traced function still waits for, outside of the function itself. */
export type Pending = 'permission' | 'version' | 'subscription';

/** The details that a sentence needs, and those that it can do without. */
export type Words<Needed extends string, Optional extends string = never> = Readonly<
  Record<Needed, string> & Partial<Record<Optional, string>>
>;

/** The details of a finding that may be about a resource of several kinds; without a noun, it is about a function. */
export type WordsOf<Needed extends string, Optional extends string = never> = Words<Needed, Optional | 'noun'>;

/** What a finding is about, such as `state machine`. */
export const nounIn = ({ noun = 'function' }: WordsOf<never>): string => noun;

/** Sentences that print details, or that are always the same. */
type Sentences<D> = string | ((details: D) => string);

export interface FindingRow<D> {
  /**
   * `error` is for mistakes in options, documents that can't be read or would be invalid, and calls that failed. What is
   * wrong with one function is a `warning` with an effect, so that one function never stops the others.
   */
  readonly severity: Severity;
  readonly effect?: Effect;
  readonly pending?: Pending;
  /** What is wrong, what was given, what is allowed: whole sentences. */
  readonly message: Sentences<D>;
  /** What to do about it: whole sentences, or nothing. */
  readonly remediation: Sentences<D>;
}

/** The rows of one owner. Each sentence keeps the type of its own details. */
export type FindingRows = Readonly<Record<string, FindingRow<never>>>;

export const NOTHING_TO_DO = '';

/** A part of a message that begins a sentence; what is not prose, such as `code`, keeps its first letter. */
export const asStart = (given = ''): string =>
  given.replace(/^[a-z](?=[a-z']*(?:\s|$))/, (letter) => letter.toUpperCase());

/** A part of a message that ends a sentence. */
export const asEnd = (given = ''): string => (/[.?!]$/.test(given) || given === '' ? given : `${given}.`);

export const isSeveral = (names = ''): boolean => names.includes(', ');

export const inBackticks = (names = ''): string =>
  names
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(', ');

export const asSentence = (given?: string): string => asEnd(asStart(given));
