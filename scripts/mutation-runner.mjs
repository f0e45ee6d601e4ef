/**
 * Two plugins for Stryker: a runner that keeps one process for all mutants, and a random sample of mutants that is always the same.
 *
 * Stryker's runner for jest starts jest for each mutant, and loads the code once for each test file: that takes seconds. This one
 * loads the code once for each mutant. It runs the same files with the same `test` and `expect`, which are jest's own.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { basename, dirname, join, sep } from 'node:path';
import { Script } from 'node:vm';
import { CheckStatus } from '@stryker-mutator/api/check';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

const require = createRequire(import.meta.url);
const circus = require('jest-circus');
const { jestExpect } = require('@jest/expect');
const { ModuleMocker } = require('jest-mock');
const { SnapshotState } = require('jest-snapshot');
const { configureGlobal, readConfigureGlobal } = require('fast-check');

class OneProcess {
  static inject = [commonTokens.options];

  constructor({ oneProcess }) {
    this.options = oneProcess;
    /** How long each test took: the fast ones run first. */
    this.durations = new Map();
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Stryker changes to the sandbox, where the mutants are, only after it has loaded this file. */
  async init() {
    this.root = process.cwd();
    process.env.NODE_ENV = 'test';
    require(join(this.root, 'test/helpers/setup.cjs'));
    require(join(this.root, 'scripts/register.cjs'));
    compileOnce();
    this.files = testFiles(this.root, this.options);
    const mocker = new ModuleMocker(globalThis);
    const jest = { fn: mocker.fn.bind(mocker), spyOn: mocker.spyOn.bind(mocker), setTimeout: () => {} };
    Object.assign(globalThis, circus, { expect: jestExpect, jest });
    circus.addEventHandler((event, state) => this.handle(event, state));
  }

  async dryRun() {
    const result = await this.run({ isDry: true });
    for (const { id, timeSpentMs } of result.tests ?? []) this.durations.set(id, timeSpentMs);
    return { ...result, mutantCoverage: context().mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail, mutantActivation }) {
    const activate = () => {
      Object.assign(context(), { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit && 0 });
    };
    try {
      const isStatic = mutantActivation === 'static';
      const result = await this.run({ activate, isStatic, testFilter, disableBail });
      return toMutantRunResult(determineHitLimitReached(context().hitCount, hitLimit) ?? result, disableBail);
    } finally {
      Object.assign(context(), { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    }
  }

  async run({ activate, isStatic = false, isDry = false, testFilter, disableBail = isDry }) {
    Object.assign(this, { isDry, disableBail, results: [], states: new Map() });
    circus.resetState();
    // A busy machine must not look like a test that fails.
    circus.getState().testTimeout = NEVER;
    try {
      if (isStatic) activate();
      this.load(testFilter);
    } catch (error) {
      // The tests do not run at all: with a mutant, that is a failure that everyone notices.
      const errorMessage = String(error?.stack ?? error);
      return isStatic ? complete([failed('load', errorMessage)]) : { status: DryRunStatus.Error, errorMessage };
    }
    if (!isStatic) activate?.();
    arrange(circus.getState().rootDescribeBlock, testFilter && new Set(testFilter), this.durations);
    const { unhandledErrors } = await circus.run();
    return complete([...this.results, ...unhandledErrors.map((error) => failed('load', messageOf(error)))]);
  }

  /** Loads the code and the tests again, so that a mutant leaves nothing to the next one. */
  load(testFilter) {
    const ours = join(this.root, sep);
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(ours) && !path.includes('node_modules')) delete require.cache[path];
    }
    const isWanted = (file) => !testFilter || testFilter.some((id) => id.startsWith(file));
    for (const file of this.files.filter(isWanted)) circus.describe(file, () => void require(join(this.root, file)));
    // The smallest counterexample is not needed.
    configureGlobal({ ...readConfigureGlobal(), endOnFailure: true });
  }

  /** The snapshots of a test file, which are only read. */
  snapshots(testPath) {
    const path = join(dirname(testPath), '__snapshots__', `${basename(testPath)}.snap`);
    const options = { updateSnapshot: 'none', rootDir: this.root, prettierPath: null, expand: false };
    if (!this.states.has(path))
      this.states.set(path, new SnapshotState(path, { ...options, snapshotFormat: SNAPSHOT_FORMAT }));
    return this.states.get(path);
  }

  handle({ name, test }, state) {
    if (name === 'test_start') {
      context().currentTestId = this.isDry ? test.id : undefined;
      const [file] = namesOf(test);
      const testPath = join(this.root, file);
      jestExpect.setState({
        currentTestName: test.id.slice(file.length + 1),
        testPath,
        snapshotState: this.snapshots(testPath),
      });
    }
    if (name === 'test_done') {
      context().currentTestId = undefined;
      this.results.push(resultOf(test));
      if (test.errors.length && !this.disableBail) for (const other of testsOf(state.rootDescribeBlock)) skip(other);
    }
  }
}

const NEVER = 2 ** 31 - 1;

/** The format that jest writes. */
const SNAPSHOT_FORMAT = { escapeString: false, printBasicPrototype: false };

/** What Stryker's changes to the code read and write. */
const context = () => {
  globalThis.__stryker__ ??= {};
  return globalThis.__stryker__;
};

const testFiles = (root, { folders, without = [] }) =>
  folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, path)))
    .filter((path) => path.endsWith('.test.ts') && !path.endsWith('.slow.test.ts') && !without.includes(path))
    .sort();

/** Compiles each file once. Each run executes it again. */
function compileOnce() {
  const scripts = new Map();
  const load = Module._extensions['.ts'];
  const execute = (module, filename) => {
    const wrapper = scripts.get(filename).runInThisContext();
    wrapper.call(module.exports, module.exports, module.require.bind(module), module, filename, dirname(filename));
  };
  Module._extensions['.ts'] = (module, filename) => {
    if (scripts.has(filename)) return execute(module, filename);
    module._compile = (code) => {
      scripts.set(filename, new Script(Module.wrap(code), { filename }));
      execute(module, filename);
    };
    load(module, filename);
  };
}

/** Names the tests, removes those that are not wanted, and puts the fast ones first. */
function arrange(root, wanted, durations) {
  const counts = new Map();
  for (const test of testsOf(root)) {
    const title = namesOf(test).join(' ');
    counts.set(title, (counts.get(title) ?? 0) + 1);
    test.id = counts.get(title) === 1 ? title : `${title} #${counts.get(title)}`;
  }
  const slowest = (entry) => Math.max(0, ...testsOf(entry).map(({ id }) => durations.get(id) ?? 0));
  const visit = (block) => {
    const times = new Map(block.children.map((child) => [child, slowest(child)]));
    block.children = block.children
      .filter((child) => child.type !== 'test' || !wanted || wanted.has(child.id))
      .sort((one, other) => times.get(one) - times.get(other));
    for (const child of block.children) if (child.type !== 'test') visit(child);
  };
  visit(root);
}

const testsOf = (entry) => (entry.type === 'test' ? [entry] : entry.children.flatMap(testsOf));

/** The file, the groups, and the title. */
const namesOf = ({ name, parent }) => (parent.parent ? [...namesOf(parent), name] : [name]);

function skip(test) {
  if (!test.startedAt) test.mode = 'skip';
}

const complete = (tests) => ({ status: DryRunStatus.Complete, tests });

const failed = (id, failureMessage, timeSpentMs = 0) => ({
  id,
  name: id,
  timeSpentMs,
  status: TestStatus.Failed,
  failureMessage,
});

function resultOf({ id, duration, errors: [error] }) {
  const timeSpentMs = duration ?? 0;
  return error ? failed(id, messageOf(error), timeSpentMs) : { id, name: id, timeSpentMs, status: TestStatus.Success };
}

function messageOf(error) {
  const [thrown] = [error].flat();
  return String(thrown?.message ?? thrown);
}

/** Stryker calls a mutant invalid that a checker refuses, and leaves it out of the score. */
class Sample {
  static inject = [commonTokens.options];

  constructor({ sample }) {
    this.percent = sample.percent;
  }

  async init() {}

  async check(mutants) {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, this.includes(mutant) ? IN_SAMPLE : NOT_IN_SAMPLE]));
  }

  group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  /** What is chosen depends on nothing but the mutant. */
  includes({ fileName, location, replacement }) {
    const text = JSON.stringify([fileName.slice(fileName.lastIndexOf('/src/')), location, replacement]);
    return createHash('sha1').update(text).digest().readUInt32BE() < (this.percent / 100) * 2 ** 32;
  }
}

const IN_SAMPLE = { status: CheckStatus.Passed };
const NOT_IN_SAMPLE = { status: CheckStatus.CompileError, reason: 'This mutant is not in the sample.' };

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'one-process', OneProcess),
  declareClassPlugin(PluginKind.Checker, 'sample', Sample),
];

export const strykerValidationSchema = {
  type: 'object',
  properties: { oneProcess: { type: 'object' }, sample: { type: 'object' } },
};
