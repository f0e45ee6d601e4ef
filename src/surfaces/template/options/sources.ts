/** Options in a template: those of one function in its metadata, and those of all functions in a mapping. */
import type { Finding } from '../../../core/finding';
import { ownValue } from '../../../core/own';
import type { Declarations, RecipeMaker, Settings } from '../../../core/provider';
import type { MachineRecipe, MachineTarget } from '../../../core/state-machine';
import { toValue } from '../../intrinsics';
import { choiceOf, type Resolver } from '../conditions';
import {
  isIntrinsic,
  isMap,
  isNoValue,
  isPlainMap,
  type Json,
  type Resource,
  type Template,
} from '../document/document';

/** Options, and where they come from. */
export interface TemplateOptionSource {
  readonly source: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly variables?: boolean;
}

/** A provider of tracing as the surface needs it. */
export interface Tracer extends RecipeMaker {
  /** The name of its sections in templates. */
  readonly section: string;
  /** The titles of the other providers, by the names that receipts have. */
  readonly others?: Readonly<Record<string, string>>;
  /** Options out of all places, the nearest first, and everything wrong with them. */
  readonly configure: (...given: readonly TemplateOptionSource[]) => {
    readonly settings: Settings;
    readonly findings: readonly Finding[];
  };
  /** The recipe of a state machine, or nothing where the options don't ask for one. */
  readonly stateMachine?: (settings: Settings, target: MachineTarget) => MachineRecipe | undefined;
  /** The options with what they follow from: what the document declares about a secret, say. */
  readonly informed?: (settings: Settings, declared: Declarations) => Settings;
}

/** The options for all functions of a template. */
export function optionsOfTemplate({ Mappings }: Template, section: string): TemplateOptionSource[] {
  const values = ownValue<Json>(Mappings, section)?.Parameters;
  return isPlainMap(values) ? [{ source: `Mappings.${section}.Parameters`, values }] : [];
}

/** The options of one function; `false` leaves it out. */
export function optionsOfFunction(
  id: string,
  { Metadata }: Resource,
  section: string,
  known: Resolver,
): TemplateOptionSource[] {
  const given = ownValue<Json>(Metadata, section);
  if (given === undefined || given === null || isNoValue(given)) return [];
  const values = isPlainMap(given) ? given : { enabled: given };
  return [resolved({ source: `Metadata.${section} of ${id}`, values }, known)];
}

/** Options whose intrinsic functions are looked at. */
export const resolved = (given: TemplateOptionSource, known: Resolver): TemplateOptionSource => ({
  ...given,
  values: knownValues(given.values, known),
});

/** What has no value is as if it were not there. */
const knownValues = (map: Readonly<Record<string, Json>>, known: Resolver): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(map).flatMap(([name, raw]) => {
      const option = optionOf(raw, known);
      return option === undefined ? [] : [[name, option]];
    }),
  );

/** What an intrinsic function comes to, or itself, to be passed on. */
function optionOf(raw: Json, known: Resolver): unknown {
  if (isNoValue(raw)) return undefined;
  const choice = choiceOf(raw);
  const holds = choice && known.condition(choice[0]);
  if (choice && holds !== undefined) return optionOf(choice[holds ? 1 : 2], known);
  if (Array.isArray(raw)) return raw.filter((item) => !isNoValue(item));
  if (isIntrinsic(raw)) return known.value(raw) ?? toValue(raw);
  return isMap(raw) ? knownValues(raw, known) : raw;
}
