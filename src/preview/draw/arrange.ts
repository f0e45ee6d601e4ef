/** The spans of a trace in the order and at the places in which they are drawn. */
import type { Span } from '../span';

/** A span with its place in the tree. */
export interface Node {
  readonly span: Span;
  readonly children: readonly Node[];
}

/** A span with its place in a flame view. */
export interface Bar {
  readonly span: Span;
  /** The row where every span is shown, counted from the top. */
  readonly lane: number;
  /** The row where repeated spans are folded; none if this one is folded itself. */
  readonly foldedLane?: number;
  /** How many spans below this one are folded. */
  readonly folded: number;
  /** Nanoseconds since the trace began. */
  readonly from: number;
  readonly to: number;
}

/**
 * The roots of a trace: spans without a parent, or whose parent is not there. A span that was sent twice is one, and spans
 * that are each other's parents begin a tree of their own, so that every span is there once.
 */
export function spanTrees(spans: readonly Span[]): Node[] {
  const unique = byStart([...new Map(spans.map((span) => [span.spanId, span])).values()]);
  const present = new Set(unique.map(({ spanId }) => spanId));
  const below = new Map<string | undefined, Span[]>();
  for (const span of unique) below.set(span.parentId, [...(below.get(span.parentId) ?? []), span]);
  const placed = new Set<string>();
  const grow = (span: Span): Node => {
    placed.add(span.spanId);
    const children = below.get(span.spanId)?.filter(({ spanId }) => !placed.has(spanId)) ?? [];
    return { span, children: children.map(grow) };
  };
  const roots = unique.filter(({ parentId }) => parentId === undefined || !present.has(parentId)).map(grow);
  return [...roots, ...unique.flatMap((span) => (placed.has(span.spanId) ? [] : [grow(span)]))];
}

/** When a trace begins and ends: a child may begin before its parent, as the loading of a module does. */
export function extentOf(spans: readonly Span[]): { start: number; end: number } {
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ start, duration }) => start + duration)),
  };
}

/** The children to show: a span that repeats the name of its parent and grandparent is folded, as modules are that modules load. */
export const shownChildren = ({ span, children }: Node, parent?: Span): readonly Node[] =>
  children.filter((child) => child.span.name !== span.name || parent?.name !== span.name);

/** How many spans below a node are folded. */
export const foldedBelow = (node: Node, parent?: Span): number =>
  countOf(node) - 1 - shownChildren(node, parent).reduce((sum, child) => sum + countOf(child), 0);

const countOf = (node: Node): number => node.children.reduce((sum, child) => sum + countOf(child), 1);

/** Each span below its parent, in the first row where it overlaps nothing, with and without the spans that can be folded. */
export function barsOf(spans: readonly Span[]): Bar[] {
  const { start } = extentOf(spans);
  const roots = spanTrees(spans);
  const lanes = lanesOf(roots, ({ children }) => children);
  const foldedLanes = lanesOf(roots, shownChildren);
  const barOf = (node: Node, parent?: Span): Bar[] => {
    const { span } = node;
    const from = span.start - start;
    const bar = { span, from, to: from + span.duration, lane: lanes.get(span) as number };
    const foldedLane = foldedLanes.get(span);
    const own = foldedLane === undefined ? { folded: 0 } : { foldedLane, folded: foldedBelow(node, parent) };
    return [{ ...bar, ...own }, ...node.children.flatMap((child) => barOf(child, span))];
  };
  return roots.flatMap((root) => barOf(root));
}

function lanesOf(
  roots: readonly Node[],
  childrenOf: (node: Node, parent?: Span) => readonly Node[],
): ReadonlyMap<Span, number> {
  const lanes = new Map<Span, number>();
  const rows: Span[][] = [];
  const place = (node: Node, lowest: number, parent?: Span) => {
    let lane = lowest;
    while (rows[lane]?.some((other) => overlap(other, node.span))) lane += 1;
    while (rows.length <= lane) rows.push([]);
    rows[lane].push(node.span);
    lanes.set(node.span, lane);
    for (const child of childrenOf(node, parent)) place(child, lane + 1, node.span);
  };
  for (const root of roots) place(root, 0);
  return lanes;
}

const overlap = (a: Span, b: Span): boolean => a.start < b.start + b.duration && b.start < a.start + a.duration;

function byStart(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.start - b.start);
}
