/** The events that a preview sends: files of JSON, or the ones that come with it. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Finding, note } from '../../core/finding';
import { EVENTS, type EventName } from '../../preview/sandbox/events';
import { FLAGS } from '../arguments';
import { type Call, UsageError } from '../command';

export const DEFAULT_EVENTS = 'plain';
export const EVENT_NAMES = Object.keys(EVENTS).join(', ');

type Event = () => unknown;

/** What makes the events, in order: a single one comes twice, so that a cold and a warm start are seen. */
export function eventsOf({ flags, host }: Call): Event[] {
  const given = (flags.event as readonly string[] | undefined) ?? [DEFAULT_EVENTS];
  const read = given.map((name): Event | Finding => EVENTS[name as EventName] ?? readEvent(name, host.folder));
  const wrong = read.flatMap((one) => (typeof one === 'function' ? [] : [one]));
  if (wrong.length > 0) throw new UsageError(wrong);
  const events = read.flatMap((one) => (typeof one === 'function' ? [one] : []));
  return events.length === 1 ? [...events, ...events] : events;
}

function readEvent(name: string, folder: string): Event | Finding {
  const path = resolve(folder, name);
  if (!existsSync(path)) return fault(name, `a file of JSON that is there, or one of ${EVENT_NAMES}`);
  try {
    const event: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return () => event;
  } catch (problem) {
    return fault(name, `JSON: ${(problem as Error).message}`);
  }
}

const fault = (given: string, allowed: string): Finding => ({
  ...note('option-invalid', { option: '--event', given, allowed }),
  subject: FLAGS,
});
