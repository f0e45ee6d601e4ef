/** What became of a function, in the same few words on every surface. */
import { effectOf, type Note, type Pending, pendingOf } from './finding';

export const TRACE_STATES = ['traced', 'needs code', 'not traced', 'not selected', 'damaged'] as const;

/** `traced` means that traces will arrive, once everything in `pending` is done. */
export type TraceState = (typeof TRACE_STATES)[number];

export interface TraceStatus {
  readonly state: TraceState;
  /** What a traced function still waits for outside of itself: only what was looked up and found missing. */
  readonly pending: readonly Pending[];
  /** Why the function is not traced, needs code, or is damaged. */
  readonly reasons: readonly Note[];
}

/** What a surface knows about a function after it was planned. */
export interface PlannedOutcome {
  readonly isSelected: boolean;
  /** Whether the function follows a recipe, the one of today or that of an earlier run. */
  readonly isTraced: boolean;
  /** Before acknowledged findings are dropped: what a user knows about is still so. */
  readonly findings: readonly Note[];
}

/** The status of a function; damage is reported even where the function is not selected. */
export function statusOf({ isSelected, isTraced, findings }: PlannedOutcome): TraceStatus {
  const having = (effect: ReturnType<typeof effectOf>) => findings.filter((found) => effectOf(found) === effect);
  const damage = having('damaged');
  if (damage.length > 0) return { state: 'damaged', pending: [], reasons: damage };
  if (!isSelected) return { state: 'not selected', pending: [], reasons: [] };
  if (!isTraced) return { state: 'not traced', pending: [], reasons: having('not traced') };
  const code = having('needs code');
  return { state: code.length > 0 ? 'needs code' : 'traced', pending: pendingIn(findings), reasons: code };
}

const pendingIn = (findings: readonly Note[]): Pending[] => [
  ...new Set(findings.map(pendingOf).filter((pending) => pending !== undefined)),
];

/** How many functions are in which state, such as `12 traced (1 with something pending), 2 need code, 1 not traced`. */
export function tally(statuses: readonly Pick<TraceStatus, 'state' | 'pending'>[]): string {
  const counts = TRACE_STATES.map((state) => {
    const those = statuses.filter((status) => status.state === state);
    const waiting = those.filter(({ pending }) => pending.length > 0).length;
    return { state, count: those.length, waiting };
  }).filter(({ count }) => count > 0);
  if (counts.length === 0) return 'no functions';
  return counts
    .map(({ state, count, waiting }) => `${count} ${STATE_WORDS[state](count)}${pendingWords(waiting)}`)
    .join(', ');
}

/** The same for functions and for state machines, if there are any. */
export const tallyOfBoth = (functions: Parameters<typeof tally>[0], machines: Parameters<typeof tally>[0]): string =>
  [
    ...(functions.length > 0 || machines.length === 0 ? [tally(functions)] : []),
    ...(machines.length > 0 ? [`state machines: ${tally(machines)}`] : []),
  ].join('; ');

const STATE_WORDS: Record<TraceState, (count: number) => string> = {
  traced: () => 'traced',
  'needs code': (count) => (count === 1 ? 'needs code' : 'need code'),
  'not traced': () => 'not traced',
  'not selected': () => 'not selected',
  damaged: () => 'damaged',
};

const pendingWords = (waiting: number): string => (waiting === 0 ? '' : ` (${waiting} with something pending)`);
