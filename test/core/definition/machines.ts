/** Random state machines of JSONPath, with what their tasks answer. */
import * as fc from 'fast-check';
import { type Definition, FUNCTION, INVOKE } from './run';

/** Any JSON, with names that a path can lead to. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(null, true, 7, 'text', '', "it's {} \\"),
    fc.array(tie('any'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'State', 'Execution', '_datadog'), tie('any'), { maxKeys: 3 }),
})).any;

export const objects = fc.dictionary(fc.constantFrom('a', 'b', 'State', 'Payload', 'list'), json, { maxKeys: 4 });

const optional = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, value);

/** Where inputs, results and outputs come from and go to; most paths of a random machine would lead nowhere. */
const paths = {
  InputPath: optional(fc.constantFrom('$', null, '$.a')),
  OutputPath: optional(fc.constantFrom('$', null, '$.a')),
  ResultPath: optional(fc.constantFrom('$', null, '$.a', '$.b.c')),
};

const template = fc.constantFrom<object>({ a: 1 }, { 'a.$': '$' }, { 'b.$': '$$.Execution.Id', list: [1, 'two'] });
const selector = { ResultSelector: optional(fc.constantFrom<object>({ a: 2 }, { 'a.$': '$' })) };

const payload = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<object>({ 'Payload.$': '$' }) },
  fc.constantFrom<object>(
    {},
    { 'Payload.$': '$.a' },
    { 'Payload.$': "States.JsonMerge($, States.StringToJson('7'), false)" },
  ),
  template.map((Payload) => ({ Payload })),
);

const task = fc.oneof(
  { weight: 3, arbitrary: fc.record({ Resource: fc.constant(INVOKE), Parameters: payload }) },
  fc.record({ Resource: fc.constant(`${INVOKE}.waitForTaskToken`), Parameters: payload }),
  fc.record({ Resource: fc.constant(FUNCTION), Parameters: optional(template) }),
  fc.record({ Resource: fc.constant('arn:aws:states:::sns:publish'), Parameters: template }),
  fc.record({
    Resource: fc.constant('arn:aws:states:::states:startExecution.sync:2'),
    Parameters: fc.constantFrom<object>({ 'Input.$': '$' }, { Input: { a: 1 } }, {}),
  }),
);

const caught = optional(
  fc.record({ ErrorEquals: fc.constant(['States.ALL']), ResultPath: optional(fc.constantFrom(null, '$.error')) }),
);

const leaf = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(task, fc.record({ Type: fc.constant('Task'), Catch: caught, ...paths, ...selector }))
      .map(([call, rest]) => ({ ...rest, ...call })),
  },
  fc.record({ Type: fc.constant('Pass'), Parameters: optional(template), Result: optional(json), ...paths }),
  fc.record({ Type: fc.constant('Choice'), InputPath: paths.InputPath, OutputPath: paths.OutputPath }),
);

/** States one after the other, where a choice or an error may leave some out. */
const machineOf = (state: fc.Arbitrary<any>, prefix: string): fc.Arbitrary<Definition> =>
  fc.array(fc.tuple(state, fc.nat(3)), { minLength: 1, maxLength: 4 }).map((states) => {
    const nameOf = (index: number) => (index < states.length ? `${prefix}${index}` : `${prefix}End`);
    const entries = states.map(([{ Catch, ...body }, jump], index) => {
      const [next, later] = [nameOf(index + 1), nameOf(index + 1 + jump)];
      const Choices = [{ Variable: '$.a', IsPresent: true, Next: later }];
      const ways = body.Type === 'Choice' ? { Choices, Default: next } : { Next: next };
      const whole = { ...body, ...ways, ...(Catch ? { Catch: [{ ...Catch, Next: later }] } : {}) };
      return [nameOf(index), withUniqueNames(whole, nameOf(index))];
    });
    return JSON.parse(
      JSON.stringify({
        StartAt: nameOf(0),
        States: Object.fromEntries([...entries, [`${prefix}End`, { Type: 'Pass', End: true }]]),
      }),
    );
  });

/** No two states of a machine have one name, wherever they are. */
const withUniqueNames = (state: Definition, name: string): Definition =>
  JSON.parse(JSON.stringify(state).replace(/"(Item|Left|Right)(?=\d|End)/g, `"${name}$1`));

const nested = fc.oneof(
  { weight: 4, arbitrary: leaf },
  fc.record({
    Type: fc.constant('Map'),
    ItemsPath: optional(fc.constant('$.list')),
    ItemSelector: optional(template),
    ItemProcessor: machineOf(leaf, 'Item'),
    ...paths,
    ...selector,
  }),
  fc.record({
    Type: fc.constant('Parallel'),
    Branches: fc.tuple(machineOf(leaf, 'Left'), machineOf(leaf, 'Right')),
    Parameters: optional(template),
    ...paths,
    ...selector,
  }),
);

export const machines = machineOf(nested, 'S');

/** What a task answers: an integration with an object, and the rest with anything. */
export const answered = (definition: Definition, state: string, any: unknown): unknown => {
  const resource = resourceOf(definition, state);
  return resource === FUNCTION || resource?.endsWith('.waitForTaskToken') ? any : { Payload: any, a: any };
};

function resourceOf(part: Definition, name: string): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  if (part[name]?.Resource) return part[name].Resource;
  for (const inside of Object.values(part)) {
    const found = resourceOf(inside, name);
    if (found) return found;
  }
  return undefined;
}
