/** Separates the traces that tracers print without an agent from the function's own log. */
import type { MetricPoint, Span } from '../span';
import { readTrace } from './datadog';

/** What one line of output was: a log line, or telemetry. */
export interface PrintedLine {
  readonly log?: string;
  readonly spans: readonly Span[];
  readonly metrics: readonly MetricPoint[];
}

/** Reads one line a function printed; what is not telemetry is its log. */
export function readPrintedLine(line: string): PrintedLine {
  const printed = line.startsWith('{') ? parseJsonLine(line) : undefined;
  return tracesIn(printed) ?? metricIn(printed) ?? { log: line, spans: [], metrics: [] };
}

/** A function may print an object of its own with `traces` in it. */
function tracesIn(printed: any): PrintedLine | undefined {
  if (!Array.isArray(printed?.traces)) return undefined;
  try {
    return { spans: printed.traces.flatMap(readTrace), metrics: [] };
  } catch {
    return undefined;
  }
}

const metricIn = (printed: any): PrintedLine | undefined =>
  typeof printed?.m === 'string' && typeof printed.v === 'number'
    ? { spans: [], metrics: [{ name: printed.m, value: printed.v, tags: printed.t ?? [] }] }
    : undefined;

function parseJsonLine(line: string): any {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
