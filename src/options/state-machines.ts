/** The option that every provider has that traces state machines. */
import type { OptionTable } from './spec';

export const STATE_MACHINE_OPTIONS = {
  traceStateMachines: {
    type: 'boolean',
    default: false,
    aliases: ['enableStepFunctionsTracing'],
    section: 'Step Functions',
    summary:
      'Whether Step Functions state machines are traced. Where traces are made from their log, that log then has the input and the output of every state, which may be personal data.',
  },
} as const satisfies OptionTable;
