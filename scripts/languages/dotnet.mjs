// .NET: built where its SDK is; elsewhere the generated code is looked through and parsed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blocks, translations } from '../snippets.mjs';
import { attempt, code, folder, isInstalled, ROOT, run, WORK, write } from './tools.mjs';

const PARSE = fileURLToPath(new URL('parse_csharp.py', import.meta.url));
const PARSER = ['tree-sitter==0.26.1', 'tree-sitter-c-sharp==0.23.5'];

export const dotnet = {
  needs: [],
  more: {
    'every type and member is generated, with its documentation': look,
    'generated code and translated examples can be parsed': parse,
    'the package is built': build,
  },
};

function look() {
  const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  const missing = Object.values(types).flatMap(({ name, methods = [], properties = [] }) => {
    const file = join(code('dotnet'), 'Tracelayer', 'Tracelayer', `${name}.cs`);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const members = [...methods, ...properties].filter((member) => !isDocumented(text, pascal(member.name)));
    return isDocumented(text, name) ? members.map((member) => `${name}.${member.name}`) : [name];
  });
  if (missing.length > 0) throw new Error(`not there, or without documentation: ${missing.join(', ')}`);
}

/** Whether a name is declared behind a summary, with attributes at most between them. */
const isDocumented = (text, name) =>
  new RegExp(`/// <summary>.+</summary>\\n(?:\\s*(?:///|\\[).*\\n)*\\s*public .*\\b${name}\\b`).test(text);

const pascal = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** Why they cannot be, where the parser is not to be had. */
function parse() {
  if (!isInstalled('python3')) return 'python3 is not installed';
  const venv = join(WORK, 'venv-csharp');
  run('python3', ['-m', 'venv', venv], WORK);
  const interpreter = join(venv, 'bin', 'python');
  const why = attempt(interpreter, ['-m', 'pip', 'install', '--quiet', ...PARSER], WORK);
  if (why) return `the parser cannot be installed: ${why}`;
  const examples = [...translations('csharp'), ...blocks('docs/languages.md', 'csharp').map(asPage)].map(
    ({ name, source, kind }) => {
      const file = join(folder('csharp'), `${name.replace(/\W+/g, '-')}.cs`);
      write(file, kind === 'value' ? `var value = ${source}` : source);
      return file;
    },
  );
  const root = join(code('dotnet'), 'Tracelayer');
  const generated = readdirSync(root, { recursive: true }).filter((file) => file.endsWith('.cs'));
  const errors = run(interpreter, [PARSE, ...examples, ...generated.map((file) => join(root, file))], WORK);
  if (errors !== '') throw new Error(errors);
}

const asPage = (source, index) => ({ name: `docs-${index}`, source, kind: 'class' });

function build() {
  if (!isInstalled('dotnet')) return 'dotnet is not installed';
  const why = attempt('dotnet', ['build'], join(code('dotnet'), 'Tracelayer'));
  if (why) throw new Error(why);
}
