/** What a state machine traced for OpenTelemetry must have: X-Ray, whose header the functions' propagators take over. */
import { type Note, note } from '../../core/finding';
import type { MachineRecipe } from '../../core/state-machine';
import { valueText } from '../../core/value';
import { MACHINE_XRAY_STATEMENT } from '../xray';
import type { Options } from './options';

/** The recipe of a state machine; nothing where nobody asked for one. */
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

/** Step Functions hands its trace on in the header of X-Ray only. */
const propagatorNotes = ({ propagators }: Options): Note[] =>
  propagators === undefined || /\bxray\b/.test(valueText(propagators))
    ? []
    : [note('machine-propagator-missing', { given: valueText(propagators) })];
