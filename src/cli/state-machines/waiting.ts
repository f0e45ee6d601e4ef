/** What a traced state machine waits for outside of itself, by the recipe that it follows. */
import type { Note } from '../../core/finding';
import { type MachineRecipe, machineTarget } from '../../core/state-machine';
import { valueText } from '../../core/value';
import { PROVIDERS, type ProviderName } from '../../providers';
import type { Filter } from '../aws/log-calls';
import { subscriptionNotes } from '../functions/subscription';
import type { OptionsFor } from '../options/settings';
import type { MachineJob } from './job';
import { logGroupIn } from './name';
import { isIntact } from './planning';

/** The recipe of the provider that a machine is traced for; nothing where it is not traced. */
export function ownMachineRecipe({ deployed }: MachineJob, options: OptionsFor): MachineRecipe | undefined {
  if (deployed === undefined || !isIntact(deployed)) return undefined;
  const { state, place, kept } = deployed;
  const name = kept?.receipt.provider as ProviderName;
  if (!Object.hasOwn(PROVIDERS, name)) return undefined;
  const given = name === options.provider ? options.of([place.name]).settings : {};
  return PROVIDERS[name].stateMachine?.({ ...given, traceStateMachines: true }, machineTarget(state));
}

/** The recipe of a machine of a run, unless the run itself has shown that the machine waits for nothing. */
export const openRecipe = ({ outcome, plan, needs = [] }: MachineJob): MachineRecipe | undefined =>
  outcome === 'same' || (outcome === 'done' && needs.length > 0) ? plan?.recipe : undefined;

/** What its log group waits for; nothing where the filters may not be looked up, or the run has just made one. */
export async function machineFilterNotes(
  { deployed, outcome, writes }: MachineJob,
  { subscription }: MachineRecipe,
  filtersOf: (logGroup: string) => Promise<Filter[] | undefined>,
): Promise<Note[]> {
  const destination = subscription && valueText(subscription.destination);
  const isOurs = deployed?.kept?.logGroup !== undefined;
  const isMade = outcome === 'done' && writes?.subscribe !== undefined;
  const group = logGroupIn(valueText(deployed?.state.parts.logging.destination ?? ''));
  if (group === undefined || isMade || (!isOurs && destination === undefined)) return [];
  const filters = await filtersOf(group);
  return filters === undefined ? [] : subscriptionNotes(filters, destination, 'state machine');
}
