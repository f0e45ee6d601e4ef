/** The CloudFormation macro: the event of a transform in, the traced fragment or every mistake out. */
import { describe, type Finding } from '../core/finding';
import { errorsOf } from '../providers';
import { tracerOf } from '../providers/tracer';
import { type Json, type Template, transform } from '../surfaces/template';
import { fragmentOf } from './fragment';
import { type Asked, askedBy, type Event } from './request';

export interface Response {
  readonly requestId: string;
  readonly status: 'success' | 'failure';
  readonly fragment?: Json;
  readonly errorMessage?: string;
}

/** What CloudFormation calls. Only names and findings of a template are ever logged. */
export const handler = async (event: Event): Promise<Response> => respond(event, process.env, console.log);

/** The response to an event; the log takes a line for each finding. */
export function respond(
  event: Event,
  environment: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Response {
  const { requestId } = event;
  try {
    const asked = askedBy(event, environment);
    const { document, findings } = transformed(event, asked);
    const errors = errorsOf(findings);
    for (const finding of findings) if (!errors.includes(finding)) log(describe(finding));
    if (errors.length > 0) return failure(requestId, errors.map(describe), log);
    return { requestId, status: 'success', fragment: document };
  } catch (problem) {
    return failure(
      requestId,
      [`tracelayer has a defect: ${problem instanceof Error ? problem.message : problem}`],
      log,
    );
  }
}

function transformed(event: Event, asked: Asked): { document: Json; findings: readonly Finding[] } {
  const { template, closed, unwrap } = fragmentOf(event.fragment);
  if (asked.findings.length > 0) return { document: event.fragment, findings: asked.findings };
  const { nearer, farther, deployment } = asked;
  const tracer = tracerOf(asked.provider);
  const done = transform(template, { tracer, nearer, farther, deployment, closed, keepsOthers: true });
  const whole = asked.report ? reported(done.template, done.findings) : done.template;
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
