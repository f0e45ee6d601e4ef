// What an app was synthesised to, and where two of them differ.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const templateIn = (outdir, stack) => read(join(outdir, `${stack}.template.json`));

/** The findings of ours, by construct and code. */
export function findingsIn(outdir, stack) {
  const { metadata = {}, additionalMetadataFile } = read(join(outdir, 'manifest.json')).artifacts[stack];
  const file = additionalMetadataFile && join(outdir, additionalMetadataFile);
  return Object.entries(file && existsSync(file) ? read(file) : metadata)
    .flatMap(([path, entries]) => entries.map(({ data }) => [path, /\[ack: (tracelayer:[^\]]+)\]/.exec(data)?.[1]]))
    .filter(([, finding]) => finding !== undefined)
    .map((words) => words.join(' '))
    .sort();
}

/** What is of ours, as versions of the CDK differ in what is of theirs. */
export const traced = (outdir, stack) =>
  Object.values(templateIn(outdir, stack).Resources).flatMap(({ Type, Properties, Metadata }) => {
    if (Type === 'AWS::IAM::Policy') return [Properties.PolicyDocument];
    const { Handler, Environment, Layers, Tags } = Properties;
    return Type === 'AWS::Lambda::Function' ? [{ Handler, Environment, Layers, Tags, Metadata }] : [];
  });

/** Fails with the places where they are not the same. */
export function same(given, expected) {
  const differences = differencesOf(expected, given);
  if (differences.length > 0) throw new Error(differences.slice(0, 20).join('\n'));
}

/** Where two documents differ, by path. */
function differencesOf(a, b, path = '') {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return [`${path}: ${JSON.stringify(b)} instead of ${JSON.stringify(a)}`];
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differencesOf(a[key], b[key], `${path}/${key}`));
}

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
