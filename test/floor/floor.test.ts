/** The oldest CDK and constructs that the package supports: functions come out as they do on the newest. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');
const REQUIRE = ['scripts/register.cjs', 'test/floor/on.cjs'].flatMap((file) => ['-r', join(ROOT, file)]);

interface Made {
  readonly template: { readonly Resources: Readonly<Record<string, Resource>>; readonly Mappings?: object };
  readonly told: readonly (readonly string[])[];
}
interface Resource {
  readonly Type: string;
  readonly [part: string]: unknown;
}
type Stacks = Readonly<Record<string, Made>>;

/** What this package writes; the CDK's own resources may change between its releases. */
const OURS = [
  'AWS::Lambda::Function',
  'AWS::Serverless::Function',
  'AWS::IAM::Policy',
  'AWS::Logs::SubscriptionFilter',
];

describe('on the floor', () => {
  const made = Promise.all([
    synthesised({ CDK: 'aws-cdk-lib-floor', CONSTRUCTS: 'constructs-floor' }),
    synthesised({ CDK: 'aws-cdk-lib', CONSTRUCTS: 'constructs' }),
  ]);

  test('functions, policies and subscriptions come out as on the newest', async () => {
    const [floor, newest] = (await made).map((stacks) => each(stacks, ({ template }) => ours(template.Resources)));
    expect(floor).toEqual(newest);
    expect(Object.keys(newest?.Known ?? {}).length).toBeGreaterThan(20);
  }, 60_000);

  test('regions and partitions are looked up as on the newest', async () => {
    const [floor, newest] = (await made).map((stacks) => each(stacks, ({ template }) => template.Mappings));
    expect(floor).toEqual(newest);
    expect(newest?.Open).toBeDefined();
    expect(newest?.Signals).toBeDefined();
  }, 60_000);

  test('the same is told', async () => {
    const [floor, newest] = (await made).map((stacks) => each(stacks, ({ told }) => told.map(String).sort()));
    expect(floor).toEqual(newest);
    expect(newest?.Agent).not.toEqual([]);
  }, 60_000);
});

async function synthesised(env: Readonly<Record<string, string>>): Promise<Stacks> {
  const { stdout } = await promisify(execFile)(process.execPath, [...REQUIRE, join(__dirname, 'app.ts')], {
    cwd: ROOT,
    env: { ...process.env, ...env, CDK_VALIDATION: 'false' },
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout);
}

const each = <T>(stacks: Stacks, of: (made: Made) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(stacks).map(([name, made]) => [name, of(made)]));

const ours = (resources: Readonly<Record<string, Resource>>): object =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => OURS.includes(Type)));
