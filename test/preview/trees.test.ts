import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TREE_NAMES } from '../../src/preview/trees/build';
import { Cache, defaultCacheFolder } from '../../src/preview/trees/cache';
import { layerName, layerTree } from '../../src/preview/trees/layers';
import { layerFolders as foldersOfLayers, optFolder } from '../../src/preview/trees/opt';
import { runTool } from '../../src/preview/trees/tools';
import { PROVIDER_NAMES, PROVIDERS } from '../../src/providers';
import { processesOf, uniqueSeconds } from './processes';

const ARN = 'arn:aws:lambda:us-east-1:464622532012:layer';
const COMMUNITY = 'arn:aws:lambda:us-east-1:184161586896:layer';
const NODE = { family: 'nodejs', executable: process.execPath, version: '20' } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracelayer-trees-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a layer', () => {
  test.each([
    [`${ARN}:Datadog-Python312:127`, 'datadog-python'],
    [`${ARN}:Datadog-Python312-ARM:127`, 'datadog-python'],
    [`${ARN}:Datadog-Node22-x:142`, 'datadog-node'],
    [`${ARN}:Datadog-Extension-ARM-FIPS:99`, 'datadog-extension'],
    [`${ARN}:dd-trace-java:27`, 'datadog-java'],
    [`${COMMUNITY}:opentelemetry-python-0_21_0:1`, 'opentelemetry-python'],
    [`${COMMUNITY}:opentelemetry-nodejs-0_23_0:1`, 'opentelemetry-node'],
    [`${COMMUNITY}:opentelemetry-javaagent-0_21_0:1`, 'opentelemetry-java'],
    [`${COMMUNITY}:opentelemetry-collector-arm64-0_23_0:1`, 'opentelemetry-collector'],
  ])('%s has a tree', (arn, tree) => {
    expect(layerTree(arn)).toBe(tree);
  });

  test.each(PROVIDER_NAMES)('of %s that the preview replaces has files', (name) => {
    for (const { tree } of PROVIDERS[name].preview?.layers ?? []) expect(TREE_NAMES).toContain(tree);
  });

  test('that is unknown is an error with its name and the known ones', () => {
    const arn = `${ARN}:Datadog-Cobol:1`;
    expect(() => layerTree(arn)).toThrow(expect.objectContaining({ code: 'preview-layer-unknown' }));
    expect(() => layerTree(arn)).toThrow(/Datadog-Cobol.*Datadog-Python3xx.*opentelemetry-nodejs/);
  });

  test('has its name from an ARN, or is a name', () => {
    expect([layerName(`${ARN}:mine:3`), layerName(`${ARN}:mine`), layerName('mine')]).toEqual(['mine', 'mine', 'mine']);
  });
});

describe('the folder in the place of /opt', () => {
  const layer = (name: string, files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, path, '..'), { recursive: true });
      writeFileSync(join(folder, name, path), text);
    }
    return `${ARN}:${name}:1`;
  };
  const opt = async (...layers: string[]) => {
    const layerFolders = Object.fromEntries(layers.map((arn) => [layerName(arn), join(folder, layerName(arn))]));
    const cache = new Cache(join(folder, 'cache'));
    return optFolder(await foldersOfLayers(layers, { cache, interpreter: NODE, layerFolders }), cache);
  };

  test("has every layer's files, a later layer's over an earlier one's", async () => {
    const one = layer('one', { a: '1', 'd/b': '1' });
    const two = layer('two', { 'd/b': '2', 'd/c': '2' });
    const read = (target: string) => ['a', 'd/b', 'd/c'].map((path) => readFileSync(join(target, path), 'utf8'));
    expect(read(await opt(one, two))).toEqual(['1', '2', '2']);
    expect(read(await opt(two, one))).toEqual(['1', '1', '2']);
  });

  test("is made anew when a layer of the user's changes", async () => {
    const arn = layer('one', { a: '1' });
    const before = await opt(arn);
    expect(await opt(arn)).toBe(before);
    layer('one', { b: '2' });
    expect(readdirSync(await opt(arn)).sort()).toEqual(['a', 'b']);
  });

  test('is empty without layers', async () => {
    expect(existsSync(await opt())).toBe(true);
  });
});

describe('the cache', () => {
  test('builds a thing once, and again when what it is made of changes', async () => {
    const cache = new Cache(folder);
    const build = jest.fn(async (target: string) => writeFileSync(join(target, 'file'), ''));
    const first = await cache.folder('thing', ['1'], build);
    expect(await cache.folder('thing', ['1'], build)).toBe(first);
    expect(build).toHaveBeenCalledTimes(1);
    expect(await cache.folder('thing', ['2'], build)).not.toBe(first);
  });

  test('keeps nothing of a build that failed', async () => {
    const cache = new Cache(folder);
    await expect(cache.folder('thing', [], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const built = await cache.folder('thing', [], async (target) => writeFileSync(join(target, 'file'), ''));
    expect(existsSync(join(built, 'file'))).toBe(true);
  });

  test('is in the folder of XDG_CACHE_HOME, or else in the home folder', () => {
    expect(defaultCacheFolder({ XDG_CACHE_HOME: '/cache' })).toBe('/cache/tracelayer');
    expect(defaultCacheFolder({})).toMatch(/\.cache\/tracelayer$/);
  });
});

describe('a tool', () => {
  test('that is missing is named, with the command that installs it', async () => {
    const tool = { command: ['no-such-tool', 'x'], install: 'apt-get install no-such-tool' };
    await expect(runTool(tool)).rejects.toMatchObject({
      code: 'preview-tool-missing',
      message: expect.stringMatching(/no-such-tool.*apt-get install/),
    });
  });

  test('that reports a missing part of itself counts as missing', async () => {
    const tool = {
      command: ['sh', '-c', 'echo "python3: No module named pip" >&2; exit 1'],
      install: 'apt-get install python3-pip',
    };
    await expect(runTool(tool)).rejects.toMatchObject({ code: 'preview-tool-missing' });
  });

  test('that is interrupted ends with everything that it has started', async () => {
    const seconds = uniqueSeconds();
    const controller = new AbortController();
    const running = runTool({ command: ['sh', '-c', 'sleep "$0" & wait', seconds], install: '' }, controller.signal);
    while (processesOf(seconds).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
    expect(processesOf(seconds)).toEqual([]);
  });

  test('that fails is quoted', async () => {
    const tool = { command: ['sh', '-c', 'echo no route; exit 7'], install: '' };
    await expect(runTool(tool)).rejects.toMatchObject({
      code: 'preview-download-failed',
      message: expect.stringMatching(/failed with 7\. Given: no route/),
    });
  });
});
