/** The same service packaged with serverless-plugin-datadog: only the plugin's name differs, and what is meant to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, functionsIn, installed, PLUGIN, removeFolders, service, templateOf } from './framework';
import { OPTIONS, shop } from './services';

jest.setTimeout(120_000);

const PEER = 'serverless-plugin-datadog';

/** What differs, why, and how to see that it is this and nothing else. */
const DIFFERENCES: Readonly<
  Record<string, { readonly reason: string; readonly fits: (ours: any, theirs: any, id: string) => boolean }>
> = {
  'Tags of the function': {
    reason: 'the tag names who traces it',
    fits: (ours, theirs) =>
      JSON.stringify(ours.slice(0, -1)) === JSON.stringify(theirs.slice(0, -1)) && ours.at(-1).Key === 'tracelayer',
  },
  DD_SITE: {
    reason: 'what is under `provider.environment` is the user’s, and stays',
    fits: (ours, theirs) => ours === 'datadoghq.eu' && theirs === 'datadoghq.com',
  },
  DD_TRACE_ENABLED: {
    reason: 'what is under `provider.environment` is the user’s, and stays',
    fits: (ours, theirs) => ours === 'false' && theirs === true,
  },
  DD_LOGS_INJECTION: {
    reason: 'variables are texts',
    fits: (ours, theirs) => ours === 'false' && theirs === false,
  },
  DD_CAPTURE_LAMBDA_PAYLOAD: {
    reason: 'variables are texts',
    fits: (ours, theirs) => ours === 'true' && theirs === true,
  },
  DD_MERGE_XRAY_TRACES: {
    reason: 'the user did not set it, and it repeats the default',
    fits: (ours, theirs) => ours === undefined && theirs === false,
  },
  DD_SERVERLESS_LOGS_ENABLED: {
    reason: 'the user did not set it, and it repeats the default',
    fits: (ours, theirs) => ours === undefined && theirs === true,
  },
  DD_TAGS: {
    reason: 'the tags of the options are added to those of the function',
    fits: (ours, theirs, id) =>
      id === 'DefaultLambdaFunction' && ours === 'team:own,stage:prod' && theirs === 'team:own',
  },
  DD_LAMBDA_HANDLER: {
    reason: 'a function without a runtime has the default of the framework, and is traced',
    fits: (ours, theirs, id) => id === 'DefaultLambdaFunction' && ours === 'src/app.handler' && theirs === undefined,
  },
  'Handler of the function': {
    reason: 'a function without a runtime has the default of the framework, and is traced',
    fits: (_ours, theirs, id) => id === 'DefaultLambdaFunction' && theirs === 'src/app.handler',
  },
  'Layers of the function': {
    reason: 'the same layers, in the newest version known, also for a function without a runtime',
    fits: (ours, theirs, id) => {
      const names = (layers: string[] = []) => layers.map((arn) => arn.replace(/:\d+$/, '')).join();
      return theirs === undefined ? id === 'DefaultLambdaFunction' : names(ours) === names(theirs);
    },
  },
};

let ours: ReturnType<typeof templateOf>;
let theirs: ReturnType<typeof templateOf>;

beforeAll(async () => {
  const packages = { [PLUGIN]: await bundled(), [PEER]: installed(PEER) };
  const datadog = {
    ...OPTIONS,
    tags: 'team:checkout,stage:prod',
    captureLambdaPayload: true,
    enableDDTracing: true,
    // What keeps the peer from asking AWS while it packages, and from sending anything.
    skipCloudformationOutputs: true,
    enableSourceCodeIntegration: false,
    uploadGitMetadata: false,
  };
  [ours, theirs] = (await Promise.all(
    [PLUGIN, PEER].map(async (name) => {
      const folder = service(shop(true, { plugins: [name], custom: { datadog } }), packages);
      const { code, output } = await folder.run('osls 4', ['package']);
      expect({ code, output }).toEqual({ code: 0, output });
      return templateOf(folder);
    }),
  )) as [typeof ours, typeof theirs];
});
afterAll(removeFolders);

/** The variables and properties of a function that are not the same, by name. */
function differences(a: any, b: any): [name: string, ours: unknown, theirs: unknown][] {
  const flat = ({ Environment, ...properties }: any) =>
    new Map<string, unknown>([
      ...Object.entries(properties).map(([name, value]) => [`${name} of the function`, value] as const),
      ...Object.entries(Environment.Variables),
    ]);
  const [x, y] = [flat(a), flat(b)];
  const names = [...new Set([...x.keys(), ...y.keys()])];
  return names
    .filter((name) => JSON.stringify(x.get(name)) !== JSON.stringify(y.get(name)))
    .map((name) => [name, x.get(name), y.get(name)]);
}

/** The peer writes variables on an image without knowing its language. */
const IMAGE = 'ImageLambdaFunction';

test('an image without a known language is left unchanged, while the other plugin sets variables on it', () => {
  const [a, b] = [functionsIn(ours)[IMAGE], functionsIn(theirs)[IMAGE]] as any[];
  expect(b.Environment.Variables).toHaveProperty('DD_API_KEY_SECRET_ARN');
  expect(JSON.stringify(a)).not.toMatch(/DD_API_KEY|DD_SERVICE|tracelayer/);
});

test('functions differ from those of the peer in what is meant to, and in nothing else', () => {
  const [a, b] = [functionsIn(ours), functionsIn(theirs)];
  const met = new Set<string>();
  for (const id of Object.keys(b).filter((one) => one !== IMAGE))
    for (const [name, mine, other] of differences(a[id], b[id])) {
      met.add(name);
      expect([id, name, DIFFERENCES[name]?.fits(mine, other, id)]).toEqual([id, name, true]);
    }
  expect([...met].sort()).toEqual(Object.keys(DIFFERENCES).sort());
});

test('of the rest only the role differs, which may read the key', () => {
  const rest = ({ Resources }: typeof ours) =>
    Object.entries(Resources).filter(([, { Type }]) => !/^AWS::Lambda::(Function|Version)$/.test(Type));
  const others = (template: typeof ours) => rest(template).filter(([id]) => id !== 'IamRoleLambdaExecution');
  expect(others(ours)).toEqual(others(theirs));
  const [mine, other] = [ours, theirs].map(({ Resources }) => Resources.IamRoleLambdaExecution.Properties.Policies);
  expect(mine.slice(0, -1)).toEqual(other);
});

test('the documentation lists the differences and their reasons', () => {
  const page = readFileSync(join(__dirname, '../../docs/serverless.md'), 'utf8');
  for (const [name, { reason }] of Object.entries(DIFFERENCES)) expect(page).toContain(`| ${name} | ${reason} |`);
});
