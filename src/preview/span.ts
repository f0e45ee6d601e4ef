/** One model of a span for all protocols. */

/** A unit of traced work. */
export interface Span {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  /** 16 hexadecimal digits; absent on the first span of a trace. */
  readonly parentId?: string;
  readonly name: string;
  readonly service: string;
  readonly resource: string;
  /** Nanoseconds since 1970, exact to 256 ns: what a double holds. */
  readonly start: number;
  /** Nanoseconds. */
  readonly duration: number;
  readonly error: boolean;
  /** Attributes that are text or true/false. */
  readonly tags: Readonly<Record<string, string>>;
  /** Attributes that are numbers. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A metric that a function sent in addition to its traces. */
export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly tags: readonly string[];
}

const NO_PARENT = /^0*$/;

/** The ID of a parent, or nothing for zero, which means "none" in protocols. */
export function parentOf(id: string): string | undefined {
  return NO_PARENT.test(id) ? undefined : id;
}

/** Spans by trace, in the order their traces began. */
export function byTrace(spans: readonly Span[]): Span[][] {
  const traces = new Map<string, Span[]>();
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  }
  return [...traces.values()];
}
