/** The program in this process, with streams that are kept and the fake in place of AWS. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type HostVariables, hostOn } from '../../src/cli/host';
import { run } from '../../src/cli/run';
import { FakeAws, type Settings } from '../fake-aws/fake-aws';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly folder: string;
  /** What was written as JSON. */
  readonly json: any;
}

export interface Around {
  readonly variables?: HostVariables;
  /** The folder in which it runs; a new one if absent. */
  readonly folder?: string;
  /** Files that are written there first. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** The width of the terminal. */
  readonly columns?: number;
  /** Gets what ends the run as Ctrl-C does. */
  readonly interrupt?: (stop: () => void) => void;
}

export const KEY = '--api-key-secret-arn=arn:aws:secretsmanager:us-east-1:123456789012:secret:dd';

export async function tracelayer(
  line: string | readonly string[],
  {
    variables = {},
    folder = mkdtempSync(join(tmpdir(), 'tracelayer-')),
    files = {},
    interrupt,
    columns = 100,
  }: Around = {},
): Promise<Ran> {
  const kept = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => void (kept[name] += text),
    isTerminal: false,
    columns,
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const host = hostOn({
    variables,
    folder,
    out: stream('out'),
    err: stream('err'),
    input: new PassThrough(),
    onInterrupt: (listener) => {
      interrupt?.(listener);
      return () => undefined;
    },
  });
  const before = process.env;
  process.env = {
    ...before,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...(variables as Record<string, string>),
  };
  try {
    const code = await run(typeof line === 'string' ? line.split(' ').filter(Boolean) : line, host);
    return {
      code,
      ...kept,
      folder,
      get json() {
        return JSON.parse(kept.out);
      },
    };
  } finally {
    process.env = before;
  }
}

/** A fake for the tests of a file; ended after each. */
export function fakes(): (settings?: Settings) => Promise<FakeAws> {
  const started: FakeAws[] = [];
  afterEach(() => Promise.all(started.splice(0).map((fake) => fake.stop())));
  return async (settings) => {
    const fake = await new FakeAws(settings).start();
    started.push(fake);
    return fake;
  };
}

/** A run against a fake. */
export const against =
  (fake: FakeAws) =>
  (line: string, around: Around = {}) =>
    tracelayer(line, { ...around, variables: { ...fake.variables, ...around.variables } });

/** What a function's configuration is, without what every update changes. */
export function configurationOf(
  fake: FakeAws,
  name: string,
): { readonly tags: Readonly<Record<string, string>>; readonly [name: string]: unknown } {
  const { configuration, tags } = fake.get(name);
  const { RevisionId, ...rest } = configuration;
  const { Environment, Layers, ...others } = rest;
  return {
    ...others,
    ...(Object.keys(Environment?.Variables ?? {}).length > 0 ? { Environment } : {}),
    ...(Layers?.length ? { Layers: Layers.map(({ Arn }) => Arn) } : {}),
    tags,
  };
}
