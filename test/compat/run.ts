/** Each surface by its entry point, as a user runs it: what is inside may change as it likes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { respond } from '../../src/macro/handler';
import type { ProviderName } from '../../src/providers';
import { tracelayer } from '../cli/harness';
import { FakeAws } from '../fake-aws/fake-aws';
import type { FunctionGiven } from '../fake-aws/function';
import { OPTIONS, providerOf } from './cases';

interface Edited {
  readonly text: string;
  readonly code: number;
  readonly said: string;
}

async function edit(line: readonly string[], file: string, before: string): Promise<Edited> {
  const ran = await tracelayer(line, { files: { [file]: before } });
  return { text: readFileSync(join(ran.folder, file), 'utf8'), code: ran.code, said: ran.out + ran.err };
}

/** A template after `transform --write`. */
export const transformed = (before: string, file: string, flags: readonly string[]): Promise<Edited> =>
  edit(['transform', file, '--write', ...flags], file, before);

/** The functions of a template that are traced, by what a dry run says. */
export async function tracedIn(text: string, file: string, flags: readonly string[]): Promise<string[]> {
  const { json } = await tracelayer(['transform', file, '--json', ...flags], { files: { [file]: text } });
  return json.files[0].functions
    .filter(({ outcome, state }: any) => (state ?? outcome) === 'traced')
    .map(({ id }: any) => id);
}

export const dockerfile = (before: string, ...flags: readonly string[]): Promise<Edited> =>
  edit(['dockerfile', 'Dockerfile', ...flags], 'Dockerfile', before);

export const chalice = (before: string, flags: readonly string[]): Promise<Edited> =>
  edit(['chalice', ...flags], '.chalice/config.json', before);

/** What the macro answers for a fragment. */
export const macro = (fragment: any, options: string) =>
  respond(
    {
      requestId: '1',
      region: 'us-east-1',
      accountId: '123456789012',
      fragment,
      params: OPTIONS[options],
    },
    { provider: providerOf(options) as ProviderName, environment: {}, log: () => undefined },
  );

/** A function of an account, and the filters of its log group. */
export interface Live {
  readonly configuration: any;
  readonly tags: Readonly<Record<string, string>>;
  readonly filters: readonly object[];
}

/** The function after some commands of the program. */
export async function live(given: FunctionGiven | Live, ...lines: readonly (readonly string[])[]) {
  const fake = await new FakeAws({ forwarders: [String(OPTIONS.forwarder?.forwarderArn)] }).start();
  const before = 'configuration' in given ? given : undefined;
  const { FunctionName: name } = before?.configuration ?? given;
  fake.add(before ? { ...before.configuration, tags: before.tags } : (given as FunctionGiven));
  const group = `/aws/lambda/${name}`;
  for (const filter of before?.filters ?? [])
    fake.groups.set(group, {
      filters: new Map([...(fake.groups.get(group)?.filters ?? []), [(filter as any).filterName, filter as any]]),
    });
  const state = (): Live => {
    const { configuration, tags } = fake.get(name);
    const { RevisionId, LastUpdateStatus, ...rest } = configuration;
    const filters = [...(fake.groups.get(group)?.filters ?? [])].map(([filterName, filter]) => ({
      filterName,
      ...filter,
    }));
    return JSON.parse(JSON.stringify({ configuration: rest, tags, filters }));
  };
  const start = state();
  const ran = [];
  for (const [command = '', ...flags] of lines)
    ran.push(await tracelayer([command, name, ...flags], { variables: fake.variables }));
  await fake.stop();
  return { before: start, after: state(), ran };
}

/** The function after `instrument`. */
export async function instrumented(given: FunctionGiven | Live, flags: readonly string[]) {
  const { before, after } = await live(given, ['instrument', '--yes', ...flags]);
  return { before, after };
}
