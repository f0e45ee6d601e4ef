/** The second copy of a deployed function's receipt, in tags, which stay when a deployment replaces the variables. */
import type { FunctionEntry, FunctionReceipt } from '../../core/function';
import { digest } from '../../core/receipt';
import type { Parts } from '../../core/state';
import { type FunctionAddress, logGroupName, type Tags } from './configuration';
import { entriesFrom, entryFields, FORMAT, type Kept } from './record';

/** The first tag's name; more tags have a number behind it. */
export const EVIDENCE = 'tracelayer-receipt';

export const isEvidence = (name: string): boolean => /^tracelayer-receipt(-\d+)?$/.test(name);

/** Source: docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html, requirements for tags. */
const TAG_VALUE_LENGTH = 256;

/** The tags that keep a receipt, as many as it takes. */
export function writeEvidence({ receipt, logGroup }: Kept, place: FunctionAddress): Tags {
  const entries = entryFields(receipt, place).map(joinFields);
  const body = [receipt.provider, encodeTagText(shortGroup(logGroup, place)), ...entries].join('+');
  return evidenceTags(body);
}

/** A text in as many tags as it takes, with the format and a digest before it. */
export function evidenceTags(body: string): Tags {
  const whole = `${FORMAT}+${digest(body)}+${body}`;
  const pieces = whole.match(new RegExp(`.{1,${TAG_VALUE_LENGTH}}`, 'gs')) ?? [];
  return Object.fromEntries(pieces.map((piece, index) => [evidenceTag(index), piece]));
}

/** The text that tags keep, as fields; `undefined` where there is none, otherwise why it cannot be read. */
export function evidenceFields(tags: Tags): string[] | 'damaged' | 'newer' | undefined {
  const whole = joinPieces(tags);
  if (whole === undefined) return undefined;
  const [, format, sum, body = ''] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(whole) ?? [];
  if (format !== undefined && format !== FORMAT) return 'newer';
  return digest(body) === sum ? body.split('+') : 'damaged';
}

/**
 * The receipt that the tags keep: `undefined` where there is none, otherwise why it cannot be read. It doesn't include
 * variables, because the deployment that removed the variable with the receipt wrote all the others as well.
 */
export function readEvidence(tags: Tags, place: FunctionAddress): Kept | 'damaged' | 'newer' | undefined {
  const fields = evidenceFields(tags);
  if (!Array.isArray(fields)) return fields;
  const [provider = '', group = '', ...lines] = fields;
  const entries = entriesFrom(lines.map(splitFields), place);
  if (entries === undefined || provider === '') return 'damaged';
  const logGroup = longGroup(decodeTagText(group), place);
  const receipt = { provider, entries: entries.filter(({ kind }) => kind !== 'environment') };
  return { receipt, ...(logGroup === '' ? {} : { logGroup }) };
}

/** A text of any of the tags, or nothing where a function has none; a missing piece makes the digest wrong. */
function joinPieces(tags: Tags): string | undefined {
  const count = Object.keys(tags).filter(isEvidence).length;
  if (count === 0) return undefined;
  return Array.from({ length: count }, (_, index) => tags[evidenceTag(index)] ?? '').join('');
}

/**
 * A receipt without what a deployment took back since: where none of the layers that we added is left, the deployment
 * wrote the whole list, and a layer that we had taken out is not ours to bring back.
 */
export function stillTrue({ provider, entries }: FunctionReceipt, parts: Parts): FunctionReceipt {
  const added = entries.filter(({ kind, after }) => kind === 'layers' && after !== undefined);
  const isReplaced = added.length > 0 && !added.some((entry) => stillAsWritten(entry, parts));
  return isReplaced ? { provider, entries: entries.filter(({ kind }) => kind !== 'layers') } : { provider, entries };
}

const stillAsWritten = ({ kind, name, after }: FunctionEntry, parts: Parts): boolean => {
  const now = parts[kind][name];
  return now !== undefined && digest(now) === after;
};

const evidenceTag = (index: number): string => (index === 0 ? EVIDENCE : `${EVIDENCE}-${index + 1}`);

/** The name that a group has by default is the same text for every function, so that functions can share a call. */
const shortGroup = (group = '', place: FunctionAddress): string => (group === logGroupName(place.name) ? '~' : group);
const longGroup = (group: string, place: FunctionAddress): string => (group === '~' ? logGroupName(place.name) : group);

export const joinFields = (fields: readonly string[]): string => fields.map(encodeTagText).join('=');
export const splitFields = (line: string): string[] => line.split('=').map(decodeTagText);

/** A tag may hold letters, digits, blanks and `+ - = . _ : / @`; a blank at the end of a piece could get lost. */
export const encodeTagText = (given: string): string =>
  encodeURIComponent(given)
    .replace(/[!~*'()]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
    .replace(/%3A|%2F/g, decodeURIComponent)
    .replaceAll('%', '@');
export const decodeTagText = (given: string): string => {
  try {
    return decodeURIComponent(given.replaceAll('@', '%'));
  } catch {
    return '';
  }
};
