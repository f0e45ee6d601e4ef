/** The CloudFormation macro: the event of a transform in, the traced fragment or every mistake out. */
import { describe, type Finding } from '../core/finding';
import { errorsOf, type ProviderName } from '../providers';
import { tracerOf } from '../providers/tracer';
import { type Json, type Template, transform } from '../surfaces/template';
import { fragmentOf } from './fragment';
import { askedBy, type Event } from './request';

export interface Response {
  readonly requestId: string;
  readonly status: 'success' | 'failure';
  readonly fragment?: Json;
  readonly errorMessage?: string;
}

/** The function that runs a macro: its provider, its variables, and its log. */
export interface Host {
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
export function respond(event: Event, host: Host): Response {
  const { requestId } = event;
  try {
    const { document, findings } = transformed(event, host);
    const errors = errorsOf(findings);
    for (const finding of findings) if (!errors.includes(finding)) host.log(describe(finding));
    if (errors.length > 0) return failure(requestId, errors.map(describe), host.log);
    return { requestId, status: 'success', fragment: document };
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : problem;
    return failure(requestId, [`tracelayer has a defect: ${reason}`], host.log);
  }
}

function transformed(event: Event, { provider, environment }: Host): { document: Json; findings: readonly Finding[] } {
  const { template, closed, unwrap } = fragmentOf(event.fragment);
  const { nearer, farther, deployment, report, findings } = askedBy(event, environment);
  if (findings.length > 0) return { document: event.fragment, findings };
  const tracer = tracerOf(provider);
  const done = transform(template, { tracer, nearer, farther, deployment, closed, keepsOthers: true });
  const whole = report ? reported(done.template, done.findings) : done.template;
  return { document: unwrap(whole), findings: done.findings };
}

/** The findings in the template's own metadata, for those who look at the processed template. */
const reported = (template: Template, findings: readonly Finding[]): Template => ({
  ...template,
  Metadata: { ...template.Metadata, TracelayerFindings: findings.map(describe) },
});

function failure(requestId: string, mistakes: readonly string[], log: (line: string) => void): Response {
  for (const mistake of mistakes) log(mistake);
  const [first, ...others] = mistakes;
  const errorMessage =
    others.length === 0 ? first : `${mistakes.length} mistakes:\n${mistakes.map((one) => `- ${one}`).join('\n')}`;
  return { requestId, status: 'failure', errorMessage };
}
