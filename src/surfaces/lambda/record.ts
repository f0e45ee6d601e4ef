/** The receipt of a deployed function, as one short variable of its own without a secret. */
import type { FunctionEntry, FunctionReceipt } from '../../core/function';
import { layerKey } from '../../core/layer';
import type { FunctionPart } from '../../core/state';
import { valueText } from '../../core/value';
import type { FunctionAddress } from './configuration';

/** The variable's name. */
export const RECORD = 'TRACELAYER_RECEIPT';

/** What is kept with a function. */
export interface Kept {
  readonly receipt: FunctionReceipt;
  /** The log group that was subscribed for it. */
  readonly logGroup?: string;
}

/** The first field: a reader leaves a function alone whose record it does not know. */
export const FORMAT = '1';

const KIND_LETTERS = {
  containers: 'c',
  handler: 'h',
  environment: 'e',
  layers: 'l',
  tags: 't',
  tracing: 'x',
} as const satisfies Record<FunctionPart, string>;
const KIND_OF: ReadonlyMap<string, FunctionPart> = new Map(
  Object.entries(KIND_LETTERS).map(([kind, letter]) => [letter, kind as FunctionPart]),
);

/** Entries separated by `;`, their fields by `,`. */
export function writeRecord(kept: Kept, place: FunctionAddress): string {
  const entries = entryFields(kept.receipt, place).map((fields) => fields.map(encodeField).join(','));
  return [FORMAT, kept.receipt.provider, encodeField(kept.logGroup ?? ''), ...entries].join(';');
}

/** What was written, or `undefined` for a text that is no record of this format. */
export function readRecord(record: string, place: FunctionAddress): Kept | undefined {
  const [format, provider, logGroup, ...lines] = record.split(';');
  if (format !== FORMAT || !provider) return undefined;
  const entries = entriesFrom(
    lines.map((line) => line.split(',').map(decodeField)),
    place,
  );
  return entries && { receipt: { provider, entries }, ...(logGroup ? { logGroup: decodeField(logGroup) } : {}) };
}

/**
 * The fields of each entry: kind and name, digest, what was there before, place. Containers are left out: Lambda has
 * none that are empty.
 */
export const entryFields = ({ entries }: FunctionReceipt, place: FunctionAddress): string[][] =>
  entries.filter(({ kind }) => kind !== 'containers').map((entry) => fieldsOf(entry, place));

function fieldsOf(entry: FunctionEntry, place: FunctionAddress): string[] {
  const fields = [
    KIND_LETTERS[entry.kind] + shorten(entry.kind, entry.name, place),
    entry.after ?? '-',
    before(entry, place),
    entry.at === undefined ? '' : String(entry.at),
  ];
  while (fields.at(-1) === '') fields.pop();
  return fields;
}

/**
 * An earlier value of a variable is never written down, because it can be a secret. A recipe only adds text after it, so the
 * receipt has its length.
 */
function before({ kind, name, before: value, start: length }: FunctionEntry, place: FunctionAddress): string {
  if (length !== undefined) return `^${length}`;
  if (value === undefined) return '';
  const old = valueText(value);
  if (kind === 'environment' && old.trim() !== '')
    throw new Error(`the variable ${name} would be replaced and could not be put back`);
  return `=${shorten(kind, old, place)}`;
}

/** The entries that fields mean, or `undefined` if one of them is unknown. */
export function entriesFrom(
  lines: readonly (readonly string[])[],
  place: FunctionAddress,
): FunctionEntry[] | undefined {
  const entries = lines.map((fields) => entryFrom(fields, place));
  return entries.includes(undefined) ? undefined : (entries as FunctionEntry[]);
}

function entryFrom(fields: readonly string[], place: FunctionAddress): FunctionEntry | undefined {
  const [head = '', after = '', old = '', at = ''] = fields;
  const kind = KIND_OF.get(head[0] ?? '');
  if (kind === undefined || after === '') return undefined;
  const name = lengthen(kind, head.slice(1), place);
  const earlier =
    old[0] === '^'
      ? { start: Number(old.slice(1)) }
      : old === ''
        ? {}
        : { before: lengthen(kind, old.slice(1), place) };
  return {
    kind,
    name: kind === 'layers' ? layerKey(name) : name,
    ...earlier,
    ...(after === '-' ? {} : { after }),
    ...(at === '' ? {} : { at: Number(at) }),
  };
}

/** Layers are mostly in the function's own region, which need not be said each time. */
const layerArnStart = ({ partition, region }: FunctionAddress): string => `arn:${partition}:lambda:${region}:`;
const shorten = (kind: FunctionPart, name: string, place: FunctionAddress): string =>
  kind === 'layers' && name.startsWith(layerArnStart(place)) ? `~${name.slice(layerArnStart(place).length)}` : name;
const lengthen = (kind: FunctionPart, name: string, place: FunctionAddress): string =>
  kind === 'layers' && name.startsWith('~') ? layerArnStart(place) + name.slice(1) : name;

/** Separators, and what would need a backslash in JSON, by which Lambda measures. */
const encodeField = (given: string): string =>
  [...given].map((letter) => (/[%,;"\\\p{Cc}]/u.test(letter) ? encodeURIComponent(letter) : letter)).join('');
const decodeField = (given: string): string => {
  try {
    return decodeURIComponent(given);
  } catch {
    return '';
  }
};
