/** What a table of layers from a file must look like. */
import type { CatalogFile } from '../provider';
import { PUBLISHED } from './catalog';

/** What is wrong with a value at a path; nothing where it is right. */
type Shape = (given: unknown, path: string) => string[];

const is =
  (words: string, test: (given: unknown) => boolean): Shape =>
  (given, path) =>
    test(given) ? [] : [`${path} must be ${words}`];

const isMap = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** A map whose names are the user's. */
const map =
  (shape: Shape): Shape =>
  (given, path) =>
    isMap(given)
      ? Object.entries(given).flatMap(([name, value]) => shape(value, `${path}.${name}`))
      : [`${path} must be a map`];

/** A map with only these names; those in `required` must be there. */
const row =
  (shapes: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape =>
  (given, path) => {
    if (!isMap(given)) return [`${path} must be a map`];
    const missing = required.filter((name) => !Object.hasOwn(given, name)).map((name) => `${path}.${name} must be set`);
    const wrong = Object.entries(given).flatMap(([name, value]) =>
      Object.hasOwn(shapes, name) ? (shapes[name]?.(value, `${path}.${name}`) ?? []) : [`${path}.${name} is unknown`],
    );
    return [...missing, ...wrong];
  };

const version = is('a whole number of at least 1', (given) => Number.isInteger(given) && Number(given) >= 1);
const name = is('the name of a layer', (given) => typeof given === 'string' && /^[\w-]+$/.test(given));
const texts = is(
  'a list of strings',
  (given) => Array.isArray(given) && given.every((item) => typeof item === 'string'),
);
const account = is('12 digits', (given) => typeof given === 'string' && /^\d{12}$/.test(given));

const TABLE = row({
  current: row(Object.fromEntries(Object.keys(PUBLISHED.current).map((family) => [family, version]))),
  partitions: map(row({ account, regions: texts }, ['account', 'regions'])),
  runtimes: map(row({ x86_64: name, arm64: name, first: version, last: version })),
  gaps: map(texts),
  exceptions: map(map(version)),
});

export const catalogFile: CatalogFile = {
  table: {
    current: PUBLISHED.current,
    partitions: PUBLISHED.partitions,
    runtimes: PUBLISHED.runtimes,
    gaps: PUBLISHED.gaps,
    exceptions: PUBLISHED.exceptions,
  },
  problems: (given) => TABLE(given, 'catalog.datadog'),
};
