/** Our subscription filters of a log group, which has room for two filters, and so for two destinations. */
import { type Note, note } from '../../core/finding';
import { CALL_LIMITS } from '../aws/limits';
import type { Filter } from '../aws/log-calls';

/** The name of the first one, and of the one for a second destination. */
export const FILTER_NAME = 'tracelayer';
export const FILTER_NAMES = [FILTER_NAME, `${FILTER_NAME}-2`] as const;

export const isOwnFilter = ({ name }: Filter): boolean => (FILTER_NAMES as readonly string[]).includes(name);

/** A log group has no room for one more destination. */
export const filtersFull = (group: string, filters: readonly Filter[]): Note =>
  note('subscriptions-too-many', {
    group,
    filters: filters.map(({ name, destination }) => `"${name}" to ${destination}`).join(' and '),
    limit: String(CALL_LIMITS.filters),
  });

export class FiltersFull extends Error {
  constructor(readonly note: Note) {
    super('the log group has no room for another filter');
  }
}
