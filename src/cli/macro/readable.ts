/** The handler of the macro as one file that people can read: the compiled modules of this package, each as it is. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { PROVIDERS, type ProviderName } from '../../providers';

/** The module that exports `macroOf`. */
const HANDLER_MODULE = 'macro/handler.js';

/** The template with the handler of its provider in a form that people can read, out of a folder of compiled modules. */
export function readableTemplate(template: string, provider: ProviderName, folder: string): string {
  const code = readableHandler(provider, folder);
  return template.replace(PACKED, (_, indent) => indent + code.replace(/\n(?=.)/g, `\n${indent}`));
}

/** The line with the code in the template, and how far it is indented. */
const PACKED = /(?<=\bZipFile: \|\n)( +).*\n/;

function readableHandler(provider: ProviderName, folder: string): string {
  const modules = modulesFrom(folder);
  const size = `${modules.size} modules`;
  return [
    `// The macro for ${PROVIDERS[provider].title}: ${size} of tracelayer, each as the TypeScript compiler writes it, and how they are loaded.`,
    'const loaded = {};',
    'function load(name) {',
    '  if (loaded[name] === undefined) {',
    '    loaded[name] = { exports: {} };',
    '    modules[name](loaded[name], loaded[name].exports, load);',
    '  }',
    '  return loaded[name].exports;',
    '}',
    'const modules = {',
    ...[...modules].map(([name, text]) => `'${name}': (module, exports, load) => {\n${text.trim()}\n},\n`),
    '};',
    `exports.handler = load('${HANDLER_MODULE}').macroOf('${provider}');`,
    '',
  ].join('\n');
}

/** The texts of the handler's module and of all that it requires, by their names, with the names in place of paths. */
function modulesFrom(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    const text = readFileSync(join(folder, name), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
    const nameOf = (path: string) => moduleName(folder, join(dirname(name), path));
    found.set(
      name,
      name.endsWith('.json')
        ? `module.exports = ${text}`
        : text.replace(REQUIRE, (_, path) => `load('${nameOf(path)}')`),
    );
    for (const [, path = ''] of text.matchAll(REQUIRE)) add(nameOf(path));
  };
  add(HANDLER_MODULE);
  return found;
}

const REQUIRE = /\brequire\("(\.[^"]+)"\)/g;

/** The name of a module as a path in the folder, whether it is a file or the index of a folder. */
function moduleName(folder: string, path: string): string {
  const name = [path, `${path}.js`, join(path, 'index.js')].find(
    (one) => /\.js(on)?$/.test(one) && existsSync(join(folder, one)),
  );
  return relative('.', name ?? path)
    .split(sep)
    .join('/');
}
