/** The colors of services: the same for a service on every page and in every trace. */

/** A number below `count` for each name. It follows from the name; names share a number only where there are more than `count`. */
export function serviceNumbers(names: readonly string[], count: number): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const name of [...new Set(names)].sort()) {
    const wanted = numberOf(name) % count;
    const taken = new Set(numbers.values());
    const inTurn = Array.from({ length: count }, (_, step) => (wanted + step) % count);
    numbers.set(name, inTurn.find((number) => !taken.has(number)) ?? wanted);
  }
  return numbers;
}

const numberOf = (name: string): number =>
  [...name].reduce((number, character) => (number * 31 + (character.codePointAt(0) ?? 0)) % 99_991, 7);
