/** Jobs for people and for programs: what is to be changed, and what became of it. */
import { type Finding, pendingOf, sentence, severity } from '../../core/finding';
import type { FunctionChange } from '../../core/function';
import { parseLayer } from '../../core/layer';
import { tally } from '../../core/status';
import { type Value, valueText } from '../../core/value';
import { visibleLine } from '../../core/visible';
import { showable } from '../../providers/mask';
import { isEvidence } from '../../surfaces/lambda/evidence';
import { RECORD } from '../../surfaces/lambda/record';
import type { TerminalPalette } from '../terminal/palette';
import { columns, plural } from '../terminal/text';
import { statusAfter } from './condition';
import { type Job, type JobOutcome, reportedFindings } from './job';
import type { NeedyRole, RoleNeeds } from './statements';

/** Kinds that are noise here: Lambda has no empty containers. */
const isShown = ({ kind }: FunctionChange): boolean => kind !== 'containers';

/** Before and after, a function or several alike with the same changes under one head. */
export function planText(jobs: readonly Job[], palette: TerminalPalette): string {
  const groups = new Map<string, string[]>();
  for (const job of jobs.filter(({ outcome }) => outcome === 'open')) {
    const lines = [...changeLines(job, palette), ...findingLines(job, palette)].join('\n');
    groups.set(lines, [...(groups.get(lines) ?? []), headOf(job, palette)]);
  }
  return [...groups].map(([lines, heads]) => `${heads.join('\n')}\n${lines}\n`).join('\n');
}

function headOf({ target, deployed }: Job, { strong, faint }: TerminalPalette): string {
  const { Runtime, PackageType, Architectures = [] } = deployed?.configuration ?? {};
  const facts = [target.region, Runtime ?? PackageType, ...Architectures].filter(Boolean).join(' ');
  return `${strong(visibleLine(target.name))}  ${faint(visibleLine(facts))}`;
}

function changeLines(job: Job, palette: TerminalPalette): string[] {
  const { plan, logSubscription } = job;
  const { good, bad } = palette;
  return [
    ...[...(plan?.changes ?? []), ...receiptChanges(job)]
      .filter(isShown)
      .map((change) => `  ${changeLine(change, palette)}`),
    ...(logSubscription?.end ? [`  ${bad('-')} log subscription of ${visibleLine(logSubscription.end)}`] : []),
    ...(logSubscription?.make
      ? [
          `  ${good('+')} log subscription of ${visibleLine(`${logSubscription.make.logGroup} to ${logSubscription.make.destination}`)}`,
        ]
      : []),
  ];
}

function changeLine(
  { kind, name, before, after }: FunctionChange,
  { good, bad, note, faint }: TerminalPalette,
): string {
  const show = (value: Value) => visibleLine(shown(kind, name, value));
  const label = visibleLine(LABELS[kind]?.(name) ?? kind);
  if (before === undefined) return `${good('+')} ${label} ${faint('=')} ${show(after ?? '')}`;
  if (after === undefined) return `${bad('-')} ${label} ${faint('=')} ${show(before)}`;
  return `${note('~')} ${label} ${faint('=')} ${show(before)} ${faint('→')} ${show(after)}`;
}

/** What a change is of; elsewhere its kind says it. */
const LABELS: { readonly [Kind in FunctionChange['kind']]?: (name: string) => string } = {
  environment: (name) => name,
  layers: () => 'layer',
  tags: (name) => `tag ${name}`,
};

function shown(kind: FunctionChange['kind'], name: string, value: Value): string {
  const layer = kind === 'layers' ? parseLayer(value) : undefined;
  if (layer) return `${layer.name}:${layer.version} of ${layer.account}`;
  return kind === 'environment' ? showable(name, valueText(value)) : valueText(value);
}

const findingLines = (job: Job, { note, bad, faint }: TerminalPalette): string[] =>
  reportedFindings(job).map((found) => {
    const mark = { error: bad('!'), warning: note('!'), info: faint('i') }[severity(found)];
    return `  ${mark} ${sentence(found)}`;
  });

/** What is written besides the plan: the receipt, in its variable and its tags. */
function receiptChanges({ calls, deployed }: Job): FunctionChange[] {
  const { configuration, tags = {} } = deployed ?? {};
  const change = (
    kind: FunctionChange['kind'],
    name: string,
    [before, after]: readonly [string?, string?],
  ): FunctionChange[] =>
    before === after
      ? []
      : [{ kind, name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  const before = configuration?.Environment?.Variables?.[RECORD];
  const { Environment } = calls?.update ?? {};
  const names = [...Object.keys(calls?.tag ?? {}), ...(calls?.untag ?? [])].filter(isEvidence);
  return [
    ...change('environment', RECORD, [before, Environment ? Environment.Variables[RECORD] : before]),
    ...names.flatMap((name) => change('tags', name, [tags[name], calls?.tag[name]])),
  ];
}

/** Each function with what was done or why not, and how many are in which state. */
export function summaryText(
  jobs: readonly Job[],
  words: Partial<Record<JobOutcome, string>>,
  makes: Result,
  palette: TerminalPalette,
): string {
  const colors = outcomeColors(palette);
  const rows = jobs.map((job) => {
    const { target, outcome } = job;
    const why = reportedFindings(job).filter(explainsOutcome(outcome)).map(sentence).join(' ');
    return [target.name, target.region, colors[outcome](words[outcome] ?? OUTCOME_WORDS[outcome]), why];
  });
  const outcomes = (Object.keys(OUTCOME_WORDS) as JobOutcome[])
    .map((outcome) => [outcome, jobs.filter((job) => job.outcome === outcome).length] as const)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${words[outcome] ?? OUTCOME_WORDS[outcome]}`);
  const table = columns(['FUNCTION', 'REGION', 'RESULT', ''], rows);
  const states = tally(jobs.map((job) => statusAfter(job, makes)));
  return `${table}\n\n${plural(jobs.length, 'function')}: ${outcomes.join(', ') || 'nothing to do'}\nNow: ${states}\n`;
}

type Result = 'traced' | 'untraced';

export const outcomeColors = ({ note, faint, good, bad }: TerminalPalette) =>
  ({ open: note, same: faint, left: note, done: good, failed: bad }) satisfies Record<JobOutcome, unknown>;

/** What explains an outcome: errors, or why a function was left, or what one that was changed waits for. */
const explainsOutcome = (outcome: JobOutcome) => (found: Finding) =>
  outcome === 'left' || severity(found) === 'error' || (outcome !== 'open' && pendingOf(found) !== undefined);

/** How many roles are listed one by one. */
const ROLES = 10;

/** What the roles need: one policy document, or one for each role where they need different things. */
export function needsText({ roles }: RoleNeeds, { faint }: TerminalPalette, file?: string): string {
  const texts = new Set(roles.map((one) => JSON.stringify(one.document)));
  const isAlike = texts.size === 1;
  const listed = roles
    .slice(0, ROLES)
    .flatMap((one) => [
      `  ${one.role} (${usersText(one)})`,
      ...(isAlike ? [] : [`    ${faint(JSON.stringify(one.document))}`]),
    ]);
  const more = roles.length > ROLES ? [`  and ${plural(roles.length - ROLES, 'other role')}`] : [];
  const all = isAlike ? [faint([...texts].join())] : [];
  const written = file === undefined ? all : [`The policy${isAlike ? '' : ' for all of them'} is in ${file}.`];
  const head = `These roles must allow what follows, unless they do; tracelayer did not change them (${plural(roles.length, 'role')}):`;
  return ['', head, ...listed, ...more, ...written, ''].join('\n');
}

const usersText = ({ functions, machines }: NeedyRole): string =>
  [
    ...(functions > 0 ? [plural(functions, 'function')] : []),
    ...(machines > 0 ? [plural(machines, 'state machine')] : []),
  ].join(', ');

/** The same for programs: how many have each role, what any of them needs, and what each needs. */
export const needsJson = ({ roles, document }: RoleNeeds): object => ({
  roles: Object.fromEntries(roles.map((one) => [one.role, one.functions + one.machines])),
  policy: document,
  policies: Object.fromEntries(roles.map((one) => [one.role, one.document])),
});

export const OUTCOME_WORDS: Record<JobOutcome, string> = {
  done: 'done',
  same: 'as it should be',
  open: 'not done',
  left: 'left alone',
  failed: 'failed',
};

/** The same for programs. */
export const jobsJson = (jobs: readonly Job[], makes: Result): object[] =>
  jobs.map((job) => {
    const { target, deployed, outcome, plan, logSubscription } = job;
    const { state, pending } = statusAfter(job, makes);
    return {
      function: target.name,
      region: target.region,
      arn: deployed?.configuration.FunctionArn,
      outcome,
      state,
      pending,
      changes: [...(plan?.changes ?? []), ...receiptChanges(job)]
        .filter(isShown)
        .map(({ kind, name, before, after }) => ({
          kind,
          name,
          ...(before === undefined ? {} : { before: maskedValue(kind, name, before) }),
          ...(after === undefined ? {} : { after: maskedValue(kind, name, after) }),
        })),
      ...(logSubscription?.make ? { subscribe: logSubscription.make } : {}),
      ...(logSubscription?.end ? { unsubscribe: logSubscription.end } : {}),
      findings: reportedFindings(job).map((found) => ({
        code: found.code,
        severity: severity(found),
        text: sentence(found),
      })),
    };
  });

const maskedValue = (kind: FunctionChange['kind'], name: string, value: Value): string =>
  kind === 'environment' ? showable(name, valueText(value)) : valueText(value);
