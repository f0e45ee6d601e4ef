/** The public packages and tags that say which layers there are, by the ordinary clients of their registries. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Library, Sources } from './refresh';

const execute = promisify(execFile);

async function run(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args, { timeout: 120_000, maxBuffer: 1e8 });
  return stdout;
}

export const SOURCES: Sources = {
  library: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tracelayer-layers-'));
    return unpackLibrary(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
  },
  npm: async (name) => (await run('npm', 'view', name, 'version')).trim(),
  pypi: async (name) => {
    const listing = await run('python3', '-m', 'pip', 'index', 'versions', name);
    const version = /\(([\d.]+)\)/.exec(listing)?.[1];
    if (version === undefined) throw new Error('pip lists no version');
    return version;
  },
  tags: async (repository) => {
    const listing = await run('git', 'ls-remote', '--tags', '--refs', `https://github.com/${repository}`);
    return [...listing.matchAll(/refs\/tags\/(.+)$/gm)].map(([, tag = '']) => tag);
  },
};

/** The wheel holds the archive of the JavaScript package, and is published as soon as that is. */
async function unpackLibrary(folder: string): Promise<Library> {
  await run('python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, 'datadog-cdk-constructs-v2');
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl')) ?? '';
  await run('python3', '-m', 'zipfile', '-e', join(folder, wheel), folder);
  const inner = join(folder, 'datadog_cdk_constructs_v2', '_jsii');
  const archive = readdirSync(inner).find((name) => name.endsWith('.tgz')) ?? '';
  await run('tar', '-xzf', join(inner, archive), '-C', folder);
  const text = (name: string) => readFileSync(join(folder, 'package', name), 'utf8');
  return {
    version: (JSON.parse(text('package.json')) as { version: string }).version,
    versions: text('lib/layer-versions.js'),
    runtimes: text('lib/layer-runtime-catalog.js'),
  };
}
