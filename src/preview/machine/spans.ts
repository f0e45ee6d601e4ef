/** The spans of executions and their states, under the ids that the functions' libraries know them by. */
import { createHash, randomBytes } from 'node:crypto';
import type { StateContext } from '../../providers/provider';
import type { Span } from '../span';
import { SUPPORT } from '../support';
import type { StateError } from './error';
import type { Attempt } from './visit';

/** An execution that has ended. */
export interface ExecutionRun {
  readonly machineName: string;
  readonly executionArn: string;
  /** What has started it, where that is a state of another execution. */
  readonly parent?: Attempt;
  readonly attempts: readonly Attempt[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly error?: StateError;
}

/** How the id of a state's span is made. */
type IdRule = (attempt: Attempt) => string;

const NS_PER_MS = 1e6;

export const newId = (bytes: number): string => randomBytes(bytes).toString('hex');

/** The rules of the providers' libraries, each from the context object. */
const COMPUTED: readonly IdRule[] = SUPPORT.flatMap(({ stateText }) =>
  stateText ? [({ context }: Attempt) => spanIdOf(stateText(context as unknown as StateContext))] : [],
);

/** The first 63 bits of a digest. */
function spanIdOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 8);
  bytes[0] &= 0x7f;
  return bytes.toString('hex');
}

/** The spans of each run, by the rule under which the most of the functions' spans are below a state. */
export function machineSpans(runs: readonly ExecutionRun[], received: readonly Span[], handedOn: IdRule) {
  const attempts = runs.flatMap((run) => run.attempts);
  const below = (rule: IdRule) => {
    const ids = new Set(attempts.map(rule));
    return received.filter(({ parentId }) => parentId !== undefined && ids.has(parentId)).length;
  };
  const [best = handedOn] = [handedOn, ...COMPUTED].sort((one, other) => below(other) - below(one));
  const spans = new Map<ExecutionRun, readonly Span[]>();
  const traces = new Map<Attempt | undefined, string>();
  for (const run of runs) {
    const traceId = traceOf(run, best, received) ?? traces.get(run.parent) ?? newId(16);
    for (const attempt of run.attempts) traces.set(attempt, traceId);
    spans.set(run, spansOf(run, { traceId, idOf: best }));
  }
  return { spans, isFollowed: below(best) > 0 };
}

/** The trace of the functions that this execution has called. */
function traceOf({ attempts }: ExecutionRun, rule: IdRule, received: readonly Span[]): string | undefined {
  const ids = new Set(attempts.map(rule));
  const traces = received.flatMap(({ parentId, traceId }) => (parentId && ids.has(parentId) ? [traceId] : []));
  return traces.find((id) => !HALF.test(id)) ?? traces[0];
}

/** The spans with the whole id of a trace, where a library has left the first half out. */
export function withWholeIds(spans: readonly Span[], own: Iterable<readonly Span[]>): Span[] {
  const whole = new Map(
    [...own].flatMap((states) => states.map(({ traceId }) => [lastHalf(traceId), traceId] as const)),
  );
  return spans.map((span) => ({
    ...span,
    traceId: HALF.test(span.traceId) ? (whole.get(lastHalf(span.traceId)) ?? span.traceId) : span.traceId,
  }));
}

const HALF = /^0{16}/;
const lastHalf = (traceId: string): string => traceId.slice(16);

function spansOf(run: ExecutionRun, { traceId, idOf }: { traceId: string; idOf: IdRule }): Span[] {
  const common = { traceId, service: run.machineName };
  const root = newId(8);
  const whole: Span = {
    ...common,
    ...timesOf(run),
    spanId: root,
    parentId: run.parent && idOf(run.parent),
    name: 'execution',
    resource: run.machineName,
    ...errorOf(run.error),
    metrics: {},
  };
  const states = run.attempts.map((attempt): Span => {
    const { RetryCount } = (attempt.context as unknown as StateContext).State;
    return {
      ...common,
      ...timesOf(attempt),
      spanId: idOf(attempt),
      parentId: attempt.parent ? idOf(attempt.parent) : root,
      name: attempt.type,
      resource: attempt.state,
      ...errorOf(attempt.error),
      metrics: (RetryCount > 0 ? { retry: RetryCount } : {}) as Span['metrics'],
    };
  });
  return [whole, ...states];
}

const timesOf = ({ startedAt, endedAt }: { startedAt: number; endedAt: number }) => ({
  start: startedAt * NS_PER_MS,
  duration: (endedAt - startedAt) * NS_PER_MS,
});

const errorOf = (error: StateError | undefined): Pick<Span, 'error' | 'tags'> => ({
  error: error !== undefined,
  tags: error === undefined ? {} : { 'error.type': error.code, 'error.message': error.reason },
});
