/** The checks of a function: a row each, with what it is about and how it comes to its result. */
import { type FindingCode, sentence } from '../../core/finding';
import { markedBy } from '../../core/recognize';
import type { Signature } from '../../core/signature';
import { valueText } from '../../core/value';
import { PROVIDERS } from '../../providers';
import { OTHER_TOOLS } from '../../providers/other-tools';
import { logGroupOf } from '../../surfaces/lambda/configuration';
import { isOwnFilter } from '../functions/filters';
import { shortLayerName } from '../status/compare';
import type { StatusRow } from '../status/row';
import { plural } from '../terminal/text';
import type { Answer, Evidence, Network, SeenLayer, TracedEvidence } from './evidence';
import type { SignsFound } from './signs';
import type { Usage } from './usage';

export type CheckState = 'passed' | 'failed' | 'not known';

export interface CheckResult {
  readonly state: CheckState;
  /** What was seen, as sentences. */
  readonly evidence: string;
  /** What to do, as sentences. */
  readonly fix?: string;
}

/** A function with all that the checks look at. */
export interface Patient extends Evidence {
  readonly row: StatusRow;
  /** The calls that the look-ups behind the findings were not allowed. */
  readonly denied: readonly string[];
  /** The command that instruments the function. */
  readonly instrument: string;
}

interface Check {
  /** What it checks, for the documentation. */
  readonly about: string;
  /** Nothing where the check does not apply. */
  readonly run: (patient: Patient) => CheckResult | undefined;
}

const passed = (evidence: string): CheckResult => ({ state: 'passed', evidence });
const failed = (evidence: string, fix?: string): CheckResult => ({
  state: 'failed',
  evidence,
  ...(fix === undefined ? {} : { fix }),
});
const unknown = (evidence: string, fix?: string): CheckResult => ({ ...failed(evidence, fix), state: 'not known' });

/** The result of an answer, where there is one. */
const answered = <T>(answer: Answer<T>, judge: (is: T) => CheckResult): CheckResult =>
  'is' in answer ? judge(answer.is) : unknown(answer.unknown);

/** A check of traced functions only. */
const ofTraced =
  (judge: (traced: TracedEvidence, patient: Patient) => CheckResult | undefined) =>
  (patient: Patient): CheckResult | undefined =>
    patient.traced && judge(patient.traced, patient);

/** The result that the findings of a look-up already have; nothing where all is well. */
function foundOut({ job, denied }: Patient, { bad, open, call }: LookUp): CheckResult | undefined {
  const sentences = (code: FindingCode | undefined) =>
    job.findings
      .filter((found) => found.code === code)
      .map(sentence)
      .join(' ');
  if (sentences(bad) !== '') return failed(sentences(bad));
  if (denied.includes(call)) return unknown(`\`${call}\` is not allowed.`);
  return sentences(open) === '' ? undefined : unknown(sentences(open));
}

interface LookUp {
  /** The finding of something that is missing, and the one of something that could not be decided. */
  readonly bad: FindingCode;
  readonly open?: FindingCode;
  readonly call: string;
}

export const CHECKS: Readonly<Record<string, Check>> = {
  tracing: {
    about:
      'The function is traced, and has everything that its receipt lists. With options, it also follows these options.',
    run: checkTracing,
  },
  layers: {
    about: 'Each layer of tracing exists, is shared with the account, and fits the runtime and the architecture.',
    run: ofTraced(checkLayers),
  },
  'other-tools': {
    about: 'No other tool traces the function at the same time.',
    run: ofTraced(checkOtherTools),
  },
  permissions: {
    about: 'The role allows what tracing needs, such as reading the API key.',
    run: (patient) => (patient.traced && (patient.job.statements ?? []).length > 0 ? checkRole(patient) : undefined),
  },
  aliases: {
    about: 'No alias points to a version from before the function was instrumented.',
    run: (patient) => (patient.traced ? checkAliases(patient) : undefined),
  },
  subscription: {
    about: 'Where traces take the way through the log, the log group is subscribed once.',
    run: ofTraced(checkSubscription),
  },
  network: {
    about: 'From the VPC of the function, a route leads to where traces are sent.',
    run: ofTraced(({ network }) => (network === undefined ? undefined : answered(network, checkNetwork))),
  },
  'code-signing': {
    about: 'Code signing does not refuse the layers of tracing, which are not signed for the account.',
    run: ({ unsignedCode }) => unsignedCode && answered(unsignedCode, checkCodeSigning),
  },
  limits: {
    about: 'No invocation used nearly all of the memory or of the time that the function has.',
    run: ofTraced(({ usage }) => answered(usage, checkUsage)),
  },
  'log-lines': {
    about:
      'The log has no line that says why traces are missing. Only the name, the number, and the time of such lines are shown.',
    run: ofTraced(({ signs }) => answered(signs, checkSigns)),
  },
};

function checkTracing({ row: { state, why, different, with: by }, job, instrument }: Patient): CheckResult {
  if (state === 'not selected') return unknown('The options leave this function out.');
  if (state === 'needs code') return unknown(why);
  if (job.deployed === undefined) return failed(why);
  if (state !== 'traced') return failed(why || 'The function is not traced.', `Run \`${instrument}\`.`);
  if (different.length > 0)
    return failed(`The options would change ${different.join(', ')}.`, `Run \`${instrument}\` with these options.`);
  return passed(`Traced with ${by}.`);
}

const checkRole = (patient: Patient): CheckResult =>
  foundOut(patient, { bad: 'permission-missing', open: 'permission-needed', call: 'iam:SimulatePrincipalPolicy' }) ??
  passed('The role allows everything that tracing needs.');

const checkAliases = (patient: Patient): CheckResult =>
  foundOut(patient, { bad: 'version-stale', call: 'lambda:ListAliases' }) ??
  passed('No alias points to a version from before the function was instrumented.');

function checkLayers({ layers, deployed }: TracedEvidence, { instrument }: Patient): CheckResult | undefined {
  if (layers.length === 0) return undefined;
  const problems = layers.flatMap(({ arn, seen }) => ('is' in seen ? layerProblem(arn, seen.is, deployed) : []));
  if (problems.length > 0)
    return failed(problems.join(' '), `Run \`${instrument}\`, which attaches the layers that fit.`);
  const open = layers.flatMap(({ seen }) => ('unknown' in seen ? [seen.unknown] : []));
  return open.length > 0
    ? unknown([...new Set(open)].join(' '))
    : passed(`${layers.map(({ arn }) => shortLayerName(arn)).join(', ')}.`);
}

function layerProblem(arn: string, seen: SeenLayer, { configuration }: TracedEvidence['deployed']): string[] {
  if (seen === 'missing') return [`${shortLayerName(arn)} does not exist.`];
  if (seen === 'not shared') return [`${shortLayerName(arn)} does not exist, or is not shared with this account.`];
  const { Runtime = '', Architectures: [architecture = 'x86_64'] = [] } = configuration;
  const misses = (list: readonly string[] | undefined, given: string) =>
    list !== undefined && list.length > 0 && !list.includes(given);
  return [
    ...(misses(seen.runtimes, Runtime) ? [`${shortLayerName(arn)} is not for ${Runtime}.`] : []),
    ...(misses(seen.architectures, architecture) ? [`${shortLayerName(arn)} is not for ${architecture}.`] : []),
  ];
}

function checkOtherTools({ deployed, provider }: TracedEvidence): CheckResult {
  const others: readonly (Signature & { readonly title: string })[] = [
    ...Object.values(PROVIDERS)
      .filter(({ name }) => name !== provider)
      .map(({ title, signatures }) => ({ title, ...signatures })),
    ...OTHER_TOOLS,
  ];
  const found = others
    .map((tool) => ({ title: tool.title, marks: markedBy(tool, deployed.state.parts) }))
    .filter(({ marks }) => marks.length > 0);
  if (found.length === 0) return passed('No other tool is on the function.');
  return failed(
    `${found.map(({ title, marks }) => `${title} is on the function, too: ${marks.join(', ')}.`).join(' ')}`,
    'Remove one of the two: both change the same code of the function.',
  );
}

function checkSubscription(
  { filters, recipe, deployed }: TracedEvidence,
  { instrument }: Patient,
): CheckResult | undefined {
  if (filters === undefined) return undefined;
  const wanted = recipe.subscription && valueText(recipe.subscription.destination);
  const group = logGroupOf(deployed.configuration);
  return answered(filters, (all) => {
    const ours = all.find(({ destination }) => destination === wanted) ?? all.find(isOwnFilter);
    if (ours === undefined)
      return failed(
        `The log group ${group} is not subscribed to ${wanted ?? 'the Forwarder'}.`,
        `Run \`${instrument}\` with \`--forwarder-arn\`.`,
      );
    const same = all.filter(({ destination }) => destination === ours.destination).map(({ name }) => name);
    return same.length === 1
      ? passed(`The log group is subscribed to ${ours.destination}.`)
      : failed(
          `The log group ${group} sends everything ${same.length} times to ${ours.destination}.`,
          `Remove all but one of its filters: ${same.join(', ')}.`,
        );
  });
}

/** Network interfaces of functions have no public address. Source: docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html */
function checkNetwork({ exits, endpoints }: Network): CheckResult {
  const useless = exits.filter(({ target }) => target?.startsWith('igw-'));
  const closed = exits.filter(({ target }) => target === undefined);
  const names = (some: typeof exits) => some.map(({ subnet }) => subnet).join(', ');
  const fix = 'Send the default route of these subnets to a NAT gateway, or add endpoints for what traces are sent to.';
  if (useless.length > 0)
    return failed(
      `The default route of ${names(useless)} leads to an internet gateway, which does not serve functions.`,
      fix,
    );
  if (closed.length === 0)
    return passed(`The default route leads to ${[...new Set(exits.map(({ target }) => target))].join(', ')}.`);
  const noRoute = `${names(closed)} has no default route`;
  return endpoints.length > 0
    ? unknown(
        `${noRoute}, and the VPC has endpoints: ${endpoints.join(', ')}.`,
        `If none of them is for the intake: ${fix}`,
      )
    : failed(`${noRoute}, and the VPC has no endpoint.`, fix);
}

const checkCodeSigning = (policy: string | undefined): CheckResult =>
  policy === 'Enforce'
    ? failed(
        'The configuration for code signing refuses layers that no trusted publisher has signed, and the layers of tracing are not signed.',
        'Publish signed copies of the layers in your account, and name them in the options; or set the policy to Warn.',
      )
    : passed(policy === undefined ? 'Code needs no signature.' : 'Code without a signature is only reported.');

/** From this share on, an invocation that needs a little more fails. */
const NEARLY_ALL = 0.95;

function checkUsage({ reports, memory, time }: Usage): CheckResult {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const used = [
    ...(memory >= NEARLY_ALL ? [`An invocation used ${percent(memory)} of the memory.`] : []),
    ...(time >= NEARLY_ALL ? [`An invocation used ${percent(time)} of the time.`] : []),
  ];
  if (used.length > 0)
    return failed(used.join(' '), 'Give the function more memory or a longer timeout, before traces are lost.');
  return reports === 0
    ? unknown(
        'The log has no report of an invocation.',
        'Invoke the function, or look at more of its log with `--hours`.',
      )
    : passed(
        `At most ${percent(memory)} of the memory and ${percent(time)} of the time, in ${plural(reports, 'report')}.`,
      );
}

function checkSigns({ signs, found, hasGroup, isComplete }: SignsFound): CheckResult {
  if (!hasGroup)
    return unknown('There is no log group: the function has not run since it was created, or may not log.');
  if (found.length === 0)
    return isComplete
      ? passed('No such line was found.')
      : unknown('The log has more than was read: look at less of it with `--hours`.');
  const time = (at: number) => new Date(at).toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z');
  const evidence = found.map(
    ({ sign, count, last }) => `${sign} (${plural(count, 'time')}, last ${time(last)}): ${signs[sign]?.meaning ?? ''}`,
  );
  return failed(evidence.join(' '), [...new Set(found.map(({ sign }) => signs[sign]?.remedy ?? ''))].join(' '));
}
