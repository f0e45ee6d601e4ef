/** `--catalog`: a table of layers in place of the one of this release. */
import { current } from '../../src/providers/layers/datadog.json';
import { KEY, tracelayer } from './harness';

const file = (datadog: unknown) => ({ 'layers.json': JSON.stringify({ catalog: { datadog } }) });
const LINE = 'layers -r eu-west-1 --runtime nodejs28.x --runtime nodejs22.x --architecture arm64 --format text';
const namesOf = (text: string) => [...text.matchAll(/:layer:(.+)$/gm)].map(([, name]) => name);

test('versions and runtimes come from the file, and the rest from this release', async () => {
  const runtimes = { 'nodejs28.x': { x86_64: 'Datadog-Node28-x', arm64: 'Datadog-Node28-x', first: 900 } };
  const files = file({ current: { nodejs: 901 }, runtimes });
  const { out } = await tracelayer(`${LINE} --catalog layers.json`, { files });
  expect(namesOf(out)).toEqual(['Datadog-Node28-x:901', `Datadog-Extension-ARM:${current.extension}`]);
});

test('the configuration file names it, too', async () => {
  const files = { ...file({ current: { extension: 900 } }), 'tracelayer.yaml': 'catalog: layers.json\n' };
  const { out } = await tracelayer(`${LINE} --config tracelayer.yaml`, { files });
  expect(namesOf(out)).toContain('Datadog-Extension-ARM:900');
});

test('what layers --json writes can be given back', async () => {
  const written = await tracelayer('layers -r eu-west-1 --json');
  const files = { 'layers.json': written.out };
  const again = await tracelayer('layers -r eu-west-1 --json --catalog layers.json', { files });
  expect([again.code, again.out]).toEqual([0, written.out]);
});

test.each<[string, Record<string, string>, string]>([
  ['a missing file', {}, 'does not exist'],
  ['no JSON', { 'layers.json': 'x' }, 'is not JSON'],
  ['no catalog', { 'layers.json': '{}' }, 'has no `catalog`'],
  ['a list', file([]), 'catalog.datadog must be a map'],
  ['a wrong version', file({ current: { nodejs: '1' } }), 'catalog.datadog.current.nodejs must be a whole number'],
  ['an unknown name', file({ currents: {} }), 'catalog.datadog.currents is unknown'],
  ['a wrong account', file({ partitions: { aws: { account: 1, regions: [] } } }), 'account must be 12 digits'],
  ['a partition without regions', file({ partitions: { aws: { account: '123456789012' } } }), 'regions must be set'],
])('%s is a mistake', async (_, files, words) => {
  const { code, err } = await tracelayer(`layers -r eu-west-1 ${KEY} --catalog layers.json`, { files });
  expect(code).toBe(2);
  expect(err.replace(/\s+/g, ' ')).toContain(words);
});

test('a provider without such a table refuses it', async () => {
  const files = file({});
  const { code } = await tracelayer('layers -r eu-west-1 --provider opentelemetry --catalog layers.json', { files });
  expect(code).toBe(2);
});

test.each<[object, number, string]>([
  [{ nodejs: 1 }, 1, `nodejs: 1, and this release has ${current.nodejs}`],
  [{ nodejs: current.nodejs, extension: 900 }, 0, 'No version in layers.json is older'],
])('layers --check of %j ends with %i', async (versions, code, words) => {
  const ran = await tracelayer('layers --check --catalog layers.json', { files: file({ current: versions }) });
  expect([ran.code, ran.out]).toEqual([code, expect.stringContaining(words)]);
});

test('layers --check needs a file', async () => {
  expect((await tracelayer('layers --check')).code).toBe(2);
});

test('templates get the layers of the file', async () => {
  const fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'a.b', Role: 'r' } };
  const files = { ...file({ current: { nodejs: 901 } }), 'a.json': JSON.stringify({ Resources: { F: fn } }) };
  const line = `transform a.json -o - ${KEY} -r eu-west-1 --catalog layers.json`;
  const { out } = await tracelayer(line, { files });
  expect(namesOf(out.replace(/"/g, '\n'))).toContain('Datadog-Node22-x:901');
});
