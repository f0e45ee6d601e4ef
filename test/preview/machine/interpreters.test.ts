/** The interpreter of a preview next to one that is not ours. */
import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { execute } from '../../../src/preview/machine/execution';
import { jsonataOf } from '../../../src/preview/machine/jsonata';
import { answered, json, machines, objects } from '../../core/definition/machines';
import { contextOf, type Definition, run } from '../../core/definition/run';
import { runs } from '../../helpers/runs';

/** How our interpreter ends, in the words of the other's. */
async function ours(definition: Definition, input: unknown, answers: (state: string) => unknown) {
  const tasks: [string, unknown][] = [];
  const { Execution, StateMachine } = contextOf(input);
  const { output, error, attempts } = await execute(definition, input, {
    call: async ({ state, given }) => {
      tasks.push([state, given]);
      return answers(state);
    },
    jsonata: jsonataOf(jsonata),
    context: { Execution, StateMachine },
    approximated: () => undefined,
  });
  return { output, error: error?.code, tasks, errors: attempts.map((one) => one.error?.code) };
}

const byName = (tasks: readonly (readonly [string, unknown])[]) =>
  [...tasks].sort(([one], [other]) => one.localeCompare(other));

/** Without what the other interpreter does in its own way: it writes a field `$`, and leaves out results that are empty. */
const comparable = (definition: Definition): Definition =>
  JSON.parse(JSON.stringify(definition), (key, part) => {
    const isWholePath = key === 'ResultPath' && part === '$';
    const isEmptyResult = key === 'Result' && (part === null || part === '');
    return isWholePath || isEmptyResult ? undefined : part;
  });

const withoutCauses = (output: unknown) =>
  output === undefined
    ? undefined
    : JSON.parse(JSON.stringify(output), (key, part) => (key === 'Cause' ? undefined : part));

test('Any machine of JSONPath ends as in the other interpreter, and its tasks are given the same', async () => {
  await fc.assert(
    fc.asyncProperty(machines, objects, json, async (generated, input, any) => {
      const definition = comparable(generated);
      const answers = (state: string) => answered(definition, state, any);
      const [here, there] = [await ours(definition, input, answers), await run(definition, input, answers)];
      // The other one fails at empty texts and `null`, and writes a field into a list.
      fc.pre(here.error !== undefined || there.error !== 'ExecutionError');
      fc.pre(!here.errors.includes('States.ResultPathMatchFailure'));
      expect(here.error === undefined).toBe(there.error === undefined);
      expect(withoutCauses(here.output)).toEqual(withoutCauses(there.output));
      if (here.error === undefined) expect(byName(here.tasks)).toEqual(byName(there.tasks));
    }),
    runs(100),
  );
});
