/** The folder with the code of a function or a layer, as its template's folder has it. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { PreviewProblem } from '../../preview/problem';
import { Cache } from '../../preview/trees/cache';
import { outputOf, runTool, type Tool } from '../../preview/trees/tools';
import type { Json } from '../../surfaces/template';
import type { DeployedResource } from '../../surfaces/template/deployed';

/** The file that Lambda makes of code in the template. */
const INLINE_FILES: Readonly<Record<string, string>> = { python: 'index.py', nodejs: 'index.js' };

/** The code's folder, unpacked where it is an archive; `undefined` where it is not on this machine. */
export async function codeFolder(
  resource: DeployedResource,
  template: string,
  cacheFolder: string,
): Promise<string | undefined> {
  const cache = new Cache(cacheFolder);
  const inline = asText(resource.properties.Code?.ZipFile ?? resource.properties.InlineCode);
  if (inline !== undefined) return inlineCode(inline, String(resource.properties.Runtime), cache);
  const path = candidates(resource, dirname(template)).find(existsSync);
  return path === undefined || statSync(path).isDirectory() ? path : unpacked(path, cache);
}

/** Where code may lie, by what the CDK notes, by SAM's property, or by the name that it is uploaded under. */
function candidates({ properties, metadata }: DeployedResource, folder: string): string[] {
  const { Code, CodeUri, Content, ContentUri } = properties;
  const uploaded = asText((Code ?? Content)?.S3Key);
  const given = [metadata['aws:asset:path'], CodeUri, ContentUri, Code, Content].map(asText).filter(isLocal);
  return [
    ...given.map((path) => resolve(folder, path)),
    ...(uploaded === undefined ? [] : folderNames(uploaded).map((name) => join(folder, name))),
  ];
}

/** A Serverless service has its archives next to the template, or one folder up; a cloud assembly marks its assets. */
const folderNames = (key: string): string[] => {
  const { base, name } = parse(key);
  return NO_FILE.has(base) ? [] : [base, join('..', base), `asset.${name}`, `asset.${base}`];
};

const NO_FILE: ReadonlySet<string> = new Set(['', '.', '..']);

const asText = (given: Json): string | undefined => (typeof given === 'string' ? given : undefined);
const isLocal = (path: string | undefined): path is string => path !== undefined && !/^\w+:\/\//.test(path);

function inlineCode(text: string, runtime: string, cache: Cache): Promise<string> {
  const name = inlineName(runtime);
  return cache.folder('inline', [name, text], async (folder) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  });
}

function inlineName(runtime: string): string {
  const family = runtime.replace(/[\d.].*$/, '');
  return Object.hasOwn(INLINE_FILES, family) ? INLINE_FILES[family] : 'index';
}

function unpacked(archive: string, cache: Cache): Promise<string> {
  return cache.folder('code', readFileSync(archive).toString('base64'), async (folder) => {
    try {
      const names = (await outputOf(unzip('-Z1', archive))).split('\n');
      const stray = names.find(leadsOut);
      if (stray !== undefined) throw unusable(archive, `its file "${stray}" would be written outside of the folder`);
      await runTool(unzip('-q', '-o', archive, '-d', folder));
    } catch (problem) {
      if ((problem as PreviewProblem).code !== 'preview-download-failed') throw problem;
      throw unusable(archive, 'unzip cannot read it');
    }
  });
}

const unzip = (...words: readonly string[]): Tool => ({
  command: ['unzip', ...words],
  install: 'Install unzip with apt-get install unzip',
});

/** Windows' separators too, which some programs write. */
const leadsOut = (name: string): boolean => /^([\\/]|[A-Za-z]:)/.test(name) || name.split(/[\\/]/).includes('..');

const unusable = (archive: string, why: string): PreviewProblem =>
  new PreviewProblem({
    code: 'preview-code-unusable',
    what: `The archive ${archive} was not unpacked: ${why}`,
    remedy: 'Package the code again',
  });
