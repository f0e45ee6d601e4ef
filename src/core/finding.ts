/** Findings: every message for users, from the tables of their owners. Codes never change; sentences may. */

import { CDK_FINDINGS } from './findings/cdk';
import { CLI_FINDINGS } from './findings/cli';
import { OPTION_FINDINGS } from './findings/options';
import { PLAN_FINDINGS } from './findings/plans';
import { PROVIDER_FINDINGS } from './findings/providers';
import type { Effect, FindingRow, Pending, Severity } from './findings/row';
import { SERVERLESS_FINDINGS } from './findings/serverless';
import { STATE_MACHINE_FINDINGS } from './findings/state-machines';
import { SURFACE_FINDINGS } from './findings/surfaces';
import { visibleLine } from './visible';

export type { Effect, Pending, Severity } from './findings/row';

/** What a finding is about, in words: names and numbers, never a secret. */
export type Details = Readonly<Record<string, string>>;

/** The rows of every owner. Every surface knows all codes, because users can acknowledge each of them everywhere. */
const FINDINGS = {
  ...OPTION_FINDINGS,
  ...PLAN_FINDINGS,
  ...PROVIDER_FINDINGS,
  ...SURFACE_FINDINGS,
  ...CDK_FINDINGS,
  ...SERVERLESS_FINDINGS,
  ...STATE_MACHINE_FINDINGS,
  ...CLI_FINDINGS,
};

export type FindingCode = keyof typeof FINDINGS;

/** A finding whose subject is still open. */
export interface Note {
  readonly code: FindingCode;
  readonly details: Details;
}

/** A message about one function, or about where an option was set. */
export interface Finding extends Note {
  readonly subject: string;
  /** Whether the user wants a function that is not traced to be an error. */
  readonly strict?: true;
}

export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

/** A row whose sentences take details of any finding: `note` has checked that a finding has its own. */
const findingRow = (code: FindingCode): FindingRow<Details> => FINDINGS[code] as FindingRow<Details>;

/** The details that the sentences of a code print. */
type DetailsOf<Code extends FindingCode> = Code extends unknown
  ? DetailsIn<(typeof FINDINGS)[Code]['message']> & DetailsIn<(typeof FINDINGS)[Code]['remediation']>
  : never;
type DetailsIn<Sentence> = Sentence extends (details: infer D) => string ? (unknown extends D ? object : D) : object;

/** A note whose details are typed by its code, for notes that this module doesn't create. */
export type TypedNote = {
  [Code in FindingCode]: { readonly code: Code; readonly details: DetailsOf<Code> };
}[FindingCode];

/** A note of a code, with every detail that its sentences print; it may have more. */
export const note = <Code extends FindingCode>(
  code: Code,
  ...[details = {}]: object extends DetailsOf<Code> ? [details?: Details] : [details: DetailsOf<Code> & Details]
): Note => ({ code, details });

export const about = (subject: string, notes: readonly Note[]): Finding[] =>
  notes.map(({ code, details }) => ({ code, subject, details }));

/** Findings about a resource that is no function say so. */
export const withNoun = <T extends Note>(noun: string, notes: readonly T[]): T[] =>
  notes.map((one) => ({ ...one, details: { ...one.details, noun } }));

/** A warning with a strict effect is an error where the user asked for `strict`. */
export const severity = ({ code, strict }: Pick<Finding, 'code' | 'strict'>): Severity => {
  const { severity: own, effect } = findingRow(code);
  return strict && own === 'warning' && STRICT.has(effect) ? 'error' : own;
};
const STRICT: ReadonlySet<Effect | undefined> = new Set<Effect | undefined>(['not traced', 'damaged', 'not updated']);

export const effectOf = ({ code }: Note): Effect | undefined => findingRow(code).effect;

export const pendingOf = ({ code }: Note): Pending | undefined => findingRow(code).pending;

/** The findings that nothing can be done with. */
export const errorsOf = <T extends Finding>(findings: readonly T[]): T[] =>
  findings.filter((found) => severity(found) === 'error');

/** Whether people may say that they know of it: of everything but mistakes and damaged functions. */
export const isAcknowledgeable = (code: FindingCode): boolean =>
  findingRow(code).severity !== 'error' && findingRow(code).effect !== 'damaged';

/** How a user wants findings to be treated: the options `strict` and `acknowledge`. */
export interface Policy {
  readonly strict?: boolean;
  readonly acknowledge?: readonly string[];
}

/** The findings of a function without those that its user has acknowledged, and as errors where the user is strict. */
export function withPolicy(findings: readonly Finding[], { strict, acknowledge = [] }: Policy): readonly Finding[] {
  if (!strict && acknowledge.length === 0) return findings;
  const open = findings.filter(({ code }) => !(isAcknowledgeable(code) && acknowledge.includes(code)));
  return strict ? open.map((found) => ({ ...found, strict: true })) : open;
}

/** The sentences of a finding: what is wrong, and what to do, if anything. */
export const sentencesOf = ({ code, details }: Note): { message: string; remediation?: string } => {
  const [message = '', remediation] = [findingRow(code).message, findingRow(code).remediation].map((said) =>
    typeof said === 'string' ? said : said(details),
  );
  return { message, ...(remediation ? { remediation } : {}) };
};

/** The text for people, without the subject, in one line: names and values in it come from outside. */
export const sentence = (note: Note): string => {
  const { message, remediation } = sentencesOf(note);
  return visibleLine(remediation === undefined ? message : `${message} ${remediation}`);
};

/** The whole line for people. */
export const describe = (finding: Finding): string => `${visibleLine(finding.subject)}: ${sentence(finding)}`;
