/** Builds each tree with the same layout as the layer that it replaces. */
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownValue } from '../../core/own';
import { asset } from '../assets';
import { PreviewProblem } from '../problem';
import type { Interpreter } from '../sandbox/runtimes';
import type { Cache } from './cache';
import type { Tool } from './tools';
import * as versions from './versions.json';

interface Kit {
  readonly interpreter: Interpreter;
  readonly run: (tool: Tool) => Promise<void>;
}

interface BuildRecipe {
  /** What the tree depends on in addition to its packages. */
  readonly standIns?: Readonly<Record<string, string>>;
  readonly packages?: readonly string[];
  readonly build?: (folder: string, packages: readonly string[], kit: Kit) => Promise<void>;
  /** Whether the tree differs from one version of the interpreter to another. */
  readonly ofInterpreter?: boolean;
}

/** The trees by name, the runtime that Lambda itself has for Java, and what runs the expressions of state machines. */
const RECIPES: Readonly<Record<string, BuildRecipe>> = {
  'datadog-python': { packages: versions.pip['datadog-python'], build: datadogPython, ofInterpreter: true },
  'datadog-node': { packages: versions.npm['datadog-node'], build: datadogNode },
  'datadog-java': { packages: versions.maven['datadog-java'], build: jarsInto('java/lib') },
  'datadog-extension': {
    standIns: { datadog_wrapper: 'datadog_wrapper', 'extensions/datadog-agent': 'datadog-agent' },
  },
  'opentelemetry-python': {
    packages: versions.pip['opentelemetry-python'],
    standIns: {
      'otel-instrument': 'otel-instrument-python',
      'otel-handler': 'otel-instrument-python',
      'python/otel_wrapper.py': 'otel_wrapper.py',
    },
    build: (folder, packages, kit) => pip(join(folder, 'python'), packages, kit),
    ofInterpreter: true,
  },
  'opentelemetry-node': {
    packages: versions.npm['opentelemetry-node'],
    standIns: { 'otel-handler': 'otel-handler-node', 'init.mjs': 'otel-init.mjs', 'wrapper.js': 'otel-wrapper.js' },
    build: npm,
  },
  'opentelemetry-java': {
    packages: versions.maven['opentelemetry-java'],
    standIns: { 'otel-handler': 'otel-handler-java' },
    build: jarsInto('.'),
  },
  'opentelemetry-collector': { standIns: { 'collector-config/README': 'collector.txt' } },
  jsonata: { packages: versions.npm.jsonata, build: npm },
  'java-runtime': { packages: versions.maven['java-runtime'], build: jarsInto('.') },
};

export const TREE_NAMES = Object.keys(RECIPES);

/** Whether a tree only takes the place of a program that is not run here, such as an extension. */
export const isStandIn = (name: string): boolean => ownValue(RECIPES, name)?.build === undefined;

/** The published layer comes without these. */
const LEFT_OUT_OF_PYTHON_LAYER = ['botocore', 'requests', 'urllib3'];

/** The folder of a tree, built now unless the cache has it. */
export async function builtTree(name: string, interpreter: Interpreter, cache: Cache): Promise<string> {
  const recipe = ownValue(RECIPES, name);
  if (recipe === undefined) throw new Error(`${name} is none of ${TREE_NAMES.join(', ')}.`);
  const { packages = [], standIns = {}, build, ofInterpreter } = recipe;
  const texts = Object.values(standIns).map((file) => readFileSync(standIn(file), 'utf8'));
  const ingredients = [packages, texts, process.arch, ofInterpreter ? interpreter.version : ''];
  return cache.folder(name, ingredients, async (folder) => {
    if (packages.length > 0) cache.fetching(name);
    await build?.(folder, packages, { interpreter, run: (tool) => cache.run(tool) });
    for (const [path, file] of Object.entries(standIns)) copyExecutable(standIn(file), join(folder, path));
  });
}

async function datadogPython(folder: string, packages: readonly string[], kit: Kit): Promise<void> {
  const target = join(folder, 'python/lib', `python${kit.interpreter.version}`, 'site-packages');
  await pip(target, packages, kit);
  for (const name of LEFT_OUT_OF_PYTHON_LAYER) rmSync(join(target, name), { recursive: true, force: true });
}

/** The layer holds the package's `dist` under the package's name. */
async function datadogNode(folder: string, packages: readonly string[], kit: Kit): Promise<void> {
  await npm(folder, packages, kit);
  const modules = join(folder, 'nodejs/node_modules');
  mkdirSync(dirname(modules), { recursive: true });
  renameSync(join(folder, 'node_modules'), modules);
  renameSync(join(modules, 'datadog-lambda-js'), join(folder, 'package'));
  renameSync(join(folder, 'package/dist'), join(modules, 'datadog-lambda-js'));
  rmSync(join(folder, 'package'), { recursive: true });
}

async function pip(target: string, packages: readonly string[], { interpreter, run }: Kit): Promise<void> {
  if (interpreter.family !== 'python') throw wrongFamily('Python', interpreter);
  const options = [
    '--quiet',
    '--no-input',
    '--disable-pip-version-check',
    '--root-user-action=ignore',
    '--target',
    target,
  ];
  await run({
    command: [interpreter.executable, '-m', 'pip', 'install', ...options, ...packages],
    install: 'Install pip with python3 -m ensurepip or apt-get install python3-pip',
  });
}

async function npm(folder: string, packages: readonly string[], { run }: Kit): Promise<void> {
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--omit=dev'];
  await run({
    command: ['npm', 'install', '--prefix', folder, ...options, ...packages],
    folder,
    install: 'Install npm, which comes with Node.js',
  });
}

/** A layer's jar has no version in its name. */
function jarsInto(path: string): BuildRecipe['build'] {
  return async (folder, packages, { run }) => {
    for (const artifact of packages) {
      const command = [
        'mvn',
        '--quiet',
        '--batch-mode',
        'dependency:copy',
        `-Dartifact=${artifact}`,
        `-DoutputDirectory=${join(folder, path)}`,
        '-Dmdep.stripVersion=true',
      ];
      await run({ command, folder, install: 'Install Maven with apt-get install maven' });
    }
  };
}

function copyExecutable(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target);
  chmodSync(target, 0o755);
}

function standIn(file: string): string {
  return asset(join('stand-ins', file));
}

function wrongFamily(wanted: string, given: Interpreter): PreviewProblem {
  return new PreviewProblem({
    code: 'preview-layer-of-another-runtime',
    what: `The function has a ${wanted} layer, and is not a ${wanted} function`,
    given: given.family,
    remedy: 'Remove the layer, or correct the runtime',
  });
}
