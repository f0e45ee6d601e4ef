/** The CloudFormation macro: the event of a transform in, the traced fragment or every mistake out. */
import { about, describe, errorsOf, type Finding } from '../core/finding';
import { tallyOfBoth } from '../core/status';
import type { ProviderName } from '../providers';
import { tracerOf } from '../providers/tracer';
import { type Json, sizeNotes, type Template, type Transformed, transform } from '../surfaces/template';
import { fragmentOf } from './fragment';
import { type Event, requestedBy } from './request';

export interface Response {
  readonly requestId: string;
  readonly status: 'success' | 'failure';
  readonly fragment?: Json;
  readonly errorMessage?: string;
}

/** The function that runs a macro: its provider, its variables, and its log. */
export interface MacroHost {
  readonly provider: ProviderName;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes a line for each finding. Only names and findings of a template are ever logged. */
  readonly log: (line: string) => void;
}

/** What CloudFormation calls; each provider has a macro of its own. */
export const macroOf =
  (provider: ProviderName) =>
  async (event: Event): Promise<Response> =>
    respond(event, { provider, environment: process.env, log: console.log });

/** The response to an event. */
export function respond(event: Event, host: MacroHost): Response {
  const { requestId } = event;
  try {
    const { document, findings, summary } = transformed(event, host);
    const errors = errorsOf(findings);
    for (const finding of findings) if (!errors.includes(finding)) host.log(describe(finding));
    if (errors.length > 0) return failedResponse(requestId, errors.map(describe), host.log);
    host.log(summary);
    return { requestId, status: 'success', fragment: document };
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : problem;
    return failedResponse(requestId, [`tracelayer has a defect: ${reason}`], host.log);
  }
}

interface MacroResult {
  readonly document: Json;
  readonly findings: readonly Finding[];
  /** How many functions and state machines are in which state. */
  readonly summary: string;
}

function transformed(event: Event, { provider, environment }: MacroHost): MacroResult {
  const { template, closed, unwrap } = fragmentOf(event.fragment);
  const { overrides, defaults, deployment, report, findings: mistakes } = requestedBy(event, environment);
  if (mistakes.length > 0) return { document: event.fragment, findings: mistakes, summary: '' };
  const tracer = tracerOf(provider);
  const done = transform(template, { tracer, overrides, defaults, deployment, closed, keepsOthers: true });
  const findings = [
    ...done.findings,
    ...about('the template', sizeNotes(jsonBytes(template), jsonBytes(done.template))),
  ];
  const whole = report ? withFindings(done.template, findings) : done.template;
  return { document: unwrap(whole), findings, summary: summaryOf(done) };
}

const summaryOf = ({ reports, machines }: Transformed): string =>
  tallyOfBoth(
    reports.map(({ status }) => status),
    machines.map(({ status }) => status),
  );

const jsonBytes = (document: Json): number => Buffer.byteLength(JSON.stringify(document) ?? '');

/** The findings in the template's own metadata, for those who look at the processed template. */
const withFindings = (template: Template, findings: readonly Finding[]): Template => ({
  ...template,
  Metadata: { ...template.Metadata, TracelayerFindings: findings.map(describe) },
});

function failedResponse(requestId: string, mistakes: readonly string[], log: (line: string) => void): Response {
  for (const mistake of mistakes) log(mistake);
  const [first, ...others] = mistakes;
  const errorMessage =
    others.length === 0 ? first : `${mistakes.length} mistakes:\n${mistakes.map((one) => `- ${one}`).join('\n')}`;
  return { requestId, status: 'failure', errorMessage };
}
