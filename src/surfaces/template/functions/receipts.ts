/** The receipts in the metadata of a function: one, or one for each outcome of its conditions. */

import { type ReceiptDocument, readReceipt, renderReceipt } from '../../receipt';
import type { ConditionOutcome } from '../conditions';
import { isMap, type Json, type Resource } from '../document/document';
import { metadataOf, withMetadata } from '../document/metadata';
import type { OutcomePlan } from './plans';

/** The receipt of one of several outcomes. */
interface ReceiptCase {
  readonly when: ConditionOutcome;
  readonly receipt: ReceiptDocument;
}

export function receiptCases(resource: Resource): readonly ReceiptCase[] {
  const cases = metadataOf(resource)?.cases;
  return Array.isArray(cases) ? cases.filter((one) => isMap(one?.when)) : [];
}

export const receiptConditions = (resource: Resource): string[] =>
  receiptCases(resource).flatMap(({ when }) => Object.keys(when));

/** The variables that an earlier run changed, whose values have to be found to take them back. */
export function earlierVariables(resource: Resource): string[] {
  const cases = receiptCases(resource);
  const receipts = cases.length === 0 ? [metadataOf(resource)] : cases.map(({ receipt }) => receipt);
  const entries = receipts.flatMap((receipt) => readReceipt(receipt)?.entries ?? []);
  return [...new Set(entries.filter(({ kind }) => kind === 'environment').map(({ name }) => name))];
}

/** Whether an earlier run has traced it, in any outcome. */
export const hasReceipt = (resource: Resource): boolean =>
  typeof metadataOf(resource)?.provider === 'string' || receiptCases(resource).length > 0;

export function receiptFor(resource: Resource, when: ConditionOutcome): ReceiptDocument | undefined {
  const cases = receiptCases(resource);
  if (cases.length === 0) return metadataOf(resource);
  return cases.find((one) => Object.entries(one.when).every(([name, holds]) => when[name] === holds))?.receipt;
}

/** The resource with the receipts of its plans, and with `notes` on how its properties were written. */
export function withReceipt(resource: Resource, plans: readonly OutcomePlan[], notes: object): Resource {
  const receipts = plans.map(({ when, planned }) => ({
    when,
    receipt: planned.receipt && renderReceipt(planned.receipt),
  }));
  const first = receipts[0]?.receipt;
  const isOne = receipts.length < 2 || new Set(receipts.map(({ receipt }) => JSON.stringify(receipt))).size === 1;
  const isGone = isOne && first === undefined;
  const mark = metadataOf(resource);
  if (isOne && mark === undefined && Object.keys(notes).length === 0) return withMetadata(resource, first);
  const rest = { ...otherMetadata(mark, isGone ? ADDITIONS : NOTES), ...(isGone ? {} : notes) };
  const now = isOne
    ? { ...first, ...rest }
    : { cases: receipts.filter(({ receipt }) => receipt !== undefined), ...rest };
  return withMetadata(resource, Object.keys(now).length > 0 ? now : undefined);
}

/** Metadata that are not a receipt. */
const otherMetadata = (mark: Json, names: ReadonlySet<string>): Json =>
  Object.fromEntries(Object.entries(isMap(mark) ? mark : {}).filter(([key]) => names.has(key)));
/** What was added to lists and properties, which is recorded apart; and what is recorded of a function that is traced. */
const ADDITIONS: ReadonlySet<string> = new Set(['lists', 'set']);
const NOTES: ReadonlySet<string> = new Set([...ADDITIONS, 'bare', 'twins', 'repeats']);

/** The names in a list of the metadata. */
export const namesIn = (resource: Resource, list: 'twins' | 'repeats'): string[] => {
  const names = metadataOf(resource)?.[list];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
};
