/**
 * The receipt of a deployed state machine: edits of the definition in the definition itself, at the end of its `Comment`, so
 * that one update writes both; everything else in tags, which are written before the update and removed after the last one.
 */

import type { Receipt, ReceiptEntry } from '../../core/receipt';
import type { MachinePart } from '../../core/state-machine';
import type { Value } from '../../core/value';
import { valueText } from '../../core/value';
import type { Tags } from '../../surfaces/lambda/configuration';
import {
  decodeTagText,
  encodeTagText,
  evidenceFields,
  evidenceTags,
  joinFields,
  splitFields,
} from '../../surfaces/lambda/evidence';

type MachineEntry = ReceiptEntry<MachinePart>;

/** What is kept with a state machine. */
export interface KeptMachine {
  readonly receipt: Receipt<MachinePart>;
  /** The log group that was subscribed for it. */
  readonly logGroup?: string;
  /** The inline policy that its role was given. */
  readonly policy?: string;
}

const KIND_LETTERS = {
  presence: 'p',
  definition: 'd',
  logging: 'l',
  tracing: 'x',
  tags: 't',
} as const satisfies Record<MachinePart, string>;
const KIND_OF: ReadonlyMap<string, MachinePart> = new Map(
  Object.entries(KIND_LETTERS).map(([kind, letter]) => [letter, kind as MachinePart]),
);

/** The tags of a receipt. */
export function machineEvidence({ receipt, logGroup = '', policy = '' }: KeptMachine): Tags {
  const entries = receipt.entries.filter(({ kind }) => kind !== 'definition').map(fieldsOf);
  return evidenceTags(
    [receipt.provider, encodeTagText(logGroup), encodeTagText(policy), ...entries.map(joinFields)].join('+'),
  );
}

/** What the tags keep: `undefined` where there is nothing, otherwise why it cannot be read. */
export function readMachineEvidence(tags: Tags): KeptMachine | 'damaged' | 'newer' | undefined {
  const fields = evidenceFields(tags);
  if (!Array.isArray(fields)) return fields;
  const [provider = '', group = '', name = '', ...lines] = fields;
  const entries = entriesOf(lines.map(splitFields));
  if (entries === undefined || provider === '') return 'damaged';
  const [logGroup, policy] = [group, name].map(decodeTagText);
  return { receipt: { provider, entries }, ...(logGroup ? { logGroup } : {}), ...(policy ? { policy } : {}) };
}

/** The kind and the name, the digest, and what was there before: `=` and the text, or `^` and the length of a beginning. */
function fieldsOf({ kind, name, after = '-', before, start }: MachineEntry): string[] {
  const earlier = start !== undefined ? `^${start}` : before === undefined ? [] : `=${valueText(before as Value)}`;
  return [KIND_LETTERS[kind] + name, after].concat(earlier);
}

function entriesOf(lines: readonly (readonly string[])[]): MachineEntry[] | undefined {
  const entries = lines.map(entryOf);
  return entries.includes(undefined) ? undefined : (entries as MachineEntry[]);
}

function entryOf([head = '', after = '', old = '']: readonly string[]): MachineEntry | undefined {
  const kind = KIND_OF.get(head[0] ?? '');
  if (kind === undefined || after === '') return undefined;
  const earlier = old === '' ? {} : old[0] === '^' ? { start: Number(old.slice(1)) } : { before: old.slice(1) };
  return { kind, name: head.slice(1), ...earlier, ...(after === '-' ? {} : { after }) };
}

/** The receipt at the end of a comment. A blank is before it where the definition had a comment already. */
const IN_COMMENT = /(?:^| )\[tracelayer-receipt (\S+) (\S+) (\[.*\])\]$/s;
const FORMAT = '1';

/** The comment with the edits of a receipt at its end; the comment as it is where there are none. */
export function withEdits(comment: string | undefined, receipt: Receipt<MachinePart> | undefined): string | undefined {
  const edits = receipt?.entries.filter(({ kind }) => kind === 'definition') ?? [];
  if (receipt === undefined || edits.length === 0) return comment;
  const text = `[tracelayer-receipt ${FORMAT} ${receipt.provider} ${JSON.stringify(edits.map(fieldsOf))}]`;
  return comment === undefined ? text : `${comment} ${text}`;
}

interface CommentRead {
  /** The user's own comment; absent where the definition had none. */
  readonly comment?: string;
  readonly receipt?: Receipt<MachinePart>;
}

export function readComment(written: string | undefined): CommentRead | 'damaged' | 'newer' {
  const match = written === undefined ? null : IN_COMMENT.exec(written);
  if (match === null) return written === undefined ? {} : { comment: written };
  const [text, format, provider = '', list = ''] = match;
  if (format !== FORMAT) return 'newer';
  const entries = entriesOf(listIn(list));
  if (entries === undefined) return 'damaged';
  const isOwn = text.startsWith(' ');
  return { ...(isOwn ? { comment: written?.slice(0, match.index) } : {}), receipt: { provider, entries } };
}

function listIn(text: string): string[][] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map((fields) => (Array.isArray(fields) ? fields.map(String) : [])) : [[]];
  } catch {
    return [[]];
  }
}
