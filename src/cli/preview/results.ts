/** What a run comes to: JSON, and an exit code. */
import { errorsOf, sentence } from '../../core/finding';
import { machineJson, previewJson } from '../../preview/draw/json';
import type { PreviewedInvocation } from '../../preview/preview';
import type { ExitCode } from '../command';
import type { PreviewResult } from './attempt';
import type { SentEvent } from './events';
import type { MachineResult } from './machine-attempt';

/** All results as JSON, also of the functions that did not run. */
export function resultsJson(results: readonly PreviewResult[], machines: readonly MachineResult[]): string {
  const previews = results.flatMap(({ found, preview }) =>
    preview === undefined ? [] : [{ ...JSON.parse(previewJson(preview)), status: previewStatus(found) }],
  );
  const notRun = results.flatMap(({ found, reason }) =>
    reason === undefined ? [] : [{ functionName: found.fn.name, reason, status: previewStatus(found) }],
  );
  const stateMachines = machines.map(({ found, preview, reason }) => ({
    ...(preview ? machineJson(preview) : { machineName: found.id, reason }),
    status: previewStatus(found),
  }));
  const more = stateMachines.length > 0 ? { stateMachines } : {};
  return `${JSON.stringify({ previews, notRun, ...more }, undefined, 2)}\n`;
}

const previewStatus = ({ status }: Pick<PreviewResult['found'], 'status'>) => ({
  ...status,
  reasons: status.reasons.map((reason) => ({ code: reason.code, message: sentence(reason) })),
});

/** 1 where nothing ran, where something else failed than an event that is meant to, and for what `strict` makes an error. */
export function exitCodeOf(
  results: readonly PreviewResult[],
  events: readonly SentEvent[],
  isNamed: boolean,
): ExitCode {
  const hasFailed = ({ preview, isUnexpected, found }: PreviewResult): boolean =>
    isUnexpected === true ||
    errorsOf(found.findings).length > 0 ||
    (preview === undefined ? isNamed : preview.invocations.some((one, index) => isFailure(one, events[index])));
  return results.some(hasFailed) || results.every(({ preview }) => preview === undefined) ? 1 : 0;
}

/** 1 where a machine did not run, or an execution failed that was not meant to. */
export const machineExitCode = (results: readonly MachineResult[], events: readonly SentEvent[]): ExitCode =>
  results.some(
    ({ preview, found }) =>
      errorsOf(found.findings).length > 0 ||
      (preview?.executions.some(({ error }, index) => error !== undefined && events[index]?.mayFail !== true) ?? true),
  )
    ? 1
    : 0;

const isFailure = ({ error, fatal }: PreviewedInvocation, sent?: SentEvent): boolean =>
  error !== undefined && (fatal === true || sent?.mayFail !== true);
