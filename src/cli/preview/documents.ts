/** The templates that a path means: a file, what the CDK, SAM or the Serverless Framework have written, or a folder of those. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { note, sentence } from '../../core/finding';
import { readText } from '../../host/text-file';
import type { Json } from '../../surfaces/template';
import { BadYaml, readSource } from '../text-edits/source';

export interface Document {
  /** An absolute path; paths in the template are relative to its folder. */
  readonly path: string;
  readonly template: Json;
}

/** What a folder may hold, the nearest to what is deployed first. */
const DOCUMENT_PLACES = [
  'manifest.json',
  'cloudformation-template-update-stack.json',
  'cdk.out',
  '.serverless',
  '.aws-sam/build/template.yaml',
  'template.yaml',
  'template.yml',
  'template.json',
];
export const EXPECTED = 'a template, a `cdk.out`, or a folder with one of them or with a packaged Serverless service';

const SERVICE = /^serverless\.\w+$/;

/** The documents at a path; none where nothing is there that this knows. */
export function documentsAt(path: string): Document[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory())
    return SERVICE.test(basename(path)) ? documentsAt(join(dirname(path), '.serverless')) : [readDocument(path)];
  const place = DOCUMENT_PLACES.find((name) => existsSync(join(path, name)));
  if (place === undefined) return [];
  return place === 'manifest.json' ? assembly(path) : documentsAt(join(path, place));
}

/** Every stack of a cloud assembly, and of the ones that stages have in it. */
const assembly = (folder: string): Document[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return existsSync(join(path, 'manifest.json')) ? assembly(path) : [];
    return entry.name.endsWith('.template.json') ? [readDocument(path)] : [];
  });

function readDocument(path: string): Document {
  try {
    return { path: resolve(path), template: readSource(readText(path)).value };
  } catch (problem) {
    if (!(problem instanceof BadYaml)) throw problem;
    const { line, column, message } = problem;
    const unreadable = note('file-unreadable', { why: message });
    throw new Error(`${path}:${line}:${column}: ${sentence(unreadable)}`);
  }
}
