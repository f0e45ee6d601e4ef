// Writes the licenses of the packages in a bundle to a file next to it, as those licenses require.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files that have a licence's words; a package without one at least names it. */
const TEXTS = /^(licen[cs]e|notice|copying)(\.(md|txt))?$/i;

/** Written next to `<file>` as `<file>.LEGAL.txt`; nothing if all of it is this project's own. */
export function licences(file, { inputs }) {
  const packages = [...new Set(Object.keys(inputs).flatMap(folderOf))].sort().map(read);
  if (packages.length === 0) return;
  const texts = [...new Set(packages.map(({ text }) => text))];
  const titles = (words) => packages.filter(({ text }) => text === words).map(({ title }) => title);
  const parts = texts.map((words) => `${titles(words).join('\n')}\n\n${words}`);
  writeFileSync(`${file}.LEGAL.txt`, `In this file there is code of these packages:\n\n${parts.join(`\n${LINE}\n`)}`);
}

const LINE = `${'-'.repeat(80)}\n`;

/** The folder of the innermost package that a module is of. */
function folderOf(path) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  return match ? [match[1]] : [];
}

function read(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => TEXTS.test(file));
  const by = typeof author === 'object' ? author.name : author;
  const text = files
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n');
  return {
    title: `${name} ${version}, ${license}${by ? `, by ${by}` : ''}`,
    text: `${text || `Licence: ${license}`}\n`,
  };
}
