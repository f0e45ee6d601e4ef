/** Log lines that say why traces are missing: which of them a log group has. No line is kept. */
import type { LogSigns } from '../../core/log-sign';
import type { FoundEvents } from '../aws/log-calls';

/**
 * What Lambda writes, whatever traces the function. Sources: docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 * and troubleshooting-deployment.html; open-telemetry/opentelemetry-lambda issue 750.
 */
export const LAMBDA_SIGNS: LogSigns = {
  'lambda-module-missing': {
    text: 'Runtime.ImportModuleError',
    meaning: 'Lambda could not load the module of the handler.',
    remedy: 'Check that the package has the module that the handler names, and everything that it imports.',
  },
  'lambda-handler-missing': {
    text: 'Runtime.HandlerNotFound',
    meaning: 'The module has no such handler.',
    remedy: 'Check the handler. If tracing redirects it, check the variable that keeps the original one.',
  },
  'lambda-extension-crashed': {
    text: 'Extension.Crash',
    meaning: 'An extension ended before the function did.',
    remedy: 'Check the configuration of the extension, and its own lines in the log.',
  },
  'lambda-timeout': {
    text: 'Task timed out after',
    meaning: 'The function ran out of time, and traces of such an invocation may be lost.',
    remedy: 'Give the function a longer timeout.',
  },
  'lambda-out-of-memory': {
    text: 'signal: killed',
    meaning: 'The function ran out of memory.',
    remedy: 'Give the function more memory.',
  },
};

interface SignFound {
  readonly sign: string;
  readonly count: number;
  /** Milliseconds since 1970 of the latest line. */
  readonly last: number;
}

export interface SignsFound {
  readonly signs: LogSigns;
  readonly found: readonly SignFound[];
  /** Whether there is a log group at all. */
  readonly hasGroup: boolean;
  /** False where the log group has more lines than were read. */
  readonly isComplete: boolean;
}

/** Which signs the events have. A log group may serve several functions, and its lines do not all name theirs. */
export function findSigns(signs: LogSigns, events: FoundEvents | undefined): SignsFound {
  const found = Object.entries(signs).flatMap(([sign, { text }]) => {
    const times = (events?.events ?? []).filter(({ message }) => message.includes(text)).map(({ at }) => at);
    return times.length === 0 ? [] : [{ sign, count: times.length, last: Math.max(...times) }];
  });
  return { signs, found, hasGroup: events !== undefined, isComplete: events?.isComplete ?? true };
}
