/** Findings about state machines. */
import { asEnd, asSentence, type FindingRows, type Words } from './row';

export const STATE_MACHINE_FINDINGS = {
  'machine-switched-off': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'name' | 'given' | 'wanted'>) =>
      `The state machine's tag ${d.name} is "${d.given}", and tracing needs "${d.wanted}".`,
    remediation: (d: Words<'name'>) => `Remove the tag ${d.name}, or exclude the state machine.`,
  },
  'machine-tags-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) =>
      `The state machine would have ${d.count} tags, and Step Functions allows ${d.limit}.`,
    remediation: () => 'Remove some of its own tags, or exclude the state machine.',
  },
  'definition-too-large': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'size' | 'limit'>) =>
      `The definition would have ${d.size} characters, and Step Functions allows ${d.limit}.`,
    remediation: () => 'Split the state machine, set `mergeStateMachineTraces: false`, or exclude it.',
  },
  'definition-unread': {
    severity: 'info',
    message: (d: Words<'why'>) =>
      `The state machine's tasks don't pass its trace on to what they call, because its definition can't be read: ${asEnd(d.why)}`,
    remediation: () => 'Write the definition in the template, as an object or as JSON.',
  },
  'context-not-handed-on': {
    severity: 'info',
    message: (d: Words<'state' | 'why'>) => `The state ${d.state} doesn't pass the trace on: ${asEnd(d.why)}`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'write its input as an object of fields'),
  },
  'context-assumes-object': {
    severity: 'info',
    message: (d: Words<'state' | 'why'>) =>
      `The state ${d.state} passes the trace on, and fails if its input is not an object: ${asEnd(d.why)}`,
    remediation: () =>
      'If the state machine can receive a string, a number, or a list, set `mergeStateMachineInputs: proved`.',
  },
  'machine-logging-raised': {
    severity: 'info',
    message: (d: Words<'name' | 'given' | 'wanted'>) =>
      `The state machine's logging has ${d.name} "${d.given}" of its own. Tracing needs "${d.wanted}", and sets that.`,
    remediation: () =>
      'The log can then contain personal data. To keep the logging as it is, exclude the state machine.',
  },
  'machine-propagator-missing': {
    severity: 'warning',
    message: (d: Words<'given'>) =>
      `The spans of functions are not part of the trace of the state machine, because the functions read it only with the propagator xray-lambda, and their propagators are ${d.given}.`,
    remediation: () =>
      'Set `propagators` to `tracecontext,baggage,xray-lambda` if X-Ray samples all executions: functions whose execution it does not sample then send no spans.',
  },
  'machine-not-subscribed': {
    severity: 'info',
    message: () => 'Traces of the state machine arrive only if its log group is sent to the Forwarder.',
    remediation: () => 'Set `stateMachineForwarderArn`, unless something else subscribes its log group.',
  },
  'machines-elsewhere': {
    severity: 'warning',
    message: (d: Words<'macro'>) => `State machines have a macro of their own, ${d.macro}.`,
    remediation: (d: Words<'macro'>) =>
      `Install it with \`tracelayer macro --state-machines\`, and name ${d.macro} under \`Transform\` too.`,
  },
} as const satisfies FindingRows;
