/** What a state machine traced for OpenTelemetry must have: X-Ray, whose header the functions' propagators take over. */
import { type Note, note } from '../../core/finding';
import type { MachineRecipe } from '../../core/state-machine';
import { valueText } from '../../core/value';
import { MACHINE_XRAY_STATEMENT } from '../xray';
import type { Options } from './options';

/** The recipe of a state machine; none if the options ask for none. */
export const stateMachine = (options: Options): MachineRecipe | undefined =>
  options.traceStateMachines
    ? {
        provider: 'opentelemetry',
        xray: true,
        tags: { tracelayer: 'opentelemetry' },
        switches: {},
        edits: [],
        statements: [MACHINE_XRAY_STATEMENT],
        logRetentionInDays: 7,
        notes: propagatorNotes(options),
      }
    : undefined;

/**
 * Lambda puts the trace of Step Functions in a variable of its own, which only this propagator reads.
 * Source: github.com/open-telemetry/semantic-conventions, FaaS, AWS Lambda, and test/e2e/machines.e2e.ts
 */
const propagatorNotes = ({ propagators = DEFAULT_PROPAGATORS }: Options): Note[] =>
  /\bxray-lambda\b/.test(valueText(propagators))
    ? []
    : [note('machine-propagator-missing', { given: valueText(propagators) })];

/** Those of the layers. */
const DEFAULT_PROPAGATORS = 'tracecontext,baggage,xray';
