/** The limits that commands keep to: those of AWS's services, with their sources, and our own. */
import { MAX_FILTERS } from '../../core/limits';

export const CALL_LIMITS = {
  /** How many functions are worked on at once; the pace of the calls is separate. */
  atOnce: 32,
  /**
   * Calls a second in a region: `read` is GetFunction, `write` all other control-plane calls together, and neither can be
   * raised. Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, API requests.
   */
  read: 100,
  write: 15,
  /** CloudWatch Logs and tagging allow five a second of their slowest operations. */
  other: 5,
  /** IAM publishes no number. */
  role: 10,
  /** Functions that share a call for tags. Source: docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html */
  tagged: 20,
  filters: MAX_FILTERS,
  /** Functions on a page of a list. Source: docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html, MaxItems. */
  page: 50,
  /** Milliseconds after which a request is given up. */
  request: 30_000,
  /** Milliseconds that a command waits for an update of a function. */
  update: 120_000,
} as const;
