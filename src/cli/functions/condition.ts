/** Whether a function is traced and whole, as it was read and after a command. */
import { about, type Finding, type Note } from '../../core/finding';
import { statusOf, type TraceStatus } from '../../core/status';
import { missingNotes } from '../../surfaces/lambda/inspect';
import type { DeployedFunction } from '../../surfaces/lambda/read';
import type { Job } from './job';
import { lostHandler } from './other-tools';

/** Whether a function was traced as it was read: it has a receipt, and everything that is in it. */
export const isIntact = (deployed: DeployedFunction | undefined): boolean =>
  deployed?.kept !== undefined && missingNotes(deployed).length === 0;

/** What is wrong with a function as it was read, which its plan does not report. */
export const damageOf = ({ kept: receipt, state: { parts }, ...rest }: DeployedFunction): Note[] =>
  receipt === undefined
    ? lostHandler(parts)
    : missingNotes({ kept: receipt, state: { parts }, ...rest } as DeployedFunction);

/** The state of a function once a command is over; one whose change failed is as it was last read. */
export function statusAfter(job: Job, makes: 'traced' | 'untraced'): TraceStatus {
  const { outcome, deployed, findings, isSelected = true } = job;
  const isDone = outcome === 'done' || (outcome === 'same' && makes === 'traced');
  const isTraced = isDone ? makes === 'traced' : isIntact(deployed);
  const seen =
    isDone || deployed === undefined ? findings : [...findings, ...about(job.target.name, damageOf(deployed))];
  return statusOf({ isSelected, isTraced, findings: withoutRepeats(seen) });
}

const withoutRepeats = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((found) => [JSON.stringify([found.code, found.details]), found])).values(),
];
