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
import { type MachineJob, machineFindings } from '../state-machines/job';
import { changeMachines, expectMachineSubscriptions, type MachineWork, readMachines } from '../state-machines/run';
import { type Found, findSelected, wholeSelection } from '../state-machines/selected';
import { machinePlanText, machineSummary, machinesJson } from '../state-machines/show';
import { openRecipe } from '../state-machines/waiting';
import { confirm } from '../terminal/confirm';
import { paletteFor, type TerminalPalette } from '../terminal/palette';
import { progressOn } from '../terminal/progress';
import { applyJob, endSubscriptions, expectSubscriptions } from './apply';
import { withoutEdge } from './edge';
import { Holders } from './holders';
import { type Job, type JobOutcome, type JobPlanner, reportedFindings } from './job';
import { LogFilters } from './log-filters';
import { Lookups } from './lookups';
import { forEachLimited, type Regions, readAll, regionsOf } from './read';
import type { FunctionSelection } from './select';
import { jobsJson, needsJson, needsText, planText, summaryText } from './show';
import { type RoleNeeds, roleNeeds } from './statements';
import { Tagging } from './tags';

export interface Work {
  /** The functions; absent where only state machines are selected. */
  readonly selection?: FunctionSelection;
  readonly machines?: MachineWork;
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
  const { identity, mode } = work;
  const paint = paletteFor(host.err, host.variables, mode.color);
  const regions = await regionsOf(wholeSelection(work.selection, work.machines?.selection), work.regions, identity);
  const found = await findSelected(regions, work.selection, work.machines?.selection);
  writeFindings(host, paint, [...work.findings, ...found.findings]);
  const stop = stopping(host);
  try {
    const read = await readSelected(found, work, { regions, host, isStopped: stop.isStopped });
    const edge = await withoutEdge(read.jobs, regions);
    writeFindings(host, paint, edge.findings);
    const changing = { regions, host, isStopped: stop.isStopped };
    const result = await proceed({ ...read, jobs: edge.jobs }, work, changing);
    const code = reportJobs(result, work, host);
    return stop.isStopped() ? 130 : code;
  } finally {
    stop.end();
  }
}

/** Functions and state machines of a run, each with what becomes of it. */
interface Batch {
  readonly jobs: readonly Job[];
  readonly machines: readonly MachineJob[];
}

async function readSelected({ targets, machines }: Found, work: Work, changing: Changing): Promise<Batch> {
  const { regions, host, isStopped } = changing;
  const reading = progressOn(host.err, 'reading', targets.length, !host.err.isTerminal);
  const jobs = await readAll(regions, targets, { planner: work.planner, step: reading.step, isStopped });
  reading.end();
  if (work.machines === undefined) return { jobs, machines: [] };
  return { jobs, machines: await readMachines(machines, { regions, ...work.machines }, isStopped) };
}

/** The plan is shown, confirmed, and carried out; what the functions wait for is looked up at the end. */
async function proceed(batch: Batch, work: Work, changing: Changing): Promise<Batch> {
  const { mode } = work;
  const { host, regions, isStopped } = changing;
  const { jobs } = batch;
  const isOpen = openIn(batch) > 0;
  const out = paletteFor(host.out, host.variables, mode.color);
  if (!mode.json && isOpen) host.out.write(plansText(batch, out));
  if (mode.dryRun || isStopped()) return batch;
  if (isOpen && !(await isConfirmed(batch, work, host))) return batch;
  const lookUps = new Lookups(regions);
  if (work.makes === 'traced') lookUps.prefetch(jobs.filter(({ outcome }) => outcome === 'open'));
  const holders = new Holders(regions);
  const filters = new LogFilters(regions, holders);
  expectSubscriptions(jobs, filters);
  expectMachineSubscriptions(batch.machines, filters);
  const changed = isOpen ? await changeAll(jobs, work, { ...changing, filters }) : jobs;
  const machines = work.machines
    ? await changeMachines(batch.machines, { regions, holders, filters, ...work.machines }, isStopped)
    : batch.machines;
  if (work.makes !== 'traced' || isStopped()) return { jobs: changed, machines };
  const isTraced = ({ outcome }: { outcome: JobOutcome }) => outcome === 'done' || outcome === 'same';
  const seen = await lookUps.finish(changed, isTraced);
  const seenMachines = await lookUps.finishMachines(machines, openRecipe);
  writeFindings(host, paletteFor(host.err, host.variables, mode.color), lookUps.denied());
  return { jobs: seen, machines: seenMachines };
}

const openIn = ({ jobs, machines }: Batch): number =>
  [...jobs, ...machines].filter(({ outcome }) => outcome === 'open').length;

const plansText = ({ jobs, machines }: Batch, palette: TerminalPalette): string =>
  [planText(jobs, palette), machinePlanText(machines, palette)]
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('');

async function isConfirmed(batch: Batch, { mode, question }: Work, host: Host): Promise<boolean> {
  if (mode.yes) return true;
  if (!host.input.isTTY) throw new UsageError([NO_TERMINAL]);
  const counted = [
    [openIn({ ...batch, machines: [] }), 'function'],
    [openIn({ ...batch, jobs: [] }), 'state machine'],
  ] as const;
  const meant = counted
    .filter(([number]) => number > 0)
    .map(([number, noun]) => (number === 1 ? `this ${noun}` : `these ${number} ${noun}s`));
  return confirm(`${question} ${meant.join(' and ')}?`, host);
}

const NO_TERMINAL: Finding = {
  ...note('option-missing', {
    option: '`--yes`',
    why: 'without a terminal, tracelayer cannot ask you to confirm the changes',
    instead: 'set it, or set `--dry-run` to only see the changes',
  }),
  subject: FLAGS,
};

interface Resources extends Changing {
  readonly filters: LogFilters;
}

interface Changing {
  readonly regions: Regions;
  readonly host: Host;
  readonly isStopped: () => boolean;
}

/** Tags come last: whatever ends a run, a function that is traced has a receipt, in its variables or its tags. */
async function changeAll(jobs: readonly Job[], { planner, mode }: Work, changing: Resources): Promise<Job[]> {
  const { regions, host, isStopped, filters } = changing;
  const total = jobs.filter(({ outcome }) => outcome === 'open').length;
  const progress = progressOn(host.err, 'changing', total, mode.json && !host.err.isTerminal);
  const tagging = new Tagging(regions);
  const changed = await forEachLimited(jobs, CALL_LIMITS.atOnce, async (job) => {
    if (job.outcome !== 'open' || isStopped()) return job;
    const after = await applyJob(job, { regions, planner, filters });
    progress.step(`${after.target.name} ${after.outcome}`);
    if (after.outcome === 'done') tagging.add(after);
    return after;
  });
  const finished = await endSubscriptions(changed, filters);
  const { outcome, findings } = await tagging.end();
  progress.end();
  writeFindings(host, paletteFor(host.err, host.variables, mode.color), findings);
  return finished.map(outcome);
}

function reportJobs(batch: Batch, work: Work, host: Host): ExitCode {
  const { mode, makes } = work;
  const needs = makes === 'traced' ? roleNeeds(batch.jobs, batch.machines) : undefined;
  if (mode.policyFile !== undefined && needs !== undefined)
    writeText(resolve(host.folder, mode.policyFile), `${JSON.stringify(needs.document, undefined, 2)}\n`);
  host.out.write(mode.json ? reportJson(batch, work, needs) : reportText(batch, work, host, needs));
  return workExitCode(batch, mode);
}

function reportJson({ jobs, machines }: Batch, { makes, machines: asked }: Work, needs: RoleNeeds | undefined): string {
  const functions = jobsJson(jobs, makes);
  const stateMachines = asked === undefined ? {} : { stateMachines: machinesJson(machines, makes) };
  const permissions = needs === undefined ? {} : needsJson(needs);
  return `${JSON.stringify({ functions, ...stateMachines, permissions }, undefined, 2)}\n`;
}

function reportText({ jobs, machines }: Batch, work: Work, host: Host, needs: RoleNeeds | undefined): string {
  const { mode, makes, selection } = work;
  const palette = paletteFor(host.out, host.variables, mode.color);
  const words = { ...work.words, ...(mode.dryRun ? { open: 'to be changed' } : {}) };
  return [
    ...(selection ? [summaryText(jobs, words, makes, palette)] : []),
    ...(selection && work.machines ? ['\n'] : []),
    ...(work.machines ? [machineSummary(machines, words, makes, palette)] : []),
    ...(needs === undefined ? [] : [needsText(needs, palette, mode.policyFile)]),
  ].join('');
}

/** See `exit.ts`. A plan that was not carried out is a failure, unless it was only to be shown. */
function workExitCode({ jobs, machines }: Batch, { dryRun }: Mode): ExitCode {
  const isBad = (outcome: JobOutcome, findings: readonly Finding[]) =>
    outcome === 'failed' || (outcome === 'open' && !dryRun) || errorsOf(findings).length > 0;
  const anyBad =
    jobs.some((job) => isBad(job.outcome, reportedFindings(job))) ||
    machines.some((job) => isBad(job.outcome, machineFindings(job)));
  return anyBad ? 1 : 0;
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
