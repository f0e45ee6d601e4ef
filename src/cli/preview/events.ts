/** The events that a preview sends: files of JSON, or the ones that come with it. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Finding, note } from '../../core/finding';
import { EVENTS, type EventName } from '../../preview/sandbox/events';
import { FLAGS } from '../arguments';
import { type Call, UsageError } from '../command';

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

const builtIn = (name: string): SentEvent | undefined =>
  Object.hasOwn(EVENTS, name) ? { make: EVENTS[name as EventName], mayFail: name === 'error' } : undefined;

function readEvent(name: string, folder: string): SentEvent | Finding {
  const path = resolve(folder, name);
  try {
    const event: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return { make: () => event, mayFail: false };
  } catch (problem) {
    return existsSync(path)
      ? fault(name, `JSON (${(problem as Error).message})`)
      : fault(name, `a file of JSON that exists, or one of ${EVENT_NAMES}`);
  }
}

const fault = (given: string, allowed: string): Finding => ({
  ...note('option-invalid', { option: '--event', given, allowed }),
  subject: FLAGS,
});
