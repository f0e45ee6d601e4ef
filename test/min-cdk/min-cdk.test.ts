/** The constructs write the same with the oldest supported releases of the CDK and constructs as with the newest. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');
const REQUIRE = ['scripts/register.cjs', 'test/min-cdk/load.cjs'].flatMap((file) => ['-r', join(ROOT, file)]);

interface Synthesized {
  readonly template: { readonly Resources: Readonly<Record<string, Resource>>; readonly Mappings?: object };
  readonly messages: readonly (readonly string[])[];
}
interface Resource {
  readonly Type: string;
  readonly [part: string]: unknown;
}
type Stacks = Readonly<Record<string, Synthesized>>;

/** The types of resources that this package writes. Other resources may differ between releases of the CDK. */
const TYPES = [
  'AWS::Lambda::Function',
  'AWS::Serverless::Function',
  'AWS::IAM::Policy',
  'AWS::Logs::SubscriptionFilter',
  'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::StateMachine',
];

describe('with the oldest CDK', () => {
  const made = Promise.all([
    synthesize({ CDK: 'aws-cdk-lib-min', CONSTRUCTS: 'constructs-min' }),
    synthesize({ CDK: 'aws-cdk-lib', CONSTRUCTS: 'constructs' }),
  ]);

  test('functions, state machines, policies, and subscriptions are the same as with the newest', async () => {
    const [oldest, newest] = (await made).map((stacks) => each(stacks, ({ template }) => ours(template.Resources)));
    expect(oldest).toEqual(newest);
    expect(Object.keys(newest?.Known ?? {}).length).toBeGreaterThan(20);
  }, 60_000);

  test('lookups by region and partition are the same as with the newest', async () => {
    const [oldest, newest] = (await made).map((stacks) => each(stacks, ({ template }) => template.Mappings));
    expect(oldest).toEqual(newest);
    expect(newest?.Open).toBeDefined();
    expect(newest?.Signals).toBeDefined();
  }, 60_000);

  test('messages are the same as with the newest', async () => {
    const [oldest, newest] = (await made).map((stacks) => each(stacks, ({ messages }) => messages.map(String).sort()));
    expect(oldest).toEqual(newest);
    expect(newest?.Agent).not.toEqual([]);
  }, 60_000);
});

async function synthesize(env: Readonly<Record<string, string>>): Promise<Stacks> {
  const { stdout } = await promisify(execFile)(process.execPath, [...REQUIRE, join(__dirname, 'app.ts')], {
    cwd: ROOT,
    env: { ...process.env, ...env, CDK_VALIDATION: 'false' },
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout);
}

const each = <T>(stacks: Stacks, of: (made: Synthesized) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(stacks).map(([name, made]) => [name, of(made)]));

const ours = (resources: Readonly<Record<string, Resource>>): object =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => TYPES.includes(Type)));
