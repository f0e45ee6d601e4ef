// The examples of the documentation: those that jsii-rosetta translated, and those that are written in another language.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where jsii-rosetta leaves what it has translated, and jsii-pacmak looks for it. */
const TABLET = join(ROOT, '.jsii.tabl.json');

/** Every example of the assembly in a language; `$` is the one that it was written in. */
export function translations(language) {
  const { snippets } = JSON.parse(readFileSync(TABLET, 'utf8'));
  return Object.values(snippets).map(({ location: { api }, translations: all }) => ({
    name: nameOf(api),
    source: all[language].source,
    kind: all.$.source.includes(';') ? (/^export class/m.test(all.$.source) ? 'class' : 'statements') : 'value',
  }));
}

function nameOf({ api, fqn, moduleFqn, memberName }) {
  if (api === 'moduleReadme') return `the readme of ${moduleFqn}`;
  return memberName === undefined ? fqn : `${fqn}.${memberName}`;
}

/** The blocks of code of a page that are in a language. */
export const blocks = (page, language) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code);
