/** The parts of a function that a plan may change, each of them a map. */
import { copyOf } from './copy';
import type { Value } from './value';

/** The parts of a function that a plan may change. */
export const KINDS = ['containers', 'handler', 'environment', 'layers', 'tags', 'tracing'] as const;
export type Kind = (typeof KINDS)[number];

/** Changes or entries by the kind that they are of, each in their order. */
export function byKind<T extends { readonly kind: Kind }>(items: readonly T[]): { [K in Kind]?: T[] } {
  const groups: { [K in Kind]?: T[] } = {};
  let [kind, group]: [Kind | undefined, T[]] = [undefined, []];
  for (const item of items) {
    if (item.kind !== kind) {
      kind = item.kind;
      group = groups[kind] ??= [];
    }
    group.push(item);
  }
  return groups;
}

/** The kinds whose map stands in a property of its own, which may be absent. */
export const CONTAINED = ['environment', 'layers', 'tags', 'tracing'] as const satisfies readonly Kind[];

/**
 * Every part is a map, so that one `diff`, `invert` and `apply` serve all of them: `handler` has the one name
 * `handler` (of an image: its command), `layers` are named by their ARN without the version, in order, and `containers`
 * names the properties that are there, be they empty.
 */
export type Parts = { readonly [K in Kind]: Readonly<Record<string, Value>> };

export const NO_PARTS: Parts = { containers: {}, handler: {}, environment: {}, layers: {}, tags: {}, tracing: {} };

/** Parts with a container for everything that has something in it. */
export function contained(parts: Parts): Parts {
  const containers = copyOf(parts.containers);
  for (const kind of CONTAINED) if (Object.keys(parts[kind]).length > 0) containers[kind] = 'present';
  return { ...parts, containers };
}
