/** Calls keep a pace, slow down when they are too many, and are tried again. */
import { Caller } from '../../src/cli/aws/caller';
import { type Clock, Pace } from '../../src/cli/aws/pace';

/** Time that passes only during a sleep. */
function clockwork(): Clock & { time: number } {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (milliseconds: number) => void (clock.time += milliseconds),
  };
  return clock;
}

const failure = (name: string) => Object.assign(new Error(name), { name });

test('no more than the limit in any second', async () => {
  const clock = clockwork();
  const pace = new Pace(15, clock);
  const turns: number[] = [];
  for (let turn = 0; turn < 100; turn++) {
    await pace.turn();
    turns.push(clock.time);
  }
  for (const at of turns)
    expect(turns.filter((other) => other >= at && other < at + 999).length).toBeLessThanOrEqual(15);
  expect(clock.time).toBeLessThan(7000);
});

test('slower after a complaint, and after a while as fast again', async () => {
  const clock = clockwork();
  const pace = new Pace(10, clock);
  const ten = async () => {
    const from = clock.time;
    for (let turn = 0; turn < 10; turn++) await pace.turn();
    return clock.time - from;
  };
  const before = await ten();
  for (let complaint = 0; complaint < 3; complaint++) pace.throttled();
  expect(await ten()).toBeGreaterThan(2 * before);
  for (let success = 0; success < 100; success++) pace.succeeded();
  await pace.turn();
  expect(await ten()).toBeLessThanOrEqual(before * 1.2);
});

test.each([
  ['TooManyRequestsException', 3, 'ok'],
  ['ServiceUnavailable', 3, 'ServiceUnavailable'],
  ['TimeoutError', 3, 'ok'],
  ['AccessDeniedException', 1, 'AccessDeniedException'],
  ['ResourceConflictException', 1, 'ResourceConflictException'],
  ['TooManyRequestsException', 99, 'TooManyRequestsException'],
])('%s, %i times: %s', async (name, times, end) => {
  let calls = 0;
  const send = async () => {
    calls += 1;
    if (calls <= times) throw failure(name);
    return 'ok';
  };
  const result = await new Caller(15, clockwork()).call('write', send).catch((problem: Error) => problem.name);
  expect(result).toBe(end);
  expect(calls).toBe(end === 'ok' ? times + 1 : times === 99 ? 8 : 1);
});
