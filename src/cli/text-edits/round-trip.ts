/** A template's text changed so that a removal gives back every byte of it, or the reason why that cannot be. */
import { type Note, note } from '../../core/finding';
import { errorsOf } from '../../providers';
import { type Json, untransform } from '../../surfaces/template';
import { equal } from '../../surfaces/template/document/document';
import { editSource } from './edit';
import { knownBefore, type LayoutRecord, laidOut, layoutBetween, Refused, withLayouts, withoutLayouts } from './layout';
import { BadYaml, positionOf, readSource, type SourceEntry, type TextSource } from './source';

/** The text that says what is wanted, such that a removal leaves what it would leave today. */
export function rewritten(source: TextSource, wanted: Json): TextSource | Note {
  const { value, records } = withoutLayouts(source.value);
  const removal = removalFrom(source);
  if (removal === undefined) return equal(value, wanted) ? source : unremovable(source);
  const { template, left } = removal;
  if (equal(template, wanted)) return left;
  if (equal(value, wanted)) return source;
  const own = source === left ? undefined : editSource(source, withLayouts(wanted, records));
  if (own && removalFrom(own, left)?.left.text === left.text) return own;
  return rewrittenFrom(left, wanted);
}

function rewrittenFrom(original: TextSource, wanted: Json): TextSource | Note {
  const plain = editSource(original, wanted);
  if (plain === undefined) return unsayable(original, wanted);
  const back = removalFrom(plain, original)?.left;
  if (back === undefined) return unremovable(plain);
  if (back.text === original.text) return plain;
  const records = layoutBetween(original, back, knownBefore(wanted));
  if (records instanceof Refused) return lost(original, records.offset);
  const laid = editSource(original, withLayouts(wanted, records));
  const again = laid && removalFrom(laid, original)?.left;
  if (laid && again?.text === original.text) return laid;
  return lost(original, firstDifference(original.text, (again ?? back).text));
}

interface Removal {
  /** What the document is without tracing. */
  readonly template: Json;
  /** The text that is left, which may say more: what is empty, and says nothing. */
  readonly left: TextSource;
}

/** What a removal makes of a text; nothing where it cannot be made. It is expected to make the text of `known`. */
function removalFrom(source: TextSource, known?: TextSource): Removal | undefined {
  const { value, records } = withoutLayouts(source.value);
  const { template, findings } = untransform(value);
  if (errorsOf(findings).length > 0) return undefined;
  if (equal(template, source.value)) return { template, left: source };
  const plain = editSource(source, template, known);
  return plain && { template, left: restored(plain, records, known) };
}

/** Restoring a layout changes no value; a text that was edited meanwhile may make it impossible. */
export function restored(source: TextSource, records: readonly LayoutRecord[], known?: TextSource): TextSource {
  if (records.length === 0) return source;
  try {
    const text = laidOut(source, records);
    return text === known?.text ? known : readSource(text);
  } catch (problem) {
    if (problem instanceof BadYaml) return source;
    throw problem;
  }
}

const firstDifference = (a: string, b: string): number => {
  let place = 0;
  while (place < a.length && a[place] === b[place]) place++;
  return Math.min(place, a.length - 1);
};

const lost = (source: TextSource, offset: number): Note =>
  note('file-not-editable', {
    why: `removing the tracing later would not restore ${describePlace(source, offset)}`,
    instead: 'write that part in another style, exclude the function or state machine, or use the macro',
  });

/** Without aliases and merges every document can be said, as far as is known. */
function unsayable(source: TextSource, wanted: Json): Note {
  if (source.root.repeats) return note('file-not-editable');
  const offset = source.root.entries.find(({ key = '', value }) => !equal(value.value, wanted?.[key]))?.from ?? 0;
  return note('file-not-editable', {
    why: `the text cannot be edited at ${describePlace(source, offset)}`,
    instead: 'write that part in another style, exclude the function or state machine, or use the macro',
  });
}

const unremovable = (source: TextSource): Note =>
  note('file-not-editable', {
    why: `the tracing that is in the file cannot be removed from ${describePlace(source, source.root.from)}`,
    instead: 'restore an earlier version of the file, or use the macro',
  });

/** Line, column, and the keys that lead there. */
function describePlace({ text, root }: TextSource, offset: number): string {
  const { line, column } = positionOf(text, offset);
  const keys: string[] = [];
  let entries: readonly SourceEntry[] = root.entries;
  for (;;) {
    const index = entries.findIndex(({ from, to }) => from <= offset && offset <= to);
    const found = entries[index];
    if (found === undefined) break;
    keys.push(found.key ?? String(index));
    entries = found.value.entries;
  }
  return `line ${line}, column ${column}${keys.length === 0 ? '' : ` (${keys.join('.')})`}`;
}
