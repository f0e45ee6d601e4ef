/** How much of its memory and its time a function uses, by the reports that Lambda writes after each invocation. */
import type { Configuration } from '../../surfaces/lambda/configuration';
import type { FoundEvents } from '../aws/log-calls';

/** What every report contains, as text and as JSON. Source: docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html */
export const REPORT_TEXTS = ['Max Memory Used', 'maxMemoryUsedMB'];

export interface Usage {
  /** The number of reports that were read. */
  readonly reports: number;
  /** The largest shares of the memory and of the timeout that one invocation used. */
  readonly memory: number;
  readonly time: number;
}

const MEMORY = /Max Memory Used: (\d+) MB|"maxMemoryUsedMB":\s*(\d+)/;
const DURATION = /\bDuration: ([\d.]+) ms|"durationMs":\s*([\d.]+)/;

/** No report is kept: only numbers of them are looked at. */
export function usageIn(found: FoundEvents | undefined, { MemorySize = 128, Timeout = 3 }: Configuration): Usage {
  const messages = (found?.events ?? []).map(({ message }) => message);
  const largest = (pattern: RegExp) =>
    messages.reduce((most, message) => Math.max(most, numberIn(message, pattern)), 0);
  return {
    reports: messages.length,
    memory: largest(MEMORY) / MemorySize,
    time: largest(DURATION) / 1000 / Timeout,
  };
}

function numberIn(message: string, pattern: RegExp): number {
  const [, text, json] = pattern.exec(message) ?? [];
  return Number(text ?? json ?? 0);
}
