/** A value that a function carries: a string, or one that only the deployment will know. */

export type Value = string | Unresolved;

export type Unresolved = Native | Join | Lookup;

/** Made by a surface; its origin only ever goes back to that surface. */
export interface Native {
  readonly kind: 'native';
  /** What the value looks like in comparisons and messages, such as `${Stage}`. */
  readonly text: string;
  readonly origin: unknown;
}

/** Several values in a row, made by the core. */
interface Join {
  readonly kind: 'join';
  readonly parts: readonly Value[];
}

/** A row of a table that is chosen by the region or partition of the deployment; a surface renders it as a mapping. */
export interface Lookup {
  readonly kind: 'lookup';
  readonly by: 'region' | 'partition';
  /** Names the column: letters and digits, one content for each name. */
  readonly attribute: string;
  readonly entries: Readonly<Record<string, string>>;
}

export const isKnown = (value: Value | undefined): value is string => typeof value === 'string';

/** The one printed form of a value: its identity in comparisons and its look in messages. */
export function valueText(value: Value): string {
  if (isKnown(value)) return value;
  switch (value.kind) {
    case 'native':
      return value.text;
    case 'join':
      return value.parts.map(valueText).join('');
    case 'lookup':
      return lookupText(value.by, value.attribute);
  }
}

/** How a lookup prints, so that a surface which reads its own mapping back recognises it. */
export const lookupText = (by: Lookup['by'], attribute: string): string => `\${Tracelayer.${by}.${attribute}}`;

/** Whether two values are one; a string never equals what only looks like it. */
export const sameValue = (a: Value | undefined, b: Value | undefined): boolean =>
  a === undefined || b === undefined ? a === b : isKnown(a) === isKnown(b) && valueText(a) === valueText(b);

/** Values in a row: a plain string as long as every part is one, with neighbouring strings made one. */
export function concat(...values: readonly Value[]): Value {
  const parts: Value[] = [];
  for (const value of values.flatMap((part) => (isKnown(part) || part.kind !== 'join' ? [part] : part.parts))) {
    const last = parts.at(-1);
    if (isKnown(value) && isKnown(last)) parts[parts.length - 1] = last + value;
    else if (value !== '') parts.push(value);
  }
  if (parts.length === 0) return '';
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'join', parts };
}
