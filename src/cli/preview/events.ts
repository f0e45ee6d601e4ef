/** The events that a preview sends: files of JSON, or the ones that come with it. */
import { type Finding, note } from '../../core/finding';
import { EVENTS, type EventName } from '../../preview/sandbox/events';
import { type Call, UsageError } from '../command';
import { FLAGS } from '../options/arguments';
import { fileMistake, textAt } from '../options/files';
import { flagPairs } from './pairs';

export const DEFAULT_EVENTS = 'plain';
export const EVENT_NAMES = Object.keys(EVENTS).join(', ');

/** What makes an event, and whether a handler may fail at it. */
export interface SentEvent {
  readonly make: () => unknown;
  readonly mayFail: boolean;
}

/** The events in order: a single one comes twice, so that a cold and a warm start are seen. */
export function eventsOf({ flags, host }: Call): SentEvent[] {
  const given = (flags.event as readonly string[] | undefined) ?? [DEFAULT_EVENTS];
  const read = given.map((name) => builtIn(name) ?? readEvent(name, host.folder));
  const wrong = read.flatMap((one) => ('make' in one ? [] : [one]));
  if (wrong.length > 0) throw new UsageError(wrong);
  const events = read.flatMap((one) => ('make' in one ? [one] : []));
  return events.length === 1 ? [...events, ...events] : events;
}

/** The results of states that can't run here, by their names, from files of JSON. */
export function resultsOf({ flags, host }: Call): Record<string, unknown> {
  const read = Object.entries(flagPairs(flags['state-output'], '--state-output')).map(
    ([state, name]) => [state, readJson('--state-output', name, host.folder)] as const,
  );
  const wrong = read.flatMap(([, one]) => ('json' in one ? [] : [one]));
  if (wrong.length > 0) throw new UsageError(wrong);
  return Object.fromEntries(read.flatMap(([state, one]) => ('json' in one ? [[state, one.json]] : [])));
}

const builtIn = (name: string): SentEvent | undefined =>
  Object.hasOwn(EVENTS, name) ? { make: EVENTS[name as EventName], mayFail: name === 'error' } : undefined;

function readEvent(name: string, folder: string): SentEvent | Finding {
  const read = readJson('--event', name, folder, `a file of JSON, or one of ${EVENT_NAMES}`);
  return 'json' in read ? { make: () => read.json, mayFail: false } : read;
}

function readJson(option: string, name: string, folder: string, allowed = 'a file of JSON') {
  const asked = { option, path: name, folder };
  const mistake = fileMistake(asked, allowed);
  if (mistake !== undefined) return mistake;
  const text = textAt(asked);
  try {
    return { json: JSON.parse(text) as unknown };
  } catch (problem) {
    const given = `"${name}", which is not JSON: ${(problem as Error).message.split('\n')[0]}`;
    return { ...note('option-invalid', { option, given, allowed: 'a file of JSON' }), subject: FLAGS };
  }
}
