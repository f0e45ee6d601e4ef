import * as fc from 'fast-check';
import { contextEdits } from '../../../src/core/definition/context';
import { contextField } from '../../../src/providers/datadog/context-field';
import { runs } from '../../helpers/runs';
import { answered, json, machines, objects } from './machines';
import { type Definition, EXECUTION_ID, edited, run } from './run';

// It has no types.
const validate = require('asl-validator');

const USUAL = 200;

/** What a task was given, without the context, which is in the event or in a key of the parameters. */
const withoutContext = ([state, given]: readonly [string, any]) => {
  const strip = (event: any) => {
    if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
    const { _datadog, ...rest } = event;
    return rest;
  };
  const { Payload = {}, Input = {}, ...rest } = strip(given) ?? {};
  return [state, { ...rest, Payload: strip(Payload), Input: strip(Input) }];
};

const hasContext = (event: any) => event?._datadog?.RootExecutionId === EXECUTION_ID;

/** Whether a state hands the context on. */
const isEdited = (part: any, name: string): boolean =>
  typeof part === 'object' &&
  part !== null &&
  (JSON.stringify(part[name]?.Parameters ?? '').includes('_datadog') ||
    Object.values(part).some((inside) => isEdited(inside, name)));

/** Runs both definitions, and compares how they end and what their tasks are given. */
async function expectSame(
  definition: Definition,
  changed: Definition,
  { input, any }: { input: unknown; any: unknown },
) {
  const answers = (state: string) => answered(definition, state, any);
  const [before, after] = [await run(definition, input, answers), await run(changed, input, answers)];
  expect(after.error).toBe(before.error);
  expect(after.output).toEqual(before.output);
  expect(after.tasks.map(withoutContext)).toEqual(before.tasks.map(withoutContext));
  const calls = after.tasks.filter(([state]) => isEdited(changed, state));
  for (const [, given] of calls) expect([given, given.Payload, given.Input].some(hasContext)).toBe(true);
}

test('An execution ends as before, whatever its input is, where only what is proved gets the context', async () => {
  await fc.assert(
    fc.asyncProperty(machines, json, json, async (definition, input, any) => {
      const { edits, assumed } = contextEdits(definition, { field: contextField, upTo: 'object' });
      expect(assumed).toEqual([]);
      await expectSame(definition, edited(definition, edits), { input, any });
    }),
    runs(USUAL),
  );
});

test('An execution ends as before when its input is an object, where that is assumed', async () => {
  await fc.assert(
    fc.asyncProperty(machines, objects, json, async (definition, input, any) => {
      const { edits } = contextEdits(definition, { field: contextField, upTo: 'execution input' });
      await expectSame(definition, edited(definition, edits), { input, any });
    }),
    runs(USUAL),
  );
});

test('A second look at a definition that was edited finds nothing to edit', () => {
  fc.assert(
    fc.property(machines, fc.constantFrom('object' as const, 'execution input' as const), (definition, upTo) => {
      const changed = edited(definition, contextEdits(definition, { field: contextField, upTo: upTo }).edits);
      expect(contextEdits(changed, { field: contextField, upTo: upTo }).edits).toEqual([]);
    }),
    runs(USUAL),
  );
});

test('A validator that accepts a definition accepts it when it was edited', () => {
  fc.assert(
    fc.property(machines, (definition) => {
      fc.pre(validate(definition).isValid);
      const changed = edited(
        definition,
        contextEdits(definition, { field: contextField, upTo: 'execution input' }).edits,
      );
      expect(validate(changed).errorsText()).toBe('');
    }),
    runs(USUAL, 50),
  );
});
