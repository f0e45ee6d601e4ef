/** What each type of state does between its input and its output. */
import { isJsonMap, type JsonMap, type Scope } from '../../core/definition/states';
import { copied, listOf, type StateData } from './data';
import { runtimeError, StateError } from './error';
import { chunksOf } from './intrinsics';
import { numberOf } from './languages';
import type { Visit } from './visit';

/** What came of it, and which state is next where the work decides that. */
interface Work {
  readonly result: unknown;
  readonly next?: string;
  /** The rule of a choice, whose fields count in place of the state's. */
  readonly chosen?: JsonMap;
}

export const WORK: Readonly<Record<string, (visit: Visit) => Promise<Work>>> = {
  Pass: async ({ state: { body }, data, language }) => ({
    result: copied(language.pass(body, await language.work(body, data))),
  }),
  Succeed: async ({ state: { body }, data, language }) => ({ result: await language.work(body, data) }),
  Fail: fail,
  Wait: async ({ state: { body }, data, language, execution }) => {
    execution.outside.approximated('A Wait state does not wait.');
    return { result: await language.work(body, data) };
  },
  Choice: choice,
  Task: task,
  Parallel: parallel,
  Map: map,
};

async function fail({ state: { body }, data, language }: Visit): Promise<never> {
  const [error, cause] = [await language.field(body, 'Error', data), await language.field(body, 'Cause', data)];
  throw new StateError(String(error ?? 'States.TaskFailed'), String(cause ?? ''));
}

async function choice({ state, data, language }: Visit): Promise<Work> {
  const { body } = state;
  const input = state.language === 'JSONPath' ? await language.work(body, data) : data.input;
  const seen = { ...data, input };
  for (const rule of listOf(body.Choices))
    if (await language.holds(rule, seen)) return { result: input, next: String(rule.Next), chosen: rule };
  if (typeof body.Default === 'string') return { result: input, next: body.Default };
  throw new StateError('States.NoChoiceMatched', `No rule of ${state.name} holds, and it has no default`);
}

async function task({ state, data, language, attempt, execution }: Visit): Promise<Work> {
  const resource = String(state.body.Resource);
  const context = resource.endsWith('.waitForTaskToken')
    ? { ...data.context, Task: { Token: `token-of-${state.name}` } }
    : data.context;
  const given = copied(await language.work(state.body, { ...data, context }));
  return { result: copied(await execution.outside.call({ state: state.name, resource, given, context, attempt })) };
}

async function parallel(visit: Visit): Promise<Work> {
  const given = await visit.language.work(visit.state.body, visit.data);
  const result: unknown[] = [];
  for (const branch of visit.state.scopes) result.push(await inside(visit, branch, given, visit.data));
  return { result };
}

async function map(visit: Visit): Promise<Work> {
  const { state, language, data, execution } = visit;
  const [processor] = state.scopes;
  if (processor === undefined) throw runtimeError(`${state.name} has no item processor`);
  if (isDistributed(state.body)) execution.outside.approximated('A distributed Map state runs as an inline one.');
  const items = await itemsOf(visit);
  const result: unknown[] = [];
  for (const [Index, Value] of items.entries()) {
    const context = { ...data.context, Map: { Item: { Index, Value } } };
    const ofItem = { ...data, context };
    const selector = state.body.ItemSelector ?? state.body.Parameters;
    const item = selector === undefined ? Value : await language.template(selector, ofItem);
    result.push(await inside(visit, processor, item, ofItem));
  }
  return { result };
}

const isDistributed = ({ ItemProcessor }: JsonMap): boolean =>
  isJsonMap(ItemProcessor) &&
  isJsonMap(ItemProcessor.ProcessorConfig) &&
  ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED';

async function itemsOf({ state: { name, body }, language, data, attempt, execution }: Visit): Promise<unknown[]> {
  const { ItemReader: reader, ItemBatcher: batcher } = body;
  const given = isJsonMap(reader)
    ? await execution.outside.call({
        state: name,
        resource: String(reader.Resource),
        given: {},
        context: data.context,
        attempt,
      })
    : await language.items(body, data);
  const items = isJsonMap(reader) && !Array.isArray(given) ? [] : given;
  if (!Array.isArray(items)) throw runtimeError(`The items of ${name} are not a list`);
  if (!isJsonMap(batcher)) return items;
  const size = numberOf(batcher.MaxItemsPerBatch ?? items.length, `MaxItemsPerBatch of ${name}`);
  return chunksOf(items, size).map((Items) => ({ Items }));
}

/** What the states inside of this one give; what they assign stays theirs. */
const inside = ({ attempt, execution }: Visit, scope: Scope, input: unknown, { variables, context }: StateData) =>
  execution.scope(scope, copied(input), { parent: attempt, variables, context });
