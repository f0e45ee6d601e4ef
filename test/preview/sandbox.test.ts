import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaFunction } from '../../src/preview/function';
import type { PreviewProblem } from '../../src/preview/problem';
import { privateOpt } from '../../src/preview/sandbox/private-opt';
import { findInterpreter } from '../../src/preview/sandbox/runtimes';
import { Sandbox } from '../../src/preview/sandbox/sandbox';

const PATH = process.env.PATH ?? '';
const HANDLERS = `
  const answer = (value) => ({ value });
  let calls = 0;
  exports.count = async () => ++calls;
  exports.callback = (event, context, done) => done(null, answer('called back'));
  exports.plain = () => answer('not awaited');
  exports.echo = async (event, context) => ({ event, name: context.functionName, left: context.getRemainingTimeInMillis() > 0 });
  exports.variables = async () => process.env;
  exports.throws = async () => { throw new RangeError('told to fail'); };
  exports.exits = async () => process.exit(3);
  exports.hangs = () => new Promise(() => setInterval(() => {}, 1000));
  exports.prints = async () => { console.log('out'); console.error('err'); };
  exports.deep = { inner: async () => answer('deep') };
  exports.opt = async () => require('node:fs').readdirSync('/opt');
  exports.later = async () => { setTimeout(() => console.log(Date.now()), 100); };
`;

/** Says why, where this machine cannot run a sandbox: only those tests are skipped. */
function whyNot(): string | undefined {
  try {
    privateOpt(tmpdir());
    return undefined;
  } catch (error) {
    return (error as PreviewProblem).message;
  }
}

const reason = whyNot();
if (reason) console.warn(`SKIPPED sandbox tests: ${reason}`);

(reason ? describe.skip : describe)('a sandbox', () => {
  let folder: string;
  const open: Sandbox[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracelayer-sandbox-'));
    writeFileSync(join(folder, 'app.js'), HANDLERS);
    writeFileSync(join(folder, 'esm.mjs'), 'export const handler = async () => "esm";');
    writeFileSync(join(folder, 'broken.js'), 'throw new TypeError("broken at load");');
    mkdirSync(join(folder, 'opt'));
    writeFileSync(join(folder, 'opt/wrapper'), '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n');
    chmodSync(join(folder, 'opt/wrapper'), 0o755);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((sandbox) => sandbox.stop()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function start(handler: string, environment: Record<string, string> = {}, limitMs = 10_000): Sandbox {
    const fn: LambdaFunction = {
      name: 'My-Fn',
      handler,
      runtime: 'nodejs20.x',
      layers: [],
      environment,
      codeDir: folder,
    };
    const sandbox = new Sandbox(fn, {
      interpreter: findInterpreter('nodejs20.x', PATH),
      opt: join(folder, 'opt'),
      limitMs,
    });
    open.push(sandbox);
    return sandbox;
  }

  test.each([
    ['app.callback', { value: 'called back' }],
    ['app.plain', { value: 'not awaited' }],
    ['app.deep.inner', { value: 'deep' }],
    ['esm.handler', 'esm'],
  ])('starts %s', async (handler, response) => {
    expect(await start(handler).invoke({})).toMatchObject({ response, coldStart: true });
  });

  test('hands the event and a context over', async () => {
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
    const { response } = await start('app.variables', { MINE: 'mine', AWS_REGION: 'not mine to set' }).invoke({});
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
    const { response } = await start('app.variables', { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' }).invoke({});
    expect(response).toMatchObject({ WRAPPED: 'yes' });
  });

  test('cannot start through a wrapper that is not there', async () => {
    const { error, log } = await start('app.count', { AWS_LAMBDA_EXEC_WRAPPER: '/opt/none' }).invoke({});
    expect(error?.type).toBe('Runtime.ExitError');
    expect(log.join()).toContain('/opt/none');
  });

  test('reports an error of the handler, and goes on', async () => {
    const sandbox = start('app.throws');
    expect((await sandbox.invoke({})).error).toEqual({ type: 'RangeError', message: 'told to fail' });
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
    expect((await sandbox.invoke({})).error).toEqual({ type: 'Runtime.ExitError', message: 'the runtime exited: 3' });
    expect((await sandbox.invoke({})).coldStart).toBe(true);
  });

  test('ends a function that does not answer in time', async () => {
    const { error } = await start('app.hangs', {}, 500).invoke({});
    expect(error).toEqual({ type: 'Sandbox.Timedout', message: 'no answer in 500 ms' });
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

  test('a machine without mount namespaces is told what would do', () => {
    expect(() => privateOpt('/', '/nowhere')).toThrow(/unshare.*--cap-add SYS_ADMIN/);
  });
});
