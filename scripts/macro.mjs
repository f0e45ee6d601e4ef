// Builds a macro for each provider: its handler as one small file, and the template that contains it, which is the whole installation.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';

/** CloudFormation takes no larger template in a request, and 4 kB of that are room for later versions. */
const REQUEST_LIMIT = 51_200;
export const TEMPLATE_LIMIT = REQUEST_LIMIT - 4_000;

/**
 * Properties of our own objects that get short names: none of them is a key of a template, an event, a receipt, or a JSON
 * file, the name of an option, or ever a text.
 */
const OWN_NAMES = [
  'actions',
  'aliases',
  'allowed',
  'architecture',
  'attribute',
  'changes',
  'closed',
  'common',
  'configured',
  'construct',
  'destinations',
  'details',
  'distance',
  'effect',
  'families',
  'family',
  'findings',
  'flag',
  'globals',
  'handling',
  'inWebApplication',
  'informed',
  'integer',
  'isCommon',
  'isPublished',
  'isSelected',
  'keepsOthers',
  'limit',
  'maximum',
  'minimum',
  'nearest',
  'notes',
  'numbers',
  'origin',
  'outer',
  'overrides',
  'parameterFacts',
  'pattern',
  'pending',
  'planned',
  'plans',
  'pointer',
  'prefix',
  'processVariables',
  'property',
  'recipe',
  'redirect',
  'remediation',
  'reports',
  'resources',
  'settings',
  'severity',
  'statements',
  'stateMachine',
  'subject',
  'target',
  'type',
  'unresolvedParts',
  'variable',
  'words',
  'wrapping',
];

/** Settings that shorten them; `readable.test.ts` proves that the macro for functions answers as it does without them. */
const SHORT_PROPERTIES = { mangleProps: new RegExp(`^(${OWN_NAMES.join('|')})$`) };

/** Settings for names that the minifier can't shorten, which are a tenth of the code. */
const SHORT_NAMES = {
  inject: ['scripts/short-names.mjs'],
  define: {
    'Object.entries': 'objectEntries',
    'Object.fromEntries': 'objectFromEntries',
    'Object.hasOwn': 'objectHasOwn',
    'Object.keys': 'objectKeys',
    'Object.values': 'objectValues',
    'Array.isArray': 'arrayIsArray',
    undefined: 'undefinedValue',
  },
};

/** Columns of option tables that only documentation reads, or other surfaces. */
const WORDS = new Set([
  'summary',
  'example',
  'section',
  'lambdaOnly',
  'serviceFact',
  'interactive',
  'keyOption',
  'default',
  'surfaces',
  'constants',
]);

/** The modules of a provider that the bundles have in another form. */
const tableFile = (name) => resolve('src/providers', name, 'table.ts');
const indexFile = (name) => resolve('src/providers', name, 'index.ts');

/** Option tables without the words that are only for documentation, which are half of a small bundle, but some. */
export function plainTables(...kept) {
  // Read before esbuild runs, which cannot be asked for TypeScript while it asks for a file.
  const require = createRequire(import.meta.url);
  require('./register.cjs');
  const files = require('../src/providers/index.ts').PROVIDER_NAMES.map(tableFile);
  const contents = Object.fromEntries(files.map((file) => [file, exportsOf(require(file), kept)]));
  return {
    name: 'plain-tables',
    setup: ({ onLoad }) =>
      onLoad({ filter: /[\\/]table\.ts$/ }, ({ path }) =>
        path in contents ? { contents: contents[path], loader: 'js' } : undefined,
      ),
  };
}

/** What repeats is written once, and what follows from an option's name is not written at all. */
function exportsOf(tables, kept) {
  const plain = Object.entries(tables).map(([name, table]) => [name, shortened(plainTable(table, kept))]);
  const values = plain.flatMap(([, table]) => Object.values(table).flatMap(listsIn));
  const shared = [...new Set(values)].filter((text) => values.filter((other) => other === text).length > 1);
  const names = new Map(shared.map((text, index) => [text, `shared${index}`]));
  return [
    `const variableOf = ${variableOf};\nconst flagOf = ${flagOf};\nconst whole = ${whole};`,
    ...shared.map((text) => `const ${names.get(text)} = ${text};`),
    ...plain.map(([name, table]) => `export const ${name} = whole(${written(table, names)});`),
  ].join('\n');
}

/** A table as it was before it was shortened; these three are bundled too. */
const whole = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([name, { prefix, flag, ...rest }]) => {
      const row = { ...(rest.handling ? {} : { type: 'boolean' }), ...rest };
      if (prefix) row.variable = variableOf(prefix, name);
      if (flag) row.aliases = [...(row.aliases ?? []), flagOf(row.variable)];
      return [name, row];
    }),
  );
const variableOf = (prefix, name) => prefix + name.replace(/[A-Z]/g, '_$&').toUpperCase();
const flagOf = (variable) => variable.replace(/^OTEL_(PYTHON_)?/, '').toLowerCase();

const PREFIXES = ['DD_', 'OTEL_', 'OTEL_EXPORTER_'];

function shortened(table) {
  const short = ([name, { variable, aliases = [], type, ...row }]) => {
    const prefix = PREFIXES.find((one) => variable === variableOf(one, name));
    const flag = variable !== undefined && aliases.includes(flagOf(variable)) ? 1 : undefined;
    const others = aliases.filter((alias) => !flag || alias !== flagOf(variable));
    const named = { prefix, variable: prefix ? undefined : variable, flag, aliases: others[0] && others };
    return [name, { type: type === 'boolean' ? undefined : type, ...row, ...named }];
  };
  return Object.fromEntries(Object.entries(table).map(short));
}

/** The lists and maps in a row, in print. */
const listsIn = (row) =>
  Object.values(row).flatMap((value) => (typeof value === 'object' ? [JSON.stringify(value)] : []));

const written = (table, names) => {
  const print = (value) => names.get(JSON.stringify(value)) ?? JSON.stringify(value);
  const columns = (row) =>
    Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${print(value)}`]));
  return `{${Object.entries(table).map(([name, row]) => `${JSON.stringify(name)}:{${columns(row)}}`)}}`;
};

const FINDINGS = resolve('src/core/finding.ts');
const FINDING_ROWS = resolve('src/core/findings');

/** The entry point of a provider's macro. */
export const macroOf = (provider) => ({
  contents: `import { macroOf } from './src/macro/handler'; export const handler = macroOf('${provider}');`,
  resolveDir: '.',
  loader: 'ts',
});

/** One provider whole, and of the others what recognizes their functions: name, title, and signatures. */
export function only(provider) {
  const require = createRequire(import.meta.url);
  require('./register.cjs');
  const { PROVIDERS } = require('../src/providers/index.ts');
  const others = Object.values(PROVIDERS).filter(({ name }) => name !== provider);
  const contents = Object.fromEntries(
    others.map(({ name, title, signatures }) => [
      indexFile(name),
      `export const ${name} = ${JSON.stringify({ name, title, options: { table: {}, deprecated: {} }, signatures })};`,
    ]),
  );
  contents[PROVIDERS_FILE] = withoutNamespace(readFileSync(PROVIDERS_FILE, 'utf8'), Object.keys(PROVIDERS));
  const load = ({ path }) => (path in contents ? { contents: contents[path], loader: 'ts' } : undefined);
  return { name: 'only', setup: ({ onLoad }) => onLoad({ filter: /[\\/]src[\\/]providers[\\/]/ }, load) };
}

const PROVIDERS_FILE = resolve('src/providers/index.ts');

/** A map of all providers instead of a namespace, for which esbuild writes getters and the code that defines them. */
const withoutNamespace = (source, names) =>
  source.replace(
    "import * as ALL from './all';",
    [...names.map((name) => `import { ${name} } from './${name}';`), `const ALL = { ${names} };`].join('\n'),
  );

/** Findings without the rows whose codes nothing in the code of an entry point names but their own rows. */
export function ownFindings(input, ...plugins) {
  const isOwn = async () => {
    const settings = { bundle: true, write: false, platform: 'node', plugins };
    const { outputFiles } = await build({ ...input, ...settings });
    const named = new Set([...outputFiles[0].text.matchAll(/"([a-z-]+)"(?!: \{)/g)].map(([, code]) => code));
    return (code) => named.has(code);
  };
  return {
    name: 'own-findings',
    setup: ({ onLoad, onStart }) => {
      let contents;
      onStart(async () => {
        contents = findingsOf(await isOwn());
      });
      onLoad({ filter: /[\\/]finding\.ts$/ }, ({ path }) =>
        path === FINDINGS ? { contents, loader: 'ts' } : undefined,
      );
    },
  };
}

/** What the rows of the tables may call: every function that `row.ts` exports. Types are gone once esbuild has read a row. */
const wordNames = () =>
  [...readFileSync(join(FINDING_ROWS, 'row.ts'), 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)].map(
    ([, name]) => name,
  );

/** The tables of findings in one module: as modules of their own they would be longer. */
function findingsOf(isOwn) {
  const others = [];
  const own = (row, code) => {
    if (isOwn(code)) return row;
    if (!/severity: 'error'|effect: 'damaged'/.test(row)) others.push(code);
    return '';
  };
  const tables = readdirSync(FINDING_ROWS)
    .filter((file) => file !== 'row.ts')
    .map((file) => readFileSync(join(FINDING_ROWS, file), 'utf8'));
  const rows = tables.flatMap((text) =>
    [...text.matchAll(/^ {2}'([a-z-]+)': \{\n[\s\S]*?^ {2}\},\n/gm)].map(([row, code]) => own(row, code)),
  );
  // Users may acknowledge what only other surfaces find.
  const list = `'${others.join(' ')}'.split(' ').map((code) => [code, {}])`;
  const constant = rows.join('').replace(/(?<=(message|remediation): )\(\) =>\s*(?=['"`])/g, '');
  const table = `const FINDINGS = { ...Object.fromEntries(${list}), ${constant} };`;
  return [
    "import { FOOTER } from './bundle';",
    `import { ${wordNames().join(', ')} } from './findings/row';`,
    readFileSync(FINDINGS, 'utf8')
      .replace(/^import \{ \w+_FINDINGS \} from .*\n/gm, '')
      .replace(/^const FINDINGS = \{[^}]*\};/m, () => table),
  ].join('\n');
}

/**
 * Plans each function by itself. Remembering plans is worth its size where apps are synthesized again and again, and a
 * macro runs once for each deployment; `test/core/planner.test.ts` proves that the plans are the same.
 */
export const planWithoutMemory = {
  name: 'plan-without-memory',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]core[\\/]planner-memory\.ts$/ }, ({ path }) => ({
      contents: "export { planner as rememberingPlanner } from './planner';",
      loader: 'ts',
      resolveDir: dirname(path),
    })),
};

const same = '(template) => template';
const withoutRecipe = (source) => source.replace(/^ {2}recipe,$/m, '  recipe: undefined,');
/** What the macro for each kind of resource has in place of modules for the other kind, by the end of their paths. */
export const MACRO_KINDS = {
  functions: {
    folder: '',
    nameOf: 'macroNameOf',
    settings: { ...SHORT_NAMES, ...SHORT_PROPERTIES },
    modules: {
      'template/state-machines/index.ts': () => "export * from './elsewhere';",
      // Only whether state machines are to be traced.
      'providers/datadog/state-machine.ts': () => WHETHER_MACHINES,
      'providers/opentelemetry/state-machine.ts': () => WHETHER_MACHINES,
    },
  },
  machines: {
    folder: 'state-machines',
    nameOf: 'machinesMacroNameOf',
    settings: SHORT_NAMES,
    modules: {
      // Functions, and what was added for them, stay as they are.
      'template/functions/index.ts': () => `
        export const traceFunctions = (resources) => ({ resources, reports: [] });
        export const reportsIn = ({ reports }) => reports;
        export const edgeFunctions = () => new Set();
        export const hasReceipt = () => false;`,
      'template/additions/index.ts': () => `
        export { addStatements, permissionNote } from './permissions';
        export { withNamedSubscription } from './subscriptions';
        export const withAdditions = ({ template }) => ({ template, findings: [], statements: [] });
        export const withoutMappings = ${same};
        export const withoutVersions = ${same};`,
      // A pattern may mean a function.
      'surfaces/selectors.ts': () => 'export const unmatchedNotes = () => [];',
      'core/planner.ts': () => 'export const planner = () => undefined;',
      'providers/datadog/index.ts': withoutRecipe,
      'providers/opentelemetry/index.ts': withoutRecipe,
    },
  },
};

const WHETHER_MACHINES = `
  export const stateMachine = ({ traceStateMachines, stateMachineForwarderArn }) =>
    traceStateMachines ?? stateMachineForwarderArn;`;

/** Other contents for some modules, by the end of their paths. */
export const replacing = (modules) => ({
  name: 'replacing',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const file = path.split(sep).join('/');
      const found = Object.entries(modules).find(
        ([end]) => file.endsWith(`/src/${end}`) || file.endsWith(`/surfaces/${end}`),
      );
      return found && { contents: found[1](readFileSync(path, 'utf8')), loader: 'ts', resolveDir: dirname(path) };
    }),
});

/** Providers without their modules of these names, whose one export only other entry points call. */
export const without = (modules) => ({
  name: 'without',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]src[\\/]providers[\\/]/ }, ({ path }) => {
      const name = modules[basename(path, '.ts')];
      return name === undefined ? undefined : { contents: `export const ${name} = undefined;`, loader: 'js' };
    }),
});

/** Without the columns that only documentation reads. */
const plainTable = (table, kept) =>
  JSON.parse(
    JSON.stringify(table, (key, value) =>
      (WORDS.has(key) && !kept.includes(key)) || (key === 'default' && String(value).startsWith('- '))
        ? undefined
        : value,
    ),
  );

/** Replaces the bundled handler by one that unpacks itself, writes the template with it, and returns how much room is left. */
export const macroTemplate = (provider, nameOf) => async (folder) => {
  const require = createRequire(import.meta.url);
  const { [nameOf]: macroName, PROVIDERS } = require('../src/providers/index.ts');
  const file = join(folder, 'index.js');
  const source = commonJs(await smaller(readFileSync(file, 'utf8')));
  const values = {
    version: JSON.parse(readFileSync('package.json', 'utf8')).version,
    provider,
    title: PROVIDERS[provider].title,
    macro: macroName(provider),
    example: JSON.stringify(PROVIDERS[provider].example),
    handler: packed(Buffer.from(source)),
  };
  const template = readFileSync('src/macro/macro.yaml', 'utf8')
    // YAML needs neither blank lines, comments, nor more than one space for each level.
    .replace(/^( *#.*)?\n/gm, '')
    .replace(/^ +/gm, (indent) => ' '.repeat(indent.length / 2))
    .replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
  const size = Buffer.byteLength(template);
  if (size > TEMPLATE_LIMIT)
    throw new Error(`the template of the ${provider} macro has ${size} bytes, and may have ${TEMPLATE_LIMIT}`);
  writeFileSync(file, `${values.handler}\n`);
  writeFileSync(join(folder, 'macro.yaml'), template);
  return `${join(folder, 'macro.yaml')}: ${size} bytes, room for ${REQUEST_LIMIT - size} more`;
};

/**
 * What esbuild has minified, which terser makes another 4 % smaller when it is packed. The last four settings make the code
 * itself longer, and more alike, so that it packs better: together they save 0.3 kB.
 */
async function smaller(source) {
  const alike = { hoist_funs: true, inline: 1, if_return: false, lhs_constants: false };
  const compress = { passes: 3, unsafe_arrows: true, pure_getters: true, ecma: 2020, ...alike };
  return (await minify(source, { module: true, toplevel: true, compress })).code;
}

/** One module with one export, as CommonJS: what esbuild writes for that is longer, as it serves any module. */
const commonJs = (source) => source.replace(/export\s*\{\s*([\w$]+) as handler\s*\};?\s*$/, 'exports.handler=$1;');

/** CommonJS that unpacks CommonJS: inline code has no room for more than one small file. */
function packed(source) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: source.length };
  // The number of direct distances that makes the least of minified code.
  params[constants.BROTLI_PARAM_NDIRECT] = 8;
  const bytes = brotliCompressSync(source, { params });
  // The text, the bytes in it, and the next digit; `h` holds `n` bits that are not written yet.
  return [
    `let i=0,a=0,h=0,n=0;const t="${textOf(bytes)}",b=Buffer.alloc(${bytes.length}),d=c=>(c=t.charCodeAt(i++)-35)-(c>57);`,
    'while(i<t.length)for(h|=(d()*91+d())<<n,n+=13;n>7&&a<b.length;n-=8,h>>=8)b[a++]=h;',
    'module._compile(require("zlib").brotliDecompressSync(b)+"",__filename);',
  ].join('');
}

/** The characters from `#` to `~` but the backslash need no escape in a text of JavaScript: two of them hold thirteen bits, as in basE91. */
const DIGITS = String.fromCharCode(...Array.from({ length: 91 }, (_, digit) => 35 + digit + (digit > 56 ? 1 : 0)));

function textOf(bytes) {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of [...bytes, 0, 0]) {
    held |= byte << bits;
    bits += 8;
    if (bits < 13) continue;
    text += DIGITS[Math.floor((held & 8191) / 91)] + DIGITS[(held & 8191) % 91];
    held >>= 13;
    bits -= 13;
  }
  return text;
}
