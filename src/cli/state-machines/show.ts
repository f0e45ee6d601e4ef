/** State machines for people and for programs: what is to be changed, and what became of it. */
import type { Change } from '../../core/change';
import { pendingOf, sentence, severity } from '../../core/finding';
import type { MachinePart } from '../../core/state-machine';
import { tally } from '../../core/status';
import { valueText } from '../../core/value';
import { visibleLine } from '../../core/visible';
import type { JobOutcome } from '../functions/job';
import { OUTCOME_WORDS, outcomeColors } from '../functions/show';
import type { TerminalPalette } from '../terminal/palette';
import { columns, plural } from '../terminal/text';
import { type MachineJob, machineFindings, machineStatus } from './job';

type MachineChange = Change<MachinePart>;
type Result = 'traced' | 'untraced';

const isShown = ({ kind }: MachineChange): boolean => kind !== 'presence';

/** Before and after, one machine after another. */
export const machinePlanText = (jobs: readonly MachineJob[], palette: TerminalPalette): string =>
  jobs
    .filter(({ outcome }) => outcome === 'open')
    .map((job) => [headOf(job, palette), ...changeLines(job, palette), ...findingLines(job, palette), ''].join('\n'))
    .join('\n');

function headOf({ target, deployed }: MachineJob, { strong, faint }: TerminalPalette): string {
  const facts = [target.region, 'state machine', deployed?.described.type].filter(Boolean).join(' ');
  return `${strong(visibleLine(target.name))}  ${faint(visibleLine(facts))}`;
}

function changeLines({ plan, writes }: MachineJob, palette: TerminalPalette): string[] {
  const { good, bad } = palette;
  const { makeGroup, subscribe, unsubscribe, grant, ungrant } = writes ?? {};
  const added = [
    makeGroup && `log group ${makeGroup.name} (${plural(makeGroup.days, 'day')})`,
    subscribe && `log subscription of ${subscribe.logGroup} to ${subscribe.destination}`,
    grant && `inline policy ${grant.name} of ${grant.role}`,
  ];
  const removed = [
    unsubscribe && `log subscription of ${unsubscribe}`,
    ungrant && `inline policy ${ungrant.name} of ${ungrant.role}`,
  ];
  return [
    ...(plan?.changes ?? []).filter(isShown).map((change) => `  ${changeLine(change, palette)}`),
    ...removed.filter(isText).map((line) => `  ${bad('-')} ${visibleLine(line)}`),
    ...added.filter(isText).map((line) => `  ${good('+')} ${visibleLine(line)}`),
  ];
}

const isText = (line: string | undefined): line is string => line !== undefined && line !== '';

/** Values of a definition are not shown: what a task sends may be a secret. */
function changeLine(change: MachineChange, { good, bad, note, faint }: TerminalPalette): string {
  const { before, after } = shownValues(change);
  const label = visibleLine(LABELS[change.kind](change.name));
  const sign = change.before === undefined ? good('+') : change.after === undefined ? bad('-') : note('~');
  const values = [before, after].filter(isText).map(visibleLine);
  return [sign, label, ...(values.length > 0 ? [faint('='), values.join(` ${faint('→')} `)] : [])].join(' ');
}

const LABELS: Readonly<Record<MachinePart, (name: string) => string>> = {
  presence: (name) => name,
  definition: (name) => `definition ${name}`,
  logging: (name) => `logging ${name}`,
  tracing: (name) => `X-Ray tracing ${name}`,
  tags: (name) => `tag ${name}`,
};

const shownValues = ({ kind, before, after }: MachineChange): { before?: string; after?: string } =>
  kind === 'definition'
    ? {}
    : {
        ...(before === undefined ? {} : { before: valueText(before) }),
        ...(after === undefined ? {} : { after: valueText(after) }),
      };

const findingLines = (job: MachineJob, { note, bad, faint }: TerminalPalette): string[] =>
  machineFindings(job).map((found) => {
    const mark = { error: bad('!'), warning: note('!'), info: faint('i') }[severity(found)];
    return `  ${mark} ${sentence(found)}`;
  });

/** Each machine with what was done or why not, and how many are in which state. */
export function machineSummary(
  jobs: readonly MachineJob[],
  words: Partial<Record<JobOutcome, string>>,
  makes: Result,
  palette: TerminalPalette,
): string {
  const word = (outcome: JobOutcome) => words[outcome] ?? OUTCOME_WORDS[outcome];
  const colors = outcomeColors(palette);
  const rows = jobs.map((job) => {
    const { target, outcome } = job;
    const why = machineFindings(job).filter(
      (found) =>
        outcome === 'left' || severity(found) === 'error' || (outcome !== 'open' && pendingOf(found) !== undefined),
    );
    return [target.name, target.region, colors[outcome](word(outcome)), why.map(sentence).join(' ')];
  });
  const outcomes = (Object.keys(OUTCOME_WORDS) as JobOutcome[])
    .map((outcome) => [outcome, jobs.filter((job) => job.outcome === outcome).length] as const)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${word(outcome)}`);
  const table = columns(['STATE MACHINE', 'REGION', 'RESULT', ''], rows);
  const states = tally(jobs.map((job) => machineStatus(job, makes)));
  return `${table}\n\n${plural(jobs.length, 'state machine')}: ${outcomes.join(', ')}\nNow: ${states}\n`;
}

/** The same for programs. */
export const machinesJson = (jobs: readonly MachineJob[], makes: Result): object[] =>
  jobs.map((job) => {
    const { target, deployed, outcome, plan, writes: { makeGroup, subscribe, unsubscribe, grant, ungrant } = {} } = job;
    const { state, pending } = machineStatus(job, makes);
    const extras = { makeLogGroup: makeGroup, subscribe, unsubscribe, grant, revoke: ungrant };
    return {
      stateMachine: target.name,
      region: target.region,
      arn: deployed?.arn ?? target.arn,
      outcome,
      state,
      pending,
      changes: (plan?.changes ?? [])
        .filter(isShown)
        .map((change) => ({ kind: change.kind, name: change.name, ...shownValues(change) })),
      ...Object.fromEntries(Object.entries(extras).filter(([, value]) => value !== undefined)),
      findings: machineFindings(job).map((found) => ({
        code: found.code,
        severity: severity(found),
        text: sentence(found),
      })),
    };
  });
