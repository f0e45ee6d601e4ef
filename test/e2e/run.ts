/** Runs a function against a local echo server and gives what the preview saw. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LambdaFunction } from '../../src/preview/function';
import { type Preview, type PreviewOptions, preview } from '../../src/preview/preview';
import { EVENTS, type EventName } from '../../src/preview/sandbox/events';
import type { Span } from '../../src/preview/span';
import { CACHE, PATH } from './machine';

/** A preview, and the headers with which the function called the echo server. */
export interface Ran extends Preview {
  readonly calls: readonly IncomingHttpHeaders[];
}

/** A machine that does other things too takes its time to start a function. */
const LIMIT_MS = 90_000;

/** Previews a function; `names` are the events, in order. */
export async function run(
  fn: LambdaFunction,
  names: readonly EventName[],
  options: Partial<PreviewOptions> = {},
): Promise<Ran> {
  const calls: IncomingHttpHeaders[] = [];
  const echo = createServer((request, response) => {
    calls.push(request.headers);
    response.end('echo');
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/hello`;
  try {
    const traced = { ...fn, environment: { ...fn.environment, ECHO_URL: url } };
    const events = names.map((name) => EVENTS[name]);
    return {
      ...(await preview(traced, { events, cacheFolder: CACHE, path: PATH, limitMs: LIMIT_MS, ...options })),
      calls,
    };
  } finally {
    echo.close();
  }
}

/** Every span of a preview. */
export function spansOf(ran: Preview): Span[] {
  return ran.invocations.flatMap(({ spans }) => [...spans]);
}

/** The spans of one name. */
export function named(spans: readonly Span[], name: string): Span[] {
  return spans.filter((span) => span.name === name);
}

/** The one span of that name; fails the test where there are none or several. */
export function only(spans: readonly Span[], name: string): Span {
  const found = named(spans, name);
  if (found.length !== 1)
    throw new Error(`${found.length} spans ${name}, expected one; spans: ${spans.map((s) => s.name).join(', ')}`);
  return found[0];
}

/** Whether a span is somewhere below another. */
export function isBelow(spans: readonly Span[], span: Span, ancestor: Span): boolean {
  const parent = spans.find(({ spanId }) => spanId === span.parentId);
  return parent !== undefined && (parent.spanId === ancestor.spanId || isBelow(spans, parent, ancestor));
}
