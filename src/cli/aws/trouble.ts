/** What a failed call means: whether to try again, whether to read again, or whether nothing will ever work. */

import { about, note } from '../../core/finding';
import { RunError, UsageError } from '../command';
import { regionMissing } from '../options/region';

interface Problem {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export type Trouble =
  /** Too many requests. */
  | 'throttled'
  /** A fault of the service or the network. */
  | 'faulty'
  /** An update of the function is under way. */
  | 'busy'
  /** The function has changed since it was read. */
  | 'stale'
  | 'missing'
  | 'denied'
  | 'exists'
  /** The answer is not AWS's: a proxy or another server gave it. */
  | 'foreign'
  /** AWS accepts no credentials from here, so every other call fails as well. */
  | 'signed out'
  | 'other';

/** The name of an answer that AWS does not give. */
const FOREIGN_ANSWER = 'ForeignAnswer';

const TROUBLE_BY_NAME: ReadonlyMap<string, Trouble> = new Map<string, Trouble>(
  Object.entries({
    TooManyRequestsException: 'throttled',
    ThrottlingException: 'throttled',
    Throttling: 'throttled',
    ThrottledException: 'throttled',
    KmsThrottlingException: 'throttled',
    RequestLimitExceeded: 'throttled',
    ResourceConflictException: 'busy',
    PreconditionFailedException: 'stale',
    ConflictException: 'stale',
    ResourceNotFoundException: 'missing',
    ResourceNotFound: 'missing',
    StateMachineDoesNotExist: 'missing',
    NoSuchEntity: 'missing',
    ResourceAlreadyExistsException: 'exists',
    AccessDeniedException: 'denied',
    AccessDenied: 'denied',
    KmsAccessDeniedException: 'denied',
    CredentialsProviderError: 'signed out',
    TokenProviderError: 'signed out',
    UnrecognizedClientException: 'signed out',
    ExpiredTokenException: 'signed out',
    ExpiredToken: 'signed out',
    InvalidSignatureException: 'signed out',
    IncompleteSignature: 'signed out',
    [FOREIGN_ANSWER]: 'foreign',
    TimeoutError: 'faulty',
    NetworkingError: 'faulty',
  } as const),
);

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);

/** A failed call, by its name. */
export class CallFailure extends Error {
  constructor(
    readonly call: string,
    readonly problem: unknown,
  ) {
    super(`${call} failed`);
  }
}

const originalProblem = (problem: unknown): Problem =>
  problem instanceof CallFailure ? originalProblem(problem.problem) : ((problem ?? {}) as Problem);

export function troubleOf(problem: unknown): Trouble {
  const { name = '', code = '', message = '', $metadata } = originalProblem(problem);
  const named = TROUBLE_BY_NAME.get(name);
  if (named !== undefined) return named;
  if (NETWORK_CODES.has(code) || /socket hang up|aborted/.test(message)) return 'faulty';
  const status = $metadata?.httpStatusCode ?? 0;
  if (status === 429 || status >= 500) return status === 429 ? 'throttled' : 'faulty';
  return UNREAD.test(message) ? 'foreign' : 'other';
}

/** What the SDK says of an answer that it cannot read. */
const UNREAD = /Deserialization error/;

/** Whether a key of KMS cannot be used: the caller may not, or it is turned off. */
export const isKeyRefusal = (problem: unknown): boolean =>
  /^Kms(AccessDenied|InvalidState)Exception$/.test(originalProblem(problem).name ?? '');

/** What AWS said, in one line. */
export function reasonOf(problem: unknown): string {
  const { name, message = '', code, $metadata } = originalProblem(problem);
  if (name === FOREIGN_ANSWER) return message;
  if (UNREAD.test(message)) return foreign($metadata?.httpStatusCode).message;
  return [name === 'Error' ? code : name, message].filter(Boolean).join(': ').replace(/\s+/g, ' ') || String(problem);
}

/** An answer that AWS does not give, such as a page of HTML. */
export const foreign = (status: number | undefined): Error =>
  Object.assign(new Error(`the answer${status === undefined ? '' : ` (status ${status})`} was not from AWS`), {
    name: FOREIGN_ANSWER,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
  });

/** What stops a whole command, for people: a mistake, credentials, or the call that failed. */
function explained(problem: unknown): unknown {
  if (problem instanceof UsageError || problem instanceof RunError) return problem;
  const { name, message = '' } = originalProblem(problem);
  if (/Region is missing|region=""/.test(message))
    return regionMissing('no region is set', 'the region of the profile');
  if (troubleOf(problem) === 'signed out') {
    const isMissing = name === 'CredentialsProviderError';
    return new RunError(
      about('AWS', [note(isMissing ? 'credentials-missing' : 'credentials-refused', { reason: reasonOf(problem) })]),
    );
  }
  if (!(problem instanceof CallFailure)) return problem;
  const instead = remedyOf(problem);
  const details = { call: problem.call, reason: reasonOf(problem), ...(instead === undefined ? {} : { instead }) };
  return new RunError(about('AWS', [note('call-failed', details)]));
}

/** Does work that asks AWS, and explains what stops it. */
export async function explaining<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    throw explained(problem);
  }
}

/** What to do about a failure, where something is known to help. */
export function remedyOf(problem: unknown): string | undefined {
  const { message = '' } = originalProblem(problem);
  const layer = /lambda:GetLayerVersion on resource: (\S+)/.exec(message)?.[1];
  if (layer !== undefined)
    return `${layer} does not exist, or is not shared with this account, or \`lambda:GetLayerVersion\` is not allowed for it`;
  return REMEDIES[troubleOf(problem)];
}

const REMEDIES: { readonly [T in Trouble]?: string } = {
  'signed out': 'log in to AWS, or name a profile with `--profile`',
  throttled: 'run the same command again: it continues where it stopped',
  foreign: 'see which proxy or server answers in its place: HTTPS_PROXY, NO_PROXY, and AWS_ENDPOINT_URL name them',
  faulty: 'run the same command again: it continues where it stopped',
  busy: 'run the same command again when the other update is over',
  stale: 'run the same command again when the other deployment is over',
};
