/** The definition of a state machine in a document: as an object, as a text, or as a text with intrinsic functions in it. */
import type { Change } from '../../core/change';
import { definitionEntries } from '../../core/definition/entries';
import { isJsonMap, type JsonMap } from '../../core/definition/states';
import { ownValue } from '../../core/own';
import { isKnown, type Value } from '../../core/value';
import { toValue } from '../intrinsics';
import { spliced, splicesFor } from './json-text';
import { setAt } from './object';
import { joined, plainText, quoted, type TokenText } from './tokens';

export interface ReadDefinition {
  /** The part `definition` of a machine; `written` are the pointers that its receipt has entries for. */
  readonly entries: (written: ReadonlySet<string>) => Record<string, Value>;
  /** What the document has in its place, with those changes made that are of the definition. */
  readonly write: (changes: readonly Change[]) => unknown;
}

/** Why a definition can't be read, as a clause. */
export interface Unread {
  readonly unread: string;
}

export { shownText } from './tokens';

export const isUnread = (read: object): read is Unread => 'unread' in read;

/** Reads what a document has as the definition: JSON, a text of JSON, or `Fn::Sub` or `Fn::Join` of such a text. */
export function readDefinition(raw: unknown): ReadDefinition | Unread {
  if (typeof raw === 'string') return textDefinition(plainText(raw));
  if (!isJsonMap(raw)) return { unread: 'it is neither an object nor a text' };
  const [name = '', ...others] = Object.keys(raw);
  const form = others.length === 0 ? ownValue(FORMS, name) : undefined;
  if (form) return form(raw[name]);
  return isIntrinsic(raw) ? { unread: `it is made by \`${name}\`` } : objectDefinition(raw);
}

const FORMS: Readonly<Record<string, (given: unknown) => ReadDefinition | Unread>> = {
  'Fn::Sub': substitutionDefinition,
  'Fn::Join': (given) => {
    const text = joined(given);
    return text ? textDefinition(text) : { unread: 'its parts are not known' };
  },
};

function substitutionDefinition(given: unknown): ReadDefinition | Unread {
  const [template, ...others]: unknown[] = Array.isArray(given) ? given : [given];
  if (typeof template !== 'string') return { unread: 'its parts are not known' };
  const write: TokenText['write'] = (splices) => {
    const text = spliced(template, splices);
    return { 'Fn::Sub': Array.isArray(given) ? [text, ...others] : text };
  };
  return textDefinition({ ...plainText(template), write });
}

/** What names an intrinsic function. */
const isIntrinsic = (raw: unknown): raw is JsonMap =>
  isJsonMap(raw) && Object.keys(raw).length === 1 && /^(Ref|Fn::.+)$/.test(Object.keys(raw)[0] ?? '');

function objectDefinition(raw: JsonMap): ReadDefinition | Unread {
  if (isDeeperThan(MAX_DEPTH, raw)) return TOO_DEEP;
  const unresolved = (inner: unknown) => (isIntrinsic(inner) ? toValue(inner) : undefined);
  return {
    entries: (atoms) => definitionEntries(raw, { atoms, unresolved }),
    write: (changes) =>
      ofDefinition(changes).reduce<unknown>(
        (result, { name, after }) =>
          setAt(result, name, after === undefined ? undefined : isKnown(after) ? JSON.parse(after) : after),
        raw,
      ),
  };
}

function textDefinition({ text, shown, hidden, write }: TokenText): ReadDefinition | Unread {
  const parsed = parse(quoted(text));
  if (!isJsonMap(parsed)) return { unread: 'it is not JSON' };
  if (isDeeperThan(MAX_DEPTH, parsed)) return TOO_DEEP;
  const definition = JSON.parse(shown(JSON.stringify(parsed))) as JsonMap;
  return {
    entries: (atoms) => definitionEntries(definition, { atoms }),
    write: (changes) => {
      const edits = ofDefinition(changes).map(({ name, after }) => ({
        pointer: hidden(name),
        value: isKnown(after) ? hidden(after) : undefined,
      }));
      return write(splicesFor(text, edits, quoted));
    },
  };
}

/** Far more than a state machine has: what reads a definition calls itself for each level. */
const MAX_DEPTH = 1000;
const TOO_DEEP: Unread = { unread: 'its values are nested more than 1,000 levels deep' };

const isDeeperThan = (levels: number, raw: unknown): boolean =>
  typeof raw === 'object' &&
  raw !== null &&
  (levels === 0 || Object.values(raw).some((inner) => isDeeperThan(levels - 1, inner)));

const ofDefinition = (changes: readonly Change[]): readonly Change[] =>
  changes.filter(({ kind }) => kind === 'definition');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
