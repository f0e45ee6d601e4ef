/** Step Functions state machines as a kind of resource: their parts, and how a machine follows a recipe. */
import { copyOf } from './copy';
import type { DefinitionEdit } from './definition/context';
import { definitionOf } from './definition/entries';
import type { JsonMap } from './definition/states';
import { type Note, note } from './finding';
import type { Followed, KindRecipe, ResourceKind, ResourceState } from './kind';
import { ownValue, setIn } from './own';
import { type PartRow, type PartsOf, withPresence } from './part';
import { original } from './plan';
import type { Statement, Subscription } from './recipe';
import { sameValue, type Value, valueText } from './value';

/**
 * In the order in which changes are made. `definition` has every value by its JSON pointer (`definitionEntries`); `logging`
 * has `level`, `includeExecutionData`, and `destination`; `tracing` has `enabled`.
 */
const MACHINE_ROWS = {
  presence: {},
  definition: { isSecret: true },
  logging: { isProperty: true },
  tracing: { isProperty: true },
  tags: { order: 'before', isProperty: true },
} as const satisfies Readonly<Record<string, PartRow>>;

export type MachinePart = keyof typeof MACHINE_ROWS;
export type MachineParts = PartsOf<MachinePart>;
export type MachineState = ResourceState<MachinePart, MachineTarget>;

/** What a recipe may depend on in addition to the options. */
export interface MachineTarget {
  readonly region: Value;
  readonly partition: Value;
  readonly account: Value;
  /** The ARN of the log group that is made for a machine without one, with `:*` behind it as Step Functions wants it. */
  readonly newLogGroup: Value;
  /** The definition before anything was added, which `machineTarget` fills in; absent where it can't be read. */
  readonly definition?: JsonMap;
  /** Why the definition can't be read, as a clause. */
  readonly unread?: string;
  /** What a resource that is not known yet is, by its text such as `${Hello.Arn}`: an ARN, whose parts may be blank. */
  readonly resourceArn?: (text: string) => string | undefined;
}

/** What a traced state machine must have, as data. */
export interface MachineRecipe extends KindRecipe {
  readonly logging?: { readonly level: string; readonly includeExecutionData: string; readonly destination: Value };
  /** Whether X-Ray traces the machine; a choice of the user's stays. */
  readonly xray?: true;
  /** Tags of the machine; one that the user has under the same name stays. */
  readonly tags: Readonly<Record<string, Value>>;
  /** Tags without which the machine is not traced, so that another value is a conflict. */
  readonly switches: Readonly<Record<string, string>>;
  readonly edits: readonly DefinitionEdit[];
  /** What the machine's role must be allowed. */
  readonly statements: readonly Statement[];
  /** Where the machine's log group is to be sent. */
  readonly subscription?: Subscription;
  /** How long a log group that is made for the machine keeps its events. */
  readonly logRetentionInDays: number | Value;
}

/** Source: docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, tagging */
const MAX_TAGS = 50;
/** Characters of a definition. Source: docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
const MAX_DEFINITION = 1_048_576;

export const STATE_MACHINE: ResourceKind<MachinePart, MachineRecipe> = {
  noun: 'state machine',
  rows: MACHINE_ROWS,
  presence: 'presence',
  conflicts: ({ switches }, { tags }) =>
    Object.entries(switches).flatMap(([name, wanted]) => {
      const given = ownValue(tags, name);
      return given === undefined || given === wanted
        ? []
        : [note('machine-switched-off', { name, given: valueText(given), wanted })];
    }),
  follow,
};

/** What a machine's recipe depends on, with its definition as it was before this project touched it. */
export const machineTarget = (state: MachineState): MachineTarget => ({
  ...state.target,
  definition: definitionOf(original(STATE_MACHINE, state).parts.definition),
});

function follow(recipe: MachineRecipe, parts: MachineParts): Followed<MachinePart> {
  const { logging, xray, tags, switches, edits } = recipe;
  const wanted = withPresence(STATE_MACHINE, {
    ...parts,
    definition: withEdits(parts.definition, edits),
    logging: logging ? { ...parts.logging, ...logging, ...destinationOf(parts) } : parts.logging,
    tracing: xray ? { enabled: 'true', ...parts.tracing } : parts.tracing,
    tags: { ...tags, ...switches, ...parts.tags },
  });
  return { parts: wanted, notes: [...limitNotes(wanted), ...raisedNotes(parts, wanted)] };
}

/** The log group that the machine has already. */
const destinationOf = ({ logging: { destination } }: MachineParts) =>
  destination === undefined ? {} : { destination };

function withEdits(
  definition: MachineParts['definition'],
  edits: readonly DefinitionEdit[],
): MachineParts['definition'] {
  if (edits.length === 0) return definition;
  const result = copyOf(definition);
  for (const { pointer, after } of edits) setIn(result, pointer, JSON.stringify(after));
  return result;
}

function limitNotes({ definition, tags }: MachineParts): Note[] {
  const count = Object.keys(tags).length;
  const size = JSON.stringify(definitionOf(definition) ?? '').length;
  return [
    ...(count > MAX_TAGS ? [note('machine-tags-too-many', { count: String(count), limit: String(MAX_TAGS) })] : []),
    ...(size > MAX_DEFINITION
      ? [note('definition-too-large', { size: String(size), limit: String(MAX_DEFINITION) })]
      : []),
  ];
}

/** What the user has set about logging, and tracing cannot do with. */
const raisedNotes = ({ logging: own }: MachineParts, { logging }: MachineParts): Note[] =>
  Object.entries(own).flatMap(([name, given]) => {
    const wanted = logging[name] as Value;
    return sameValue(given, wanted)
      ? []
      : [note('machine-logging-raised', { name, given: valueText(given), wanted: valueText(wanted) })];
  });
