/** How a function of each language is started on this machine. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asset } from '../assets';
import { type LambdaFunction, lambdaHandler } from '../function';
import { PreviewProblem } from '../problem';

/** The languages a preview can run. */
type PreviewFamily = 'python' | 'nodejs' | 'java';

/** An interpreter on this machine. */
export interface Interpreter {
  readonly family: PreviewFamily;
  /** An absolute path. */
  readonly executable: string;
  /** Such as `3.11`, `20`, `17`. */
  readonly version: string;
}

interface Language {
  /** Programs to look for, the one of the wanted version first. */
  readonly candidates: (version: string) => string[];
  /** Arguments that print the executable's path, a blank, and its version. */
  readonly probe: readonly string[];
  readonly install: string;
  readonly command: (fn: LambdaFunction, found: Interpreter, javaRuntime?: string) => string[];
  readonly variables: (fn: LambdaFunction, found: Interpreter) => Record<string, string>;
}

const JAVA_PROBE = ['-XshowSettings:properties', '-version'];
const JAVA_MAIN = 'com.amazonaws.services.lambda.runtime.api.client.AWSLambda';

const PREVIEW_LANGUAGES: Readonly<Record<PreviewFamily, Language>> = {
  python: {
    candidates: (version) => [`python${version}`, 'python3', 'python'],
    probe: ['-c', 'import sys; print(sys.executable, "%d.%d" % sys.version_info[:2])'],
    install: 'Install Python 3 with pip, such as: apt-get install python3 python3-pip',
    command: (_fn, found) => [found.executable, asset('runtime/client.py')],
    variables: (fn, found) => ({
      PYTHONPATH: [`/opt/python/lib/python${found.version}/site-packages`, '/opt/python', fn.codeDir].join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    }),
  },
  nodejs: {
    candidates: (version) => [`node${version}`, process.execPath, 'node'],
    probe: ['-p', 'process.execPath + " " + process.versions.node.split(".")[0]'],
    install: 'Install Node.js',
    command: ({ memoryMb, environment }, found) => [
      found.executable,
      ...(memoryMb === undefined || OWN_HEAP.test(environment.NODE_OPTIONS ?? '') ? [] : nodeHeap(memoryMb)),
      asset('runtime/client.mjs'),
    ],
    variables: (_fn, found) => ({
      NODE_PATH: `/opt/nodejs/node${found.version}/node_modules:/opt/nodejs/node_modules`,
    }),
  },
  java: {
    candidates: () => ['java'],
    probe: JAVA_PROBE,
    install: 'Install a Java runtime, such as: apt-get install default-jdk-headless',
    command: (fn, found, runtime = '') => [
      found.executable,
      ...(fn.memoryMb === undefined ? [] : javaHeap(fn.memoryMb)),
      '-cp',
      classPath(fn.codeDir, runtime),
      JAVA_MAIN,
      lambdaHandler(fn),
    ],
    variables: () => ({}),
  },
};

/** The part of its memory that Lambda gives to a heap; without it a garbage collector sees the memory of this machine. */
const nodeHeap = (memoryMb: number): string[] => [
  `--max-semi-space-size=${Math.ceil(memoryMb * 0.05)}`,
  `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
];
const javaHeap = (memoryMb: number): string[] => ['-XX:+UseSerialGC', `-Xmx${Math.floor(memoryMb * 0.8)}m`];
const OWN_HEAP = /--max[-_]old[-_]space[-_]size/;

/** The family of a runtime's name; throws where a preview knows no way to run it. */
function previewFamily(runtime: string): PreviewFamily {
  const family = runtime.replace(/[\d.].*$/, '');
  if (Object.hasOwn(PREVIEW_LANGUAGES, family)) return family as PreviewFamily;
  throw new PreviewProblem({
    code: 'preview-runtime-unknown',
    what: 'A preview cannot run functions of this runtime',
    given: runtime,
    allowed: Object.keys(PREVIEW_LANGUAGES).join(', '),
  });
}

/** Finds the interpreter for a runtime, of the wanted version or else the machine's own; throws where there is none. */
export function findInterpreter(runtime: string, path: string): Interpreter {
  const family = previewFamily(runtime);
  const language = PREVIEW_LANGUAGES[family];
  for (const candidate of language.candidates(runtime.slice(family.length).replace(/\.x$/, ''))) {
    const { status, stdout, stderr } = spawnSync(candidate, language.probe, { encoding: 'utf8', env: { PATH: path } });
    const found = status === 0 && readProbe(`${stdout}${stderr}`);
    if (found) return { family, ...found };
  }
  throw new PreviewProblem({
    code: 'preview-interpreter-missing',
    what: `This machine has nothing to run ${runtime} with`,
    remedy: language.install,
  });
}

/** The command that runs the function's runtime, before the sandbox goes round it. */
export function runtimeCommand(fn: LambdaFunction, found: Interpreter, javaRuntime?: string): string[] {
  return PREVIEW_LANGUAGES[found.family].command(fn, found, javaRuntime);
}

/** What the language's runtime sets in the environment. */
export function runtimeVariables(fn: LambdaFunction, found: Interpreter): Record<string, string> {
  return PREVIEW_LANGUAGES[found.family].variables(fn, found);
}

function readProbe(output: string): Omit<Interpreter, 'family'> | undefined {
  const line = /^(\/\S+) ([\d.]+)$/m.exec(output.trim());
  if (line) return { executable: line[1], version: line[2] };
  const home = /java\.home = (\S+)/.exec(output)?.[1];
  const version = /java\.specification\.version = (\S+)/.exec(output)?.[1];
  return home && version ? { executable: join(home, 'bin/java'), version } : undefined;
}

function classPath(codeDir: string, runtime: string): string {
  return [codeDir, ...jars(join(codeDir, 'lib')), ...jars(runtime)].join(':');
}

function jars(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jar'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
