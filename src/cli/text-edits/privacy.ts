/** Which words of a text are values of a user's, which no receipt repeats beyond what it has anyway. */
import type { Token } from './lexemes';
import { longName, type SourceNode, type TextSource } from './source';

/** Whether a word is part of a value that `known` does not have. */
export function privacyOf({ root }: TextSource, known: ReadonlySet<string>): (token: Token) => boolean {
  const ranges = valuesIn(root).filter(({ value }) => typeof value !== 'string' || !known.has(value));
  return ({ text, offset }) =>
    VISIBLE_CHARACTER.test(text) && ranges.some(({ start, to }) => start <= offset && offset < to);
}

/** Signs, quotes, and blanks are how something is written, not what is written. */
const VISIBLE_CHARACTER = /[^\s'"\\[\]{},:#&*!|>?-]/;

/** Scalars that are no names: what an intrinsic function refers to is a name. */
function valuesIn(place: SourceNode, around?: string): Pick<SourceNode, 'start' | 'to' | 'value'>[] {
  const within = place.tag === undefined ? around : longName(place.tag);
  if (place.kind === 'scalar') {
    const { start, to } = place;
    const value = place.tag === undefined ? place.value : Object.values(place.value)[0];
    const isPublic = NAMING.has(within ?? '') || value === null || typeof value === 'boolean';
    return isPublic ? [] : [{ start, to, value }];
  }
  return place.entries.flatMap(({ key, value }, index) =>
    valuesIn(
      value,
      key ?? (within === 'Fn::If' && index === 0 ? 'Condition' : NAMING.has(within ?? '') ? within : undefined),
    ),
  );
}

/** Functions whose arguments are names of other things in the template. */
const NAMING: ReadonlySet<string> = new Set(['Ref', 'Condition', 'Fn::GetAtt']);
