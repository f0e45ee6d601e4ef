/** Every state machine in a folder: planned, planned again, and undone, with a validator that is not ours. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { parseText } from '../../src/cli/text-edits/parse';
import { apply } from '../../src/core/change';
import { withPresence } from '../../src/core/part';
import { plan, unplan } from '../../src/core/plan';
import type { Receipt } from '../../src/core/receipt';
import { type MachinePart, type MachineState, machineTarget, STATE_MACHINE } from '../../src/core/state-machine';
import { PROVIDERS } from '../../src/providers';
import { isUnread, readDefinition } from '../../src/surfaces/definition';

// It has no types.
const validate = require('asl-validator');

interface Found {
  readonly place: string;
  readonly raw: unknown;
}

const MACHINE_TYPES: ReadonlySet<string> = new Set([
  'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::StateMachine',
]);
const EXTENSIONS: ReadonlySet<string> = new Set(['.json', '.yaml', '.yml', '.template']);

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return EXTENSIONS.has(extname(name)) ? [path] : [];
  });
}

/** What a text says, with intrinsic functions in their long form. */
function documentIn(text: string): any {
  try {
    return JSON.parse(text);
  } catch {}
  try {
    return parseText(text.replaceAll(/!(Ref|Condition)\b/g, '').replaceAll(/!Sub\s+(?=[|>"'$\w])/g, '')).toJS();
  } catch {
    return undefined;
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function machinesIn(path: string, place: string): Found[] {
  const text = readFileSync(path, 'utf8');
  const document = documentIn(text);
  if (!isMap(document)) return [];
  if (document.StartAt !== undefined && isMap(document.States))
    return [{ place, raw: text.trimStart().startsWith('{') ? text : document }];
  return Object.entries(isMap(document.Resources) ? document.Resources : {}).flatMap(([id, resource]: any) => {
    if (!MACHINE_TYPES.has(resource?.Type)) return [];
    const { Definition, DefinitionString } = resource.Properties ?? {};
    const raw = Definition ?? DefinitionString;
    return raw === undefined ? [] : [{ place: `${place} ${id}`, raw }];
  });
}

const DATADOG = {
  traceStateMachines: true,
  stateMachineForwarderArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
};
const RECIPES = [
  ['opentelemetry', { traceStateMachines: true }],
  ['datadog', DATADOG],
  ...['proved', 'execution', 'any'].map(
    (mergeStateMachineInputs) =>
      ['datadog', { ...DATADOG, mergeStateMachineTraces: true, mergeStateMachineInputs }] as const,
  ),
] as const;

const PLACE = { region: 'eu-west-1', partition: 'aws', account: '123456789012' };
const EMPTY = { presence: {}, logging: {}, tracing: {}, tags: {} };

interface Machine {
  readonly raw: unknown;
  readonly parts: Omit<MachineState['parts'], 'definition'>;
  readonly receipt?: Receipt<MachinePart>;
}

function read({ raw, parts, receipt }: Machine) {
  const definition = readDefinition(raw);
  if (isUnread(definition)) return definition;
  const written = receipt?.entries.filter(({ kind }) => kind === 'definition').map(({ name }) => name);
  const state: MachineState = {
    id: 'Machine',
    target: { ...PLACE, newLogGroup: 'arn:aws:logs:eu-west-1:123456789012:log-group:new:*' },
    parts: withPresence(STATE_MACHINE, { ...parts, definition: definition.entries(new Set(written)) }),
    ...(receipt ? { receipt } : {}),
  };
  return { state, definition };
}

function followed(machine: Machine, given: (typeof RECIPES)[number] | 'undo') {
  const found = read(machine);
  if ('unread' in found) return found;
  const { state, definition } = found;
  const planned =
    given === 'undo'
      ? unplan(STATE_MACHINE, state)
      : plan(
          STATE_MACHINE,
          state,
          PROVIDERS[given[0]].stateMachine?.(given[1], machineTarget(state)) ?? { refused: [] },
        );
  const { definition: _definition, ...parts } = apply(planned.changes, state.parts);
  const { receipt, changes } = planned;
  return { changes, after: { raw: definition.write(changes), parts, ...(receipt ? { receipt } : {}) } as Machine };
}

const verdicts = new Map<string, boolean | undefined>();

/** Whether the validator accepts what a document has; nothing where it is not JSON. It is slow, so it is asked once. */
function isAccepted(raw: unknown): boolean | undefined {
  const text = typeof raw === 'string' ? raw : JSON.stringify(raw);
  if (!verdicts.has(text)) verdicts.set(text, verdictOf(text));
  return verdicts.get(text);
}

function verdictOf(text: string): boolean | undefined {
  try {
    return validate(JSON.parse(text)).isValid;
  } catch {
    return undefined;
  }
}

const counts = new Map<string, number>();
const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);

function problemsOf({ raw }: Found): string[] {
  const wasAccepted = isAccepted(raw);
  count(wasAccepted === true ? 'accepted before' : 'not accepted before');
  return RECIPES.flatMap((given) => {
    const label = JSON.stringify(given);
    const first = followed({ raw, parts: EMPTY }, given);
    if ('unread' in first) {
      count('unread');
      return [];
    }
    const edits = first.changes.filter(({ kind }) => kind === 'definition').length;
    if (label.includes('execution')) count(edits > 0 ? 'hand their trace on' : 'have nothing to hand on');
    const again = followed(first.after, given);
    const undone = followed(first.after, 'undo');
    if ('unread' in again || 'unread' in undone) return [`${label}: unread afterwards`];
    count('runs');
    return [
      ...(again.changes.length > 0
        ? [`${label}: planned again it changes ${again.changes.map(({ name }) => name)}`]
        : []),
      ...(JSON.stringify(undone.after.raw) === JSON.stringify(raw) ? [] : [`${label}: the undo differs`]),
      ...(JSON.stringify(read(undone.after)) === JSON.stringify(read({ raw, parts: EMPTY }))
        ? []
        : [`${label}: the parts differ after the undo`]),
      ...(wasAccepted && !isAccepted(first.after.raw) ? [`${label}: the validator no longer accepts it`] : []),
    ];
  });
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('name a folder of templates and definitions');
const seen = new Map<string, Found>();
for (const path of files(folder))
  for (const found of machinesIn(path, relative(folder, path))) seen.set(JSON.stringify(found.raw), found);
let failed = 0;
for (const found of seen.values()) {
  const problems = problemsOf(found);
  failed += problems.length > 0 ? 1 : 0;
  for (const problem of problems) console.log(`${found.place}: ${problem}`);
}
console.log(`${seen.size} different state machines, ${failed} with problems`);
for (const [what, number] of counts) console.log(`${number} ${what}`);
process.exitCode = failed > 0 || seen.size === 0 ? 1 : 0;
