/** Selects state machines: by name, ARN, pattern, or tag. */
import { about, type Finding, note } from '../../core/finding';
import { isSelected, matches, unmatched } from '../../core/select';
import type { RegionalApi } from '../aws/region';
import { type FlagTable, UsageError } from '../command';
import { type FunctionName, isPattern } from '../functions/name';
import { FLAGS } from '../options/arguments';
import { isMachineArn, parseMachineArn, parseMachineName } from './name';

export const MACHINE_FLAGS: FlagTable = {
  stateMachine: {
    type: 'list',
    value: 'NAME',
    aliases: ['stateMachines', 'stepFunction'],
    summary:
      'A state machine of Step Functions: its name, its ARN, or a pattern (`*` matches any text). With `--tag`, only those with the tags. You can repeat this flag.',
  },
};

export interface MachineSelection {
  readonly names: readonly FunctionName[];
  readonly patterns: readonly string[];
  readonly tags: readonly string[];
  readonly exclude: readonly string[];
}

/** The state machines that are selected, and the operands that mean functions. */
export function machineSelectionOf(
  operands: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  exclude: readonly string[] = [],
): { machines?: MachineSelection; operands: readonly string[] } {
  const given = [...operands.filter(isMachineArn), ...((flags.stateMachine as string[]) ?? [])];
  const rest = operands.filter((text) => !isMachineArn(text));
  if (given.length === 0) return { operands: rest };
  const named = given.filter((text) => !isPattern(text)).map((text) => ({ text, parsed: parseMachineName(text) }));
  const wrong = named.filter(({ parsed }) => parsed === undefined).map(({ text }) => invalidName(text));
  if (wrong.length > 0) throw new UsageError(wrong);
  const machines = {
    names: named.flatMap(({ parsed }) => parsed ?? []),
    patterns: given.filter(isPattern),
    tags: (flags.tag as string[]) ?? [],
    exclude,
  };
  return { machines, operands: rest };
}

const invalidName = (text: string): Finding => ({
  ...note('option-invalid', {
    option: '--state-machine',
    given: JSON.stringify(text),
    allowed: 'a name, an ARN without a version or an alias, or a pattern with `*`',
  }),
  subject: FLAGS,
});

/** A state machine to read. */
export interface MachineTargetName {
  readonly region: string;
  readonly name: string;
  /** Absent where there is no state machine of this name. */
  readonly arn?: string;
  /** Whether it was not found by a pattern, so that it must exist. */
  readonly named: boolean;
  readonly excluded: boolean;
}

/** The selected state machines of one Region, each once. A list of all is only needed for names and patterns. */
export async function machinesIn(
  region: string,
  api: Pick<RegionalApi, 'machines' | 'tagged'>,
  selection: MachineSelection,
): Promise<MachineTargetName[]> {
  const named = selection.names.filter((one) => (one.region ?? region) === region);
  const isListNeeded = selection.patterns.length > 0 || named.some(({ given }) => parseMachineArn(given) === undefined);
  const listed = isListNeeded ? await api.machines() : [];
  const byName = new Map(listed.map((arn) => [nameIn(arn), arn]));
  const targets = new Map<string, MachineTargetName>();
  const add = (name: string, arn: string | undefined, isNamed: boolean) => {
    const excluded = !isSelected([name, arn ?? name], { exclude: selection.exclude });
    if (!targets.has(name)) targets.set(name, { region, name, named: isNamed, excluded, ...(arn ? { arn } : {}) });
  };
  for (const { given, name } of named) add(name, parseMachineArn(given) ? given : byName.get(name), true);
  for (const [name, arn] of await matching(byName, api, selection)) add(name, arn, false);
  return [...targets.values()];
}

async function matching(
  byName: ReadonlyMap<string, string>,
  api: Pick<RegionalApi, 'tagged'>,
  { patterns, tags }: MachineSelection,
): Promise<(readonly [name: string, arn: string])[]> {
  if (patterns.length === 0) return [];
  const tagged = tags.length > 0 ? new Set(await api.tagged(tags, 'states:stateMachine')) : undefined;
  return [...byName].filter(
    ([name, arn]) => patterns.some((pattern) => matches(pattern, name)) && (tagged?.has(arn) ?? true),
  );
}

const nameIn = (arn: string): string => parseMachineArn(arn)?.name ?? arn;

/** Patterns that match no state machine, probably because of a typing error. */
export const idleMachinePatterns = ({ patterns }: MachineSelection, found: readonly MachineTargetName[]): Finding[] =>
  about(
    FLAGS,
    unmatched(
      patterns,
      found.map(({ name }) => name),
    ).map((pattern) => note('machine-unmatched', { pattern })),
  );
