/** What `instrument` and `uninstrument` share: find, read, plan, show, confirm, change, and report functions. */
import { resolve } from 'node:path';
import { describe, errorsOf, type Finding, note, severity } from '../../core/finding';
import { writeText } from '../../host/text-file';
import type { Identity } from '../aws/connection';
import { CALL_LIMITS } from '../aws/limits';
import { explaining } from '../aws/trouble';
import { type ExitCode, UsageError } from '../command';
import type { Host } from '../host';
import { FLAGS } from '../options/arguments';
import { confirm } from '../terminal/confirm';
import { paletteFor, type TerminalPalette } from '../terminal/palette';
import { progressOn } from '../terminal/progress';
import { applyJob } from './apply';
import { withoutEdge } from './edge';
import { type Job, type JobOutcome, type JobPlanner, reportedFindings } from './job';
import { Lookups } from './lookups';
import { findAll, forEachLimited, type Regions, readAll, regionsOf } from './read';
import type { FunctionSelection } from './select';
import { jobsJson, needsText, planText, summaryText } from './show';
import { roleNeeds } from './statements';
import { Tagging } from './tags';

export interface Work {
  readonly selection: FunctionSelection;
  readonly regions: readonly string[];
  readonly identity: Identity;
  readonly planner: JobPlanner;
  /** What to report before anything else. */
  readonly findings: readonly Finding[];
  readonly mode: Mode;
  /** What functions are once they are done. */
  readonly makes: 'traced' | 'untraced';
  /** What outcomes are called here. */
  readonly words: Partial<Record<JobOutcome, string>>;
  /** What the question is, behind a number of functions. */
  readonly question: string;
}

export interface Mode {
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly policyFile?: string;
  readonly color?: boolean;
}

export const runFunctions = (work: Work, host: Host): Promise<ExitCode> => explaining(() => runWork(work, host));

async function runWork(work: Work, host: Host): Promise<ExitCode> {
  const { selection, identity, mode } = work;
  const paint = paletteFor(host.err, host.variables, mode.color);
  const regions = await regionsOf(selection, work.regions, identity);
  const { targets, findings } = await findAll(regions, selection);
  writeFindings(host, paint, [...work.findings, ...findings]);
  const stop = stopping(host);
  try {
    const reading = progressOn(host.err, 'reading', targets.length, !host.err.isTerminal);
    const read = await readAll(regions, targets, {
      planner: work.planner,
      step: reading.step,
      isStopped: stop.isStopped,
    });
    reading.end();
    const edge = await withoutEdge(read, regions);
    writeFindings(host, paint, edge.findings);
    const changing = { regions, host, isStopped: stop.isStopped };
    const jobs = await proceed(edge.jobs, work, changing);
    const code = reportJobs(jobs, work, host);
    return stop.isStopped() ? 130 : code;
  } finally {
    stop.end();
  }
}

/** The plan is shown, confirmed, and carried out; what the functions wait for is looked up at the end. */
async function proceed(jobs: readonly Job[], work: Work, changing: Changing): Promise<readonly Job[]> {
  const { mode } = work;
  const { host, regions, isStopped } = changing;
  const isOpen = jobs.some(({ outcome }) => outcome === 'open');
  const out = paletteFor(host.out, host.variables, mode.color);
  if (!mode.json && isOpen) host.out.write(`${planText(jobs, out)}\n`);
  if (mode.dryRun || isStopped()) return jobs;
  if (isOpen && !(await isConfirmed(jobs, work, host))) return jobs;
  const lookUps = new Lookups(regions);
  if (work.makes === 'traced') lookUps.prefetch(jobs.filter(({ outcome }) => outcome === 'open'));
  const changed = isOpen ? await changeAll(jobs, work, changing) : jobs;
  if (work.makes !== 'traced' || isStopped()) return changed;
  const seen = await lookUps.finish(changed, ({ outcome }) => outcome === 'done' || outcome === 'same');
  writeFindings(host, paletteFor(host.err, host.variables, mode.color), seen.findings);
  return seen.jobs;
}

async function isConfirmed(jobs: readonly Job[], { mode, question }: Work, host: Host): Promise<boolean> {
  if (mode.yes) return true;
  if (!host.input.isTTY) throw new UsageError([NO_TERMINAL]);
  const number = jobs.filter(({ outcome }) => outcome === 'open').length;
  return confirm(`${question} ${number === 1 ? 'this function' : `these ${number} functions`}?`, host);
}

const NO_TERMINAL: Finding = {
  ...note('option-missing', {
    option: '`--yes`',
    why: 'without a terminal, tracelayer cannot ask you to confirm the changes',
    instead: 'set it, or set `--dry-run` to only see the changes',
  }),
  subject: FLAGS,
};

interface Changing {
  readonly regions: Regions;
  readonly host: Host;
  readonly isStopped: () => boolean;
}

/** Tags come last: whatever ends a run, a function that is traced has a receipt, in its variables or its tags. */
async function changeAll(jobs: readonly Job[], { planner, mode }: Work, changing: Changing): Promise<Job[]> {
  const { regions, host, isStopped } = changing;
  const total = jobs.filter(({ outcome }) => outcome === 'open').length;
  const progress = progressOn(host.err, 'changing', total, mode.json && !host.err.isTerminal);
  const tagging = new Tagging(regions);
  const changed = await forEachLimited(jobs, CALL_LIMITS.atOnce, async (job) => {
    if (job.outcome !== 'open' || isStopped()) return job;
    const after = await applyJob(job, { regions, planner });
    progress.step(`${after.target.name} ${after.outcome}`);
    if (after.outcome === 'done') tagging.add(after);
    return after;
  });
  const { outcome, findings } = await tagging.end();
  progress.end();
  writeFindings(host, paletteFor(host.err, host.variables, mode.color), findings);
  return changed.map(outcome);
}

function reportJobs(jobs: readonly Job[], work: Work, host: Host): ExitCode {
  const { mode, words, makes } = work;
  const needs = makes === 'traced' ? roleNeeds(jobs) : undefined;
  if (mode.policyFile !== undefined && needs !== undefined)
    writeText(resolve(host.folder, mode.policyFile), `${JSON.stringify(needs.document, undefined, 2)}\n`);
  if (mode.json) {
    const functions = jobsJson(jobs, makes);
    const permissions = needs === undefined ? {} : { roles: Object.fromEntries(needs.roles), policy: needs.document };
    host.out.write(`${JSON.stringify({ functions, permissions }, undefined, 2)}\n`);
    return workExitCode(jobs, mode);
  }
  const palette = paletteFor(host.out, host.variables, mode.color);
  const open = mode.dryRun ? { open: 'to be changed' } : {};
  host.out.write(summaryText(jobs, { ...words, ...open }, makes, palette));
  if (needs !== undefined) host.out.write(needsText(needs, palette, mode.policyFile));
  return workExitCode(jobs, mode);
}

/** See `exit.ts`. A plan that was not carried out is a failure, unless it was only to be shown. */
function workExitCode(jobs: readonly Job[], { dryRun }: Mode): ExitCode {
  const isBad = (job: Job) =>
    job.outcome === 'failed' || (job.outcome === 'open' && !dryRun) || errorsOf(reportedFindings(job)).length > 0;
  return jobs.some(isBad) ? 1 : 0;
}

function writeFindings(host: Host, { note, faint }: TerminalPalette, findings: readonly Finding[]): void {
  for (const found of findings)
    host.err.write(`${severity(found) === 'info' ? faint('info') : note(severity(found))} ${describe(found)}\n`);
}

/** On Ctrl-C the calls in flight are finished; a second one ends the program at once. */
function stopping(host: Host): { isStopped: () => boolean; end: () => void } {
  let stopped = false;
  const end = host.onInterrupt(() => {
    stopped = true;
    end();
    host.err.write('\nStopping: the calls in flight are finished, and the same command continues later.\n');
  });
  return { isStopped: () => stopped, end };
}
