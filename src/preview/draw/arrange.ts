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
  /** The row, counted from the top. */
  readonly lane: number;
  /** Nanoseconds since the trace began. */
  readonly from: number;
  readonly to: number;
}

/** The roots of a trace: spans without a parent, or whose parent is not there. */
export function spanTrees(spans: readonly Span[]): Node[] {
  const present = new Set(spans.map(({ spanId }) => spanId));
  const grow = (parts: readonly Span[]): Node[] =>
    parts.map((span) => ({ span, children: grow(byStart(spans.filter(({ parentId }) => parentId === span.spanId))) }));
  return grow(byStart(spans.filter(({ parentId }) => parentId === undefined || !present.has(parentId))));
}

/** When a trace begins and ends: a child may begin before its parent, as the loading of a module does. */
export function extentOf(spans: readonly Span[]): { start: number; end: number } {
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ start, duration }) => start + duration)),
  };
}

/** Each span below its parent, in the first row where it overlaps nothing. */
export function barsOf(spans: readonly Span[]): Bar[] {
  const { start } = extentOf(spans);
  const bars: Bar[] = [];
  const place = (node: Node, lowest: number) => {
    const from = node.span.start - start;
    const to = from + node.span.duration;
    let lane = lowest;
    while (bars.some((bar) => bar.lane === lane && bar.from < to && from < bar.to)) lane += 1;
    bars.push({ span: node.span, lane, from, to });
    for (const child of node.children) place(child, lane + 1);
  };
  for (const root of spanTrees(spans)) place(root, 0);
  return bars;
}

function byStart(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.start - b.start);
}
