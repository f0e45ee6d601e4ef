/** Jobs for people and for programs: what is to be changed, and what became of it. */
import type { Change } from '../../core/change';
import { sentence, severity } from '../../core/finding';
import { parseLayer } from '../../core/layer';
import { text, type Value } from '../../core/value';
import { visibleLine } from '../../core/visible';
import { showable } from '../../options/mask';
import type { Palette } from '../palette';
import { columns, count } from '../text';
import type { Job, Outcome } from './job';

/** Kinds that are noise here: Lambda has no empty containers. */
const isShown = ({ kind }: Change): boolean => kind !== 'containers';

/** Before and after, a function or several alike with the same changes under one head. */
export function planText(jobs: readonly Job[], palette: Palette): string {
  const groups = new Map<string, string[]>();
  for (const job of jobs.filter(({ outcome }) => outcome === 'open')) {
    const lines = [...changeLines(job, palette), ...findingLines(job, palette)].join('\n');
    groups.set(lines, [...(groups.get(lines) ?? []), headOf(job, palette)]);
  }
  return [...groups].map(([lines, heads]) => `${heads.join('\n')}\n${lines}\n`).join('\n');
}

function headOf({ target, deployed }: Job, { strong, faint }: Palette): string {
  const { Runtime, PackageType, Architectures = [] } = deployed?.configuration ?? {};
  const facts = [target.region, Runtime ?? PackageType, ...Architectures].filter(Boolean).join(' ');
  return `${strong(visibleLine(target.name))}  ${faint(visibleLine(facts))}`;
}

function changeLines({ plan, wiring }: Job, palette: Palette): string[] {
  const { good, bad } = palette;
  return [
    ...(plan?.changes ?? []).filter(isShown).map((change) => `  ${changeLine(change, palette)}`),
    ...(wiring?.end ? [`  ${bad('-')} log subscription of ${visibleLine(wiring.end)}`] : []),
    ...(wiring?.make
      ? [`  ${good('+')} log subscription of ${visibleLine(`${wiring.make.logGroup} to ${wiring.make.destination}`)}`]
      : []),
  ];
}

function changeLine({ kind, name, before, after }: Change, { good, bad, note, faint }: Palette): string {
  const show = (value: Value) => visibleLine(shown(kind, name, value));
  const label = visibleLine(LABELS[kind]?.(name) ?? kind);
  if (before === undefined) return `${good('+')} ${label} ${faint('=')} ${show(after ?? '')}`;
  if (after === undefined) return `${bad('-')} ${label} ${faint('=')} ${show(before)}`;
  return `${note('~')} ${label} ${faint('=')} ${show(before)} ${faint('→')} ${show(after)}`;
}

/** What a change is of; elsewhere its kind says it. */
const LABELS: { readonly [Kind in Change['kind']]?: (name: string) => string } = {
  environment: (name) => name,
  layers: () => 'layer',
  tags: (name) => `tag ${name}`,
};

function shown(kind: Change['kind'], name: string, value: Value): string {
  const layer = kind === 'layers' ? parseLayer(value) : undefined;
  if (layer) return `${layer.name}:${layer.version} of ${layer.account}`;
  return kind === 'environment' ? showable(name, text(value)) : text(value);
}

const findingLines = ({ findings }: Job, { note, bad, faint }: Palette): string[] =>
  findings.map((found) => {
    const mark = { error: bad('!'), warning: note('!'), info: faint('i') }[severity(found)];
    return `  ${mark} ${sentence(found)}`;
  });

/** Each function with what was done or why not. */
export function summaryText(jobs: readonly Job[], words: Partial<Record<Outcome, string>>, palette: Palette): string {
  const colour = {
    open: palette.note,
    same: palette.faint,
    left: palette.note,
    done: palette.good,
    failed: palette.bad,
  };
  const rows = jobs.map((job) => {
    const { target, outcome, findings } = job;
    const why =
      outcome === 'failed' || outcome === 'left' ? findings.filter(isReason(outcome)).map(sentence).join('; ') : '';
    return [target.name, target.region, colour[outcome](words[outcome] ?? WORDS[outcome]), why];
  });
  const tally = (Object.keys(WORDS) as Outcome[])
    .map((outcome) => [outcome, jobs.filter((job) => job.outcome === outcome).length] as const)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${words[outcome] ?? WORDS[outcome]}`);
  const table = columns(['FUNCTION', 'REGION', 'RESULT', ''], rows);
  return `${table}\n\n${count(jobs.length, 'function')}: ${tally.join(', ') || 'nothing to do'}\n`;
}

const isReason = (outcome: Outcome) => (found: Job['findings'][number]) =>
  outcome === 'left' || severity(found) === 'error' || found.code === 'subscription-needed';

const WORDS: Record<Outcome, string> = {
  done: 'done',
  same: 'as it should be',
  open: 'not done',
  left: 'left alone',
  failed: 'failed',
};

/** The same for programs. */
export const jobsJson = (jobs: readonly Job[]): object[] =>
  jobs.map(({ target, deployed, outcome, plan, wiring, findings }) => ({
    function: target.name,
    region: target.region,
    arn: deployed?.configuration.FunctionArn,
    outcome,
    changes: (plan?.changes ?? []).filter(isShown).map(({ kind, name, before, after }) => ({
      kind,
      name,
      ...(before === undefined ? {} : { before: masked(kind, name, before) }),
      ...(after === undefined ? {} : { after: masked(kind, name, after) }),
    })),
    ...(wiring?.make ? { subscribe: wiring.make } : {}),
    ...(wiring?.end ? { unsubscribe: wiring.end } : {}),
    findings: findings.map((found) => ({ code: found.code, severity: severity(found), text: sentence(found) })),
  }));

const masked = (kind: Change['kind'], name: string, value: Value): string =>
  kind === 'environment' ? showable(name, text(value)) : text(value);
