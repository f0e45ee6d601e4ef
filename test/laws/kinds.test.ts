/** The laws of the core for kinds of resources that are not functions, so that nothing in it depends on a function's parts. */
import * as fc from 'fast-check';
import { effectOf } from '../../src/core/finding';
import type { KindRecipe, ResourceKind, ResourceState } from '../../src/core/kind';
import { original, plan, unplan } from '../../src/core/plan';
import * as stateMachine from '../fixtures/kinds/state-machine';
import * as taskDefinition from '../fixtures/kinds/task-definition';
import { applied } from '../helpers/applied';
import { RUNS } from '../helpers/runs';

interface Subject {
  readonly title: string;
  readonly kind: ResourceKind<string, KindRecipe>;
  readonly states: fc.Arbitrary<ResourceState<string, unknown>>;
  readonly recipes: fc.Arbitrary<KindRecipe>;
}

const SUBJECTS: readonly Subject[] = [
  { title: 'a state machine', ...named(stateMachine) },
  { title: 'a task definition', ...named(taskDefinition) },
];

/** The parts of each kind have names of their own, which the laws don't need. */
function named({ KIND, states, recipes }: { KIND: unknown; states: unknown; recipes: unknown }) {
  return { kind: KIND, states, recipes } as Omit<Subject, 'title'>;
}

/** The parts, and the order of the entries of those whose order means something. */
const look = (kind: Subject['kind'], { parts }: ResourceState<string, unknown>) => ({
  parts,
  orders: Object.keys(kind.rows).map((part) => (kind.rows[part]?.order ? Object.keys(parts[part] ?? {}) : [])),
});

describe.each(SUBJECTS)('$title that follows a recipe', ({ kind, states, recipes }) => {
  const run = (state: ResourceState<string, unknown>, recipe: KindRecipe) => plan(kind, state, recipe);
  const traced = (state: ResourceState<string, unknown>, recipe: KindRecipe) => applied(state, run(state, recipe));

  test('is the same when planned again', () =>
    fc.assert(
      fc.property(states, recipes, (state, recipe) => {
        const there = traced(state, recipe);
        if (there.receipt) expect(run(there, recipe).changes).toEqual([]);
      }),
      RUNS,
    ));

  test('is as it was once the plan is undone', () =>
    fc.assert(
      fc.property(states, recipes, (state, recipe) => {
        const there = traced(state, recipe);
        expect(applied(there, unplan(kind, there)).parts).toEqual(state.parts);
        expect(original(kind, there).parts).toEqual(state.parts);
      }),
      RUNS,
    ));

  test('ends the same, in the same order, whatever the recipe before was', () =>
    fc.assert(
      fc.property(states, recipes, recipes, (state, first, second) => {
        const direct = traced(state, second);
        const through = traced(traced(state, first), second);
        if (direct.receipt) expect(look(kind, through)).toEqual(look(kind, direct));
      }),
      RUNS,
    ));

  test('keeps what its user edits afterwards, also when the plan is undone', () =>
    fc.assert(
      fc.property(states, recipes, fc.nat(), (state, recipe, index) => {
        const there = traced(state, recipe);
        const entries = there.receipt?.entries.filter(({ kind: part }) => part !== kind.presence) ?? [];
        const entry = entries[index % Math.max(entries.length, 1)];
        if (entry === undefined) return;
        const part = { ...there.parts[entry.kind], [entry.name]: 'edited' };
        const edited = { ...there, parts: { ...there.parts, [entry.kind]: part } };
        expect(applied(edited, unplan(kind, edited)).parts[entry.kind]?.[entry.name]).toBe('edited');
      }),
      RUNS,
    ));

  test('is traced whole, or left as it was with a finding that says why', () =>
    fc.assert(
      fc.property(states, recipes, (state, recipe) => {
        const { changes, receipt, recipe: followed, findings } = run(state, recipe);
        if (followed)
          return expect(kind.follow(followed, traced(state, recipe).parts).parts).toEqual(traced(state, recipe).parts);
        expect([changes, receipt]).toEqual([[], state.receipt]);
        expect(findings.some((found) => effectOf(found) === 'not traced')).toBe(true);
      }),
      RUNS,
    ));

  test('names every property with something in it as being there', () =>
    fc.assert(
      fc.property(states, recipes, (state, recipe) => {
        const { parts } = traced(state, recipe);
        for (const [part, { isProperty }] of Object.entries(kind.rows))
          if (isProperty && Object.keys(parts[part] ?? {}).length > 0)
            expect(parts[kind.presence ?? '']).toHaveProperty(part, 'present');
      }),
      RUNS,
    ));

  test('is left as it was where a part that would change is one unresolved value', () =>
    fc.assert(
      fc.property(states, recipes, (state, recipe) => {
        const changed = run({ ...state, unresolvedParts: undefined }, recipe).changes.map(({ kind: part }) => part);
        const isBlocked = Object.keys(state.unresolvedParts ?? {}).some((part) => changed.includes(part));
        if (isBlocked) expect(run(state, recipe).findings.map(({ code }) => code)).toContain('part-unresolved');
      }),
      RUNS,
    ));
});
