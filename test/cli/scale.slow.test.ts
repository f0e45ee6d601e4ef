/** Many functions, and many failures: nothing is lost or half done, and everything is reported. */
import * as fc from 'fast-check';
import { RECORD } from '../../src/surfaces/lambda/record';
import { denied, Failure } from '../fake-aws/failure';
import type { FakeAws } from '../fake-aws/fake-aws';
import { IS_SLOW } from '../helpers/slow';
import { configurations } from '../surfaces/lambda/arbitraries';
import { against, configurationOf, fakes, KEY } from './harness';

const start = fakes();
jest.setTimeout(30_000);
const FAST = '--rate 5000 --yes';
const COUNT = IS_SLOW ? 500 : 100;

const namesOf = (fake: FakeAws) => fake.functions.map(({ configuration }) => configuration.FunctionName ?? '');
const look = (fake: FakeAws) => Object.fromEntries(namesOf(fake).map((name) => [name, configurationOf(fake, name)]));
const isTraced = (fake: FakeAws, name: string) =>
  fake.get(name).configuration.Environment?.Variables?.[RECORD] !== undefined;

test('many functions of all kinds are the same again after instrument and uninstrument', async () => {
  const fake = await start();
  const samples = fc.sample(configurations, { numRuns: COUNT, seed: 7 });
  samples.forEach(({ configuration, tags }, index) => {
    const { FunctionArn, RevisionId, ...given } = configuration;
    fake.add({
      ...given,
      FunctionName: `f${index}`,
      tags: Object.fromEntries(Object.entries(tags).filter(([name]) => name !== 'tracelayer')),
    });
  });
  const before = look(fake);
  await against(fake)(
    `instrument --all ${KEY} --env prod --tags a:b --others take-over --image-runtime python ${FAST}`,
  );
  expect(namesOf(fake).filter((name) => isTraced(fake, name)).length).toBeGreaterThan(COUNT / 3);
  await against(fake)(`instrument --all ${KEY} --tags c:d --others take-over --image-runtime python ${FAST}`);
  expect((await against(fake)(`uninstrument --all ${FAST}`)).code).toBe(0);
  expect(look(fake)).toEqual(before);
}, 60_000);

test('when calls fail, each of many functions is done or reported, and a second run does the rest', async () => {
  const fake = await start({ rates: { read: 2000, write: 700 }, updateTakes: 20 });
  for (let index = 0; index < COUNT; index++)
    fake.add({ FunctionName: `f${index}`, Environment: { Variables: { OWN: String(index) } } });
  const random = lcg(11);
  const intruders = new Map<string, number>();
  fake.fault = ({ operation, subject }) => {
    if (operation === 'UpdateFunctionConfiguration' && subject.endsWith(':f13'))
      return denied('lambda:UpdateFunctionConfiguration');
    const dice = random();
    if (dice < 0.01) return 'reset';
    return dice < 0.03 ? new Failure(503, 'ServiceException', 'try again') : undefined;
  };
  // Someone else deploys every twentieth function between reading and writing.
  fake.before = ({ operation, subject }) => {
    const name = subject.split(':').at(-1) ?? '';
    if (operation !== 'UpdateFunctionConfiguration' || Number(name.slice(1)) % 20 !== 0 || intruders.has(name)) return;
    const fn = fake.get(name);
    intruders.set(name, 1);
    fn.configuration = {
      ...fn.configuration,
      RevisionId: `deployed-${name}`,
      Environment: { Variables: { OWN: 'deployed' } },
    };
  };
  const first = await against(fake)(`instrument --all ${KEY} ${FAST} --json`);
  const failed = first.json.functions.filter((one: any) => one.outcome === 'failed').map((one: any) => one.function);
  expect(failed).toContain('f13');
  expect(first.code).toBe(1);
  for (const name of namesOf(fake)) {
    const { configuration } = fake.get(name);
    const variables = configuration.Environment?.Variables ?? {};
    expect(variables.OWN).toBe(intruders.has(name) ? 'deployed' : name.slice(1));
    const traces = [
      RECORD in variables,
      'DD_LAMBDA_HANDLER' in variables,
      configuration.Handler !== 'index.handler',
      configuration.Layers?.length === 2,
    ];
    expect(new Set(traces).size).toBe(1);
    expect([name, traces[0]]).toEqual([name, !failed.includes(name)]);
  }
  fake.fault = () => undefined;
  const second = await against(fake)(`instrument --all ${KEY} ${FAST}`);
  expect(second.code).toBe(0);
  expect(namesOf(fake).every((name) => isTraced(fake, name))).toBe(true);
}, 60_000);

test('after Ctrl-C, the calls in flight end and the rest is reported; a second run does the rest', async () => {
  const fake = await start({ latency: 5 });
  for (let index = 0; index < 120; index++) fake.add({ FunctionName: `f${index}` });
  let stop = () => {};
  fake.before = ({ operation }) => {
    if (operation === 'UpdateFunctionConfiguration' && fake.count('UpdateFunctionConfiguration') === 20) stop();
  };
  const first = await against(fake)(`instrument --all ${KEY} ${FAST} --json`, {
    interrupt: (end) => void (stop = end),
  });
  expect(first.code).toBe(130);
  const by = (outcome: string) =>
    first.json.functions.filter((one: any) => one.outcome === outcome).map((one: any) => one.function);
  expect([by('done').length + by('open').length, by('open').length > 20]).toEqual([120, true]);
  expect(
    namesOf(fake)
      .filter((name) => isTraced(fake, name))
      .sort(),
  ).toEqual(by('done').sort());
  expect(by('done').every((name: string) => fake.get(name).tags.tracelayer === 'datadog')).toBe(true);
  const second = await against(fake)(`instrument --all ${KEY} ${FAST} --json`);
  expect([second.code, second.json.functions.filter((one: any) => one.outcome === 'done').length]).toEqual([
    0,
    by('open').length,
  ]);
}, 30_000);

test('a request without an answer is ended and sent again', async () => {
  const fake = await start();
  fake.add({ FunctionName: 'mute' });
  fake.add({ FunctionName: 'f' });
  fake.fault = ({ operation, subject }) =>
    operation === 'GetFunction' && subject === 'mute' && fake.count('GetFunction') < 4 ? 'hang' : undefined;
  const ran = await against(fake)(`instrument mute f ${KEY} ${FAST}`, { variables: { TRACELAYER_TIMEOUT: '100' } });
  expect(ran.code).toBe(0);
  expect(isTraced(fake, 'mute')).toBe(true);
}, 30_000);

/** The same "random" numbers every time. */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
