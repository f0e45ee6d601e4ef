/** Functions are found, read, planned, shown, confirmed, changed and told of: what `instrument` and `uninstrument` share. */
import { describe, type Finding, severity } from '../../core/finding';
import type { Statement } from '../../core/recipe';
import { FLAGS } from '../arguments';
import type { Identity } from '../aws/region';
import { type ExitCode, UsageError } from '../command';
import type { Host } from '../host';
import { type Palette, paletteFor } from '../palette';
import { progressOn } from '../progress';
import { confirm } from '../prompt/confirm';
import { applyOne } from './apply';
import type { Job, Outcome, Planner } from './job';
import { each, findAll, type Regions, readAll, regionsOf } from './read';
import type { Selection } from './select';
import { jobsJson, planText, summaryText } from './show';
import { Tagging, tagJobs } from './tags';

export interface Work {
  readonly selection: Selection;
  readonly regions: readonly string[];
  readonly identity: Identity;
  readonly planner: Planner;
  /** To be told before anything else. */
  readonly findings: readonly Finding[];
  readonly mode: Mode;
  /** What outcomes are called here. */
  readonly words: Partial<Record<Outcome, string>>;
  /** What the question is, behind a number of functions. */
  readonly question: string;
}

export interface Mode {
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly color?: boolean;
}

/** How many functions are changed at once; the pace of the calls is kept apart from it. */
const AT_ONCE = 32;

export async function carryOut(work: Work, host: Host): Promise<ExitCode> {
  const { selection, identity, mode } = work;
  const paint = paletteFor(host.err, host.variables, mode.color);
  const regions = await regionsOf(selection, work.regions, identity);
  const { targets, findings } = await findAll(regions, selection);
  tell(host, paint, [...work.findings, ...findings]);
  const stop = stopping(host);
  try {
    const reading = progressOn(host.err, 'reading', targets.length, !host.err.isTerminal);
    const jobs = await readAll(regions, targets, stepping(work.planner, reading.step), stop.isStopped);
    reading.end();
    const isOpen = jobs.some(({ outcome }) => outcome === 'open');
    const out = paletteFor(host.out, host.variables, mode.color);
    if (!mode.json && isOpen) host.out.write(`${planText(jobs, out)}\n`);
    if (mode.dryRun || !isOpen || stop.isStopped()) return report(jobs, work, host);
    if (!(await isAgreed(jobs, work, host))) return report(jobs, work, host);
    return report(await changeAll(jobs, work, { regions, host, isStopped: stop.isStopped }), work, host);
  } finally {
    stop.end();
  }
}

async function isAgreed(jobs: readonly Job[], { mode, question }: Work, host: Host): Promise<boolean> {
  if (mode.yes) return true;
  if (!host.input.isTTY) throw new UsageError([NOBODY]);
  const number = jobs.filter(({ outcome }) => outcome === 'open').length;
  return confirm(`${question} ${number === 1 ? 'this function' : `these ${number} functions`}?`, host);
}

const NOBODY: Finding = {
  code: 'option-missing',
  subject: FLAGS,
  details: {
    option: '`--yes`',
    why: 'there is no terminal to ask on',
    instead: 'give it, or `--dry-run` to only look',
  },
};

interface Changing {
  readonly regions: Regions;
  readonly host: Host;
  readonly isStopped: () => boolean;
}

/** Tags go first and come last, so that a function that is cut short is never half done. */
async function changeAll(jobs: readonly Job[], { planner, mode }: Work, changing: Changing): Promise<Job[]> {
  const { regions, host, isStopped } = changing;
  const total = jobs.filter(({ outcome }) => outcome === 'open').length;
  const progress = progressOn(host.err, 'changing', total, mode.json && !host.err.isTerminal);
  const freed = await tagJobs(jobs, 'untag', regions);
  const tagging = new Tagging(regions);
  const changed = await each(freed, AT_ONCE, async (job) => {
    if (job.outcome !== 'open' || isStopped()) return job;
    const after = await applyOne(job, { regions, planner });
    progress.step(`${after.target.name} ${after.outcome}`);
    if (after.outcome === 'done') tagging.add(after);
    return after;
  });
  const tagged = await tagging.end();
  progress.end();
  return changed.map((job) => tagged.get(job.target) ?? job);
}

function report(jobs: readonly Job[], { mode, words }: Work, host: Host): ExitCode {
  const failed = jobs.filter(({ outcome }) => outcome === 'failed').length;
  const code: ExitCode = failed > 0 || (!mode.dryRun && jobs.some(({ outcome }) => outcome === 'open')) ? 1 : 0;
  if (mode.json) {
    const permissions = statementsOf(jobs);
    host.out.write(`${JSON.stringify({ functions: jobsJson(jobs), permissions }, undefined, 2)}\n`);
    return code;
  }
  const palette = paletteFor(host.out, host.variables, mode.color);
  const open = mode.dryRun ? { open: 'to be changed' } : {};
  host.out.write(summaryText(jobs, { ...words, ...open }, palette));
  const statements = statementsOf(jobs);
  if (statements.length > 0) host.out.write(permissionText(statements, palette));
  return code;
}

/** What the roles of the functions need: no role is changed here. */
const statementsOf = (jobs: readonly Job[]): object[] => [
  ...new Map(
    jobs
      .filter(({ outcome }) => outcome === 'open' || outcome === 'done')
      .flatMap(({ statements = [] }) => statements)
      .map((statement) => [JSON.stringify(statement), policy(statement)]),
  ).values(),
];

const policy = ({ actions, resources, conditions }: Statement): object => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(conditions === undefined ? {} : { Condition: conditions }),
});

const permissionText = (statements: readonly object[], { faint }: Palette): string =>
  `\nThe roles of these functions must allow (no role was changed):\n${statements.map((one) => `  ${faint(JSON.stringify(one))}`).join('\n')}\n`;

function tell(host: Host, { note, faint }: Palette, findings: readonly Finding[]): void {
  for (const found of findings)
    host.err.write(`${severity(found) === 'info' ? faint('info') : note(severity(found))} ${describe(found)}\n`);
}

const stepping =
  (planner: Planner, step: (line: string) => void): Planner =>
  (deployed, tags) => {
    step(deployed.state.id);
    return planner(deployed, tags);
  };

/** On Ctrl-C the calls in flight are finished; a second one ends the program at once. */
function stopping(host: Host): { isStopped: () => boolean; end: () => void } {
  let stopped = false;
  const end = host.onInterrupt(() => {
    stopped = true;
    end();
    host.err.write('\nstopping: the calls in flight are finished; the same command goes on later\n');
  });
  return { isStopped: () => stopped, end };
}
