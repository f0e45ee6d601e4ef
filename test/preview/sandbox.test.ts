import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaFunction } from '../../src/preview/function';
import type { PreviewProblem } from '../../src/preview/problem';
import { type Isolation, isolate } from '../../src/preview/sandbox/isolation';
import { findInterpreter } from '../../src/preview/sandbox/runtimes';
import { Sandbox, type SandboxSetup } from '../../src/preview/sandbox/sandbox';
import { processesOf, uniqueSeconds } from './processes';

const PATH = process.env.PATH ?? '';
const HANDLERS = `
  const answer = (value) => ({ value });
  let calls = 0;
  exports.count = async () => ++calls;
  exports.callback = (event, context, done) => done(null, answer('called back'));
  exports.plain = () => answer('not awaited');
  exports.echo = async (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis() > 0 });
  exports.variables = async () => process.env;
  exports.throws = async () => { throw new RangeError('fails on purpose'); };
  exports.exits = async () => process.exit(3);
  exports.hangs = () => new Promise(() => setInterval(() => {}, 1000));
  exports.prints = async () => { console.log('out'); console.error('err'); };
  exports.deep = { inner: async () => answer('deep') };
  exports.opt = async () => require('node:fs').readdirSync('/opt');
  exports.child = async ({ seconds, detached }) => {
    require('node:child_process').spawn('sleep', [seconds], { detached, stdio: 'inherit' }).unref();
  };
  exports.orphan = async ({ seconds }) => {
    require('node:child_process').spawn('sh', ['-c', 'setsid env -i sleep "$0" &', seconds], { stdio: 'inherit' });
  };
  exports.fills = async ({ megabytes }) => {
    global.kept = Array.from({ length: megabytes }, () => Buffer.alloc(1 << 20, 1));
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  exports.reads = async ({ paths }) => paths.map((path) => {
    try {
      const fs = require('node:fs');
      return fs.statSync(path).isDirectory() ? fs.readdirSync(path).join() : fs.readFileSync(path, 'utf8');
    } catch (error) { return error.code; }
  });
  exports.limits = async (event, context) => ({ memory: context.memoryLimitInMB, left: context.getRemainingTimeInMillis() });
  exports.later = async () => { setTimeout(() => console.log(Date.now()), 100); };
`;

/** Takes its time to load, and none to answer. */
const SLOW = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700); exports.handler = async () => "late";';

/** Says why, where this machine cannot run a sandbox: only those tests are skipped. */
function whyNot(): string | undefined {
  try {
    isolate({ tree: tmpdir(), hidden: [], path: PATH });
    return undefined;
  } catch (error) {
    return (error as PreviewProblem).message;
  }
}

/** Waits until the kernel has ended the processes; fails where some stay. */
async function vanishing(seconds: string): Promise<void> {
  for (let tries = 0; tries < 40 && processesOf(seconds).length > 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(processesOf(seconds)).toEqual([]);
}

const reason = whyNot();
if (reason) console.warn(`SKIPPED sandbox tests: ${reason}`);

jest.setTimeout(20_000);

(reason ? describe.skip : describe)('a sandbox', () => {
  let folder: string;
  const interpreter = findInterpreter('nodejs20.x', PATH);
  const open: Sandbox[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracelayer-sandbox-'));
    writeFileSync(join(folder, 'app.js'), HANDLERS);
    writeFileSync(join(folder, 'esm.mjs'), 'export const handler = async () => "esm";');
    writeFileSync(join(folder, 'broken.js'), 'throw new TypeError("broken at load");');
    writeFileSync(join(folder, 'slow.js'), SLOW);
    mkdirSync(join(folder, 'opt'));
    writeFileSync(join(folder, 'opt/wrapper'), '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n');
    chmodSync(join(folder, 'opt/wrapper'), 0o755);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((sandbox) => sandbox.stop()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function start(handler: string, fn: Partial<LambdaFunction> = {}, setup: Partial<SandboxSetup> = {}): Sandbox {
    const given = { name: 'My-Fn', handler, runtime: 'nodejs20.x', layers: [], environment: {}, codeDir: folder };
    const sandbox = new Sandbox(
      { ...given, ...fn },
      { interpreter, isolation: setup.isolation ?? isolated(), startMs: 10_000, timeoutMs: 10_000, ...setup },
    );
    open.push(sandbox);
    return sandbox;
  }

  const isolated = (more: Partial<Parameters<typeof isolate>[0]> = {}): Isolation =>
    isolate({ tree: join(folder, 'opt'), hidden: [], path: PATH, ...more });

  test.each([
    ['app.callback', { value: 'called back' }],
    ['app.plain', { value: 'not awaited' }],
    ['app.deep.inner', { value: 'deep' }],
    ['esm.handler', 'esm'],
  ])('starts %s', async (handler, response) => {
    expect(await start(handler).invoke({})).toMatchObject({ response, coldStart: true });
  });

  test('passes an event and a context to the handler', async () => {
    expect((await start('app.echo').invoke({ a: 1 })).response).toEqual({ event: { a: 1 }, name: 'My-Fn', left: true });
  });

  test('keeps its process from one event to the next', async () => {
    const sandbox = start('app.count');
    const seen = [await sandbox.invoke({}), await sandbox.invoke({}), await sandbox.invoke({})];
    expect(seen.map(({ response, coldStart }) => [response, coldStart])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
  });

  test('gives the function its own variables and the reserved ones, nothing of this process', async () => {
    process.env.OF_THIS_PROCESS = 'leaked';
    const { response } = await start('app.variables', {
      environment: { MINE: 'mine', AWS_REGION: 'not mine to set' },
    }).invoke({});
    delete process.env.OF_THIS_PROCESS;
    expect(response).toMatchObject({
      MINE: 'mine',
      AWS_REGION: 'us-east-1',
      _HANDLER: 'app.variables',
      LAMBDA_TASK_ROOT: folder,
    });
    expect(response).not.toHaveProperty('OF_THIS_PROCESS');
    expect(response).not.toHaveProperty('HOME');
  });

  test("has only the layers' files under /opt", async () => {
    expect((await start('app.opt').invoke({})).response).toEqual(['wrapper']);
  });

  test('goes through the exec wrapper', async () => {
    const { response } = await start('app.variables', {
      environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' },
    }).invoke({});
    expect(response).toMatchObject({ WRAPPED: 'yes' });
  });

  test('cannot start through a wrapper that is not there', async () => {
    const { error, log } = await start('app.count', {
      environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/none' },
    }).invoke({});
    expect(error?.type).toBe('Runtime.ExitError');
    expect(log.join()).toContain('/opt/none');
  });

  test('reports an error of the handler, and goes on', async () => {
    const sandbox = start('app.throws');
    expect((await sandbox.invoke({})).error).toEqual({ type: 'RangeError', message: 'fails on purpose' });
    expect((await sandbox.invoke({})).coldStart).toBe(false);
  });

  test.each([
    ['broken.handler', 'broken at load'],
    ['none.handler', 'no module'],
    ['app.none', 'app.none is not a function'],
    ['nameless', 'not of the form'],
  ])('reports that %s cannot be loaded', async (handler, message) => {
    expect((await start(handler).invoke({})).error?.message).toContain(message);
  });

  test('reports that the process ended, and starts another', async () => {
    const sandbox = start('app.exits');
    expect((await sandbox.invoke({})).error).toEqual({ type: 'Runtime.ExitError', message: 'The runtime exited: 3' });
    expect((await sandbox.invoke({})).coldStart).toBe(true);
  });

  test('ends a function that does not answer in time', async () => {
    const { error } = await start('app.hangs', {}, { timeoutMs: 300 }).invoke({});
    expect(error).toEqual({ type: 'Sandbox.Timedout', message: 'Task timed out after 0.30 seconds' });
  });

  test('counts the timeout from the moment at which the handler gets its event', async () => {
    const { error, startedAt, endedAt } = await start('slow.handler', {}, { timeoutMs: 400 }).invoke({});
    expect({ error, tookLonger: endedAt - startedAt > 600 }).toEqual({ error: undefined, tookLonger: true });
  });

  test('ends a function that does not start in time', async () => {
    const { error } = await start('slow.handler', {}, { startMs: 200 }).invoke({});
    expect(error).toMatchObject({ type: 'Sandbox.Timedout', message: expect.stringContaining('0.20 seconds') });
  });

  test("passes the function's own timeout and memory to it", async () => {
    const { response } = await start('app.limits', { memoryMb: 256 }, { timeoutMs: 5_000 }).invoke({});
    expect(response).toMatchObject({ memory: '256', left: expect.any(Number) });
    expect((response as { left: number }).left).toBeLessThanOrEqual(5_000);
  });

  test('ends a function that uses more memory than it has', async () => {
    const { error } = await start('app.fills', { memoryMb: 128 }).invoke({ megabytes: 300 });
    expect(error).toMatchObject({ type: 'Runtime.OutOfMemory', message: expect.stringContaining('128 MB') });
  });

  test('measures the memory that a function uses', async () => {
    const { memoryMb, error } = await start('app.fills', { memoryMb: 512 }).invoke({ megabytes: 100 });
    expect(error).toBeUndefined();
    expect(memoryMb).toBeGreaterThan(100);
    expect(memoryMb).toBeLessThan(300);
  });

  describe.each([
    ['with a process table of its own', {}],
    ["with the machine's process table", { ways: ['-m'] }],
  ])('%s', (_title, ways) => {
    const isolation = () => isolated(ways);

    test.each([
      ['a child process', 'app.child', false],
      ['a child process in a session of its own', 'app.child', true],
    ])('ends with %s that keeps its output open', async (_which, handler, detached) => {
      const seconds = uniqueSeconds();
      const sandbox = start(handler, {}, { isolation: isolation() });
      expect((await sandbox.invoke({ seconds, detached })).error).toBeUndefined();
      expect(processesOf(seconds)).not.toEqual([]);
      await sandbox.stop();
      expect(processesOf(seconds)).toEqual([]);
    });

    test('freezes and thaws the function', async () => {
      const sandbox = start('app.later', {}, { isolation: isolation() });
      expect((await sandbox.invoke({})).log).toEqual([]);
      expect((await sandbox.thaw(300)).log).toHaveLength(1);
    });
  });

  test('ends a process that has left its parent, its session and its variables', async () => {
    const seconds = uniqueSeconds();
    const sandbox = start('app.orphan');
    await sandbox.invoke({ seconds });
    await sandbox.stop();
    expect(processesOf(seconds)).toEqual([]);
  });

  test('reports that the function shares the process table of the machine', () => {
    expect(isolated().notes).toEqual([]);
    expect(isolated({ ways: ['-m'] }).notes).toHaveLength(1);
  });

  test('hides files and folders from the function, and nothing else', async () => {
    const home = join(folder, 'home');
    const paths = ['.aws', '.npmrc', '.cache'].map((name) => join(home, name));
    mkdirSync(join(home, '.aws'), { recursive: true });
    mkdirSync(join(home, '.cache'));
    writeFileSync(join(home, '.aws/credentials'), 'secret');
    writeFileSync(join(home, '.npmrc'), 'secret');
    writeFileSync(join(home, '.cache/kept'), 'kept');
    const isolation = isolated({ hidden: paths.slice(0, 2) });
    const { response } = await start('app.reads', {}, { isolation }).invoke({ paths });
    expect(response).toEqual(['', '', 'kept']);
    expect(isolation.notes).toEqual([]);
  });

  test('names what it could not hide', () => {
    expect(isolated({ hidden: ['/nowhere/at-all'] }).notes.join()).toContain('/nowhere/at-all');
  });

  test('starts the function in its own variables, whatever PATH it sets', async () => {
    expect((await start('app.count', { environment: { PATH: '/nowhere' } }).invoke({})).response).toBe(1);
  });

  test('ends with the process that has started it, even where that is killed', async () => {
    const seconds = uniqueSeconds();
    const script = `
      const { Sandbox } = require('./src/preview/sandbox/sandbox');
      const { isolate } = require('./src/preview/sandbox/isolation');
      const fn = { name: 'F', handler: 'app.child', runtime: 'nodejs20.x', layers: [], environment: {}, codeDir: ${JSON.stringify(folder)} };
      const isolation = isolate({ tree: ${JSON.stringify(folder)}, hidden: [], path: process.env.PATH });
      const interpreter = ${JSON.stringify(interpreter)};
      new Sandbox(fn, { interpreter, isolation, startMs: 9000, timeoutMs: 9000 }).invoke({ seconds: '${seconds}', detached: true })
        .then(() => process.kill(process.pid, 'SIGKILL'));`;
    spawnSync(process.execPath, ['-r', './scripts/register.cjs', '-e', script]);
    await vanishing(seconds);
  });

  test('keeps what was printed, on either stream, with the invocation that printed it', async () => {
    const sandbox = start('app.prints');
    expect([...(await sandbox.invoke({})).log].sort()).toEqual(['err', 'out']);
    expect((await sandbox.invoke({})).log).toHaveLength(2);
  });

  test('freezes the function after its answer: what it does later happens when it is thawed', async () => {
    const sandbox = start('app.later');
    expect((await sandbox.invoke({})).log).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const thawed = Date.now();
    const { log } = await sandbox.thaw(300);
    expect(Number(log[0])).toBeGreaterThanOrEqual(thawed);
  });
});

describe('what cannot be run', () => {
  test('a runtime without a client is named, with those there are', () => {
    expect(() => findInterpreter('ruby3.4', PATH)).toThrow(/ruby3\.4.*python, nodejs, java/);
  });

  test('a missing interpreter is named, with the command that installs it', () => {
    expect(() => findInterpreter('python3.12', '/nowhere')).toThrow(/python3\.12.*apt-get install python3/);
  });

  test('a machine without mount namespaces gets a message with what is needed', () => {
    expect(() => isolate({ tree: '/', hidden: [], path: '', ways: ['--no-way'] })).toThrow(
      /unshare.*--cap-add SYS_ADMIN/,
    );
  });
});
