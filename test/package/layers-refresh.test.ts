/** The script that finds newer layers, with recorded answers in place of registries. */
import { type Library, refresh, report, type Sources } from '../../scripts/layers/refresh';

const DATADOG = `{
  "current": { "nodejs": 142, "python": 127, "extension": 99 },
  "currentIn": { "package": "datadog-cdk-constructs-v2", "version": "5.2.0", "file": "lib/layer-versions.js" },
  "runtimes": {
    "nodejs24.x": { "x86_64": "Datadog-Node24-x", "arm64": "Datadog-Node24-x" },
    "ruby3.2": { "x86_64": "Datadog-Ruby3-2", "arm64": "Datadog-Ruby3-2-ARM" }
  }
}
`;
const OPENTELEMETRY =
  '{ "community": { "layers": { "python": { "version": "0.21.0" }, "ruby": { "version": "0.9.0" } } } }';

const versions = (node: number, python: number, extension: number) =>
  `class V { static NODE = ${node};\n static PYTHON = ${python};\n static EXTENSION = ${extension};\n }`;
const library = (given: Partial<Library> = {}): Library => ({
  version: '5.3.0',
  versions: versions(143, 128, 101),
  runtimes: '',
  ...given,
});
const TAGS: Record<string, string[]> = {
  'DataDog/datadog-lambda-extension': ['v9', 'v101', 'v100', 'v102-rc1'],
  'open-telemetry/opentelemetry-lambda': ['layer-python/0.21.0', 'layer-ruby/0.9.0', 'layer-ruby/0.10.0', 'v1'],
};
const sources = (given: Partial<Sources> = {}): Sources => ({
  library: async () => library(),
  npm: async () => '12.143.0',
  pypi: async () => '8.130.0',
  tags: async (repository) => TAGS[repository] ?? [],
  ...given,
});
const refreshed = (given: Partial<Sources> = {}) =>
  refresh({ datadog: DATADOG, opentelemetry: OPENTELEMETRY }, sources(given));
const fails = async (): Promise<never> => {
  throw new Error('Could not resolve host\nmore');
};

test('writes the versions that a published table has, and where they come from', async () => {
  const { datadog, written } = await refreshed();
  expect(datadog.split('\n').slice(1, 3)).toEqual([
    '  "current": { "nodejs": 143, "python": 128, "extension": 101 },',
    '  "currentIn": { "package": "datadog-cdk-constructs-v2", "version": "5.3.0", "file": "lib/layer-versions.js" },',
  ]);
  expect(written.map(({ layer, from, to }) => [layer, from, to])).toEqual([
    ['nodejs', '142', '143'],
    ['python', '127', '128'],
    ['extension', '99', '101'],
  ]);
});

test('only proposes what packages and tags suggest', async () => {
  const { datadog, proposed } = await refreshed({ npm: async () => '12.150.0' });
  expect(proposed.map(({ layer, from, to }) => [layer, from, to])).toEqual([
    ['nodejs', '143', '150'],
    ['python', '128', '130'],
    ['opentelemetry ruby', '0.9.0', '0.10.0'],
  ]);
  expect(datadog).not.toMatch(/150|130/);
});

test('never lowers a version, and then leaves the file as it is', async () => {
  const { datadog, written } = await refreshed({ library: async () => library({ versions: versions(140, 127, 98) }) });
  expect([datadog, written]).toEqual([DATADOG, []]);
});

test('adds the runtimes whose layers the table lacks, from the version that is known to exist', async () => {
  const runtimes = `[
    { runtime: "nodejs24.x", runtimeType: "NODE", layerNames: { x86_64: "Datadog-Node24-x", arm64: "Datadog-Node24-x" } },
    { runtime: "nodejs26.x",
      runtimeType: "NODE",
      layerNames: { x86_64: "Datadog-Node26-x", arm64: "Datadog-Node26-x" } },
    { runtime: "provided", runtimeType: "CUSTOM" },
    { runtime: "ruby32", layerNames: { x86_64: "Datadog-Ruby3-2", arm64: "Datadog-Ruby3-2-ARM" } },
  ]`;
  const { datadog } = await refreshed({ library: async () => library({ runtimes }) });
  const added = { x86_64: 'Datadog-Node26-x', arm64: 'Datadog-Node26-x', first: 143 };
  expect(JSON.parse(datadog).runtimes).toEqual({ ...JSON.parse(DATADOG).runtimes, 'nodejs26.x': added });
});

test.each<[string, Partial<Sources>, string]>([
  ['the library', { library: fails }, 'datadog-cdk-constructs-v2'],
  ['npm', { npm: fails }, 'datadog-lambda-js on npm'],
  ['PyPI', { pypi: fails }, 'datadog-lambda on PyPI'],
])('goes on without an answer from %s, and reports that', async (_, given, name) => {
  const result = await refreshed(given);
  expect(result.failed).toEqual([`${name}: Could not resolve host`]);
  expect(report(result)).toContain(`${name}: Could not resolve host`);
});

test('refuses a table of another form', async () => {
  const result = await refreshed({ library: async () => library({ versions: 'moved' }) });
  expect(result.written).toEqual([]);
  expect(result.failed).toEqual([expect.stringContaining('datadog-cdk-constructs-v2')]);
});

test('says when nothing is newer', async () => {
  const current = { npm: async () => '12.142.0', pypi: async () => '8.127.0', tags: async () => ['v99'] };
  const result = await refreshed({ ...current, library: async () => library({ versions: versions(142, 127, 99) }) });
  expect(report(result)).toBe('The tables have the newest versions.\n');
});
