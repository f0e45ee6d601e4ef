/** Whether a log group is sent to where its traces must go. */
import { type Note, note } from '../../core/finding';
import type { Filter } from '../aws/log-calls';
import { FILTER_NAME, isOwnFilter } from './filters';

/** What a log group with these filters waits for; without a destination, any filter of ours will do. */
export function subscriptionNotes(filters: readonly Filter[], destination?: string, noun?: string): Note[] {
  const isThere = filters.some((filter) =>
    destination === undefined ? isOwnFilter(filter) : filter.destination === destination,
  );
  const why =
    destination === undefined ? `it has no filter "${FILTER_NAME}" any more` : `no filter sends it to ${destination}`;
  const details = { why, destination: destination ?? 'the Forwarder', ...(noun === undefined ? {} : { noun }) };
  return isThere ? [] : [note('subscription-needed', details)];
}
