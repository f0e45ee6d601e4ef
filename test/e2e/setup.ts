/** Makes what the end-to-end tests need, once; what cannot be made is said, and its tests are skipped. */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isolate } from '../../src/preview/sandbox/isolation';
import { findInterpreter } from '../../src/preview/sandbox/runtimes';
import { builtTree } from '../../src/preview/trees/build';
import { Cache } from '../../src/preview/trees/cache';
import { runTool } from '../../src/preview/trees/tools';
import { browserPath, CACHE, codeFolder, FOUND_FILE, type Need, PATH, VENV } from './machine';

const ROOT = resolve(__dirname, '../..');
const TREES: Readonly<Record<'python' | 'nodejs' | 'java', readonly string[]>> = {
  python: ['datadog-python', 'datadog-extension', 'opentelemetry-python'],
  nodejs: ['datadog-node', 'datadog-extension', 'opentelemetry-node'],
  java: ['datadog-java', 'datadog-extension', 'opentelemetry-java'],
};

const MAKERS: Readonly<Record<Need, () => Promise<void>>> = {
  sandbox: async () => void isolate({ tree: CACHE, hidden: [], path: PATH }),
  python: async () => {
    const python = await trees('python', 'python3');
    const code = fresh('python', 'examples/preview/orders-python');
    const requirements = join(code, 'requirements.txt');
    await pip(python, ['--target', code, '--requirement', requirements]);
  },
  nodejs: async () => {
    await trees('nodejs', 'nodejs20.x');
    fresh('nodejs', 'examples/preview/orders-node');
  },
  java: async () => {
    await trees('java', 'java17');
    const interpreter = findInterpreter('java17', PATH);
    const runtime = await builtTree('java-runtime', interpreter, new Cache(CACHE));
    const code = fresh('java', 'test/e2e/apps/java');
    await runTool({
      command: ['javac', '-cp', join(runtime, 'aws-lambda-java-core.jar'), '-d', code, join(code, 'Orders.java')],
      install: 'install a JDK: apt-get install default-jdk-headless',
    });
  },
  judge: async () => {
    const python = findInterpreter('python3', PATH).executable;
    if (existsSync(join(VENV, 'bin/ddapm-test-agent'))) return;
    await runTool({ command: [python, '-m', 'venv', VENV], install: 'apt-get install python3-venv' });
    await pip(join(VENV, 'bin/python'), ['--requirement', join(ROOT, 'test/e2e/requirements.txt')]);
  },
  browser: async () => {
    if (!browserPath()) throw new Error('this machine has no Chromium; to do: apt-get install chromium');
  },
};

/** Runs before all tests. */
export default async function setUp(): Promise<void> {
  mkdirSync(dirname(FOUND_FILE), { recursive: true });
  const found: Partial<Record<Need, string>> = {};
  for (const [need, make] of Object.entries(MAKERS) as [Need, () => Promise<void>][]) {
    try {
      await make();
    } catch (error) {
      found[need] = (error as Error).message;
      console.warn(`\nSKIPPED end-to-end tests that need "${need}": ${found[need]}`);
    }
  }
  writeFileSync(FOUND_FILE, JSON.stringify(found));
}

async function trees(language: keyof typeof TREES, runtime: string): Promise<string> {
  const interpreter = findInterpreter(runtime, PATH);
  for (const tree of TREES[language]) await builtTree(tree, interpreter, new Cache(CACHE));
  return interpreter.executable;
}

function fresh(language: string, source: string): string {
  const target = codeFolder(language);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(ROOT, source), target, { recursive: true });
  return target;
}

async function pip(python: string, options: readonly string[]): Promise<void> {
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--root-user-action=ignore'];
  await runTool({
    command: [python, '-m', 'pip', 'install', ...quiet, ...options],
    install: 'apt-get install python3-pip',
  });
}
