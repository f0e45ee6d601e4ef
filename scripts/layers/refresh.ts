/** Which numbers in the tables of layers are old, from what packages and tags say, without any access to AWS. */

/** Where versions are asked for; a test answers from a recording. */
export interface Sources {
  /** The files of the newest release of Datadog's construct library that list its layers. */
  readonly library: () => Promise<Library>;
  readonly npm: (name: string) => Promise<string>;
  readonly pypi: (name: string) => Promise<string>;
  /** The names of a repository's tags. */
  readonly tags: (repository: string) => Promise<readonly string[]>;
}

export interface Library {
  readonly version: string;
  /** `lib/layer-versions.js`. */
  readonly versions: string;
  /** `lib/layer-runtime-catalog.js`. */
  readonly runtimes: string;
}

export interface Tables {
  /** The texts of the files. */
  readonly datadog: string;
  readonly opentelemetry: string;
}

export interface Difference {
  readonly layer: string;
  readonly from?: string;
  readonly to: string;
  readonly source: string;
}

export interface Refreshed {
  /** The text of `datadog.json` with everything in `written`. */
  readonly datadog: string;
  /** What a table that the vendor publishes has. */
  readonly written: readonly Difference[];
  /** What only packages or tags suggest: the layer may not exist yet, and then every deployment would fail. */
  readonly proposed: readonly Difference[];
  /** The sources that didn't answer, with the reason. */
  readonly failed: readonly string[];
}

const LIBRARY = 'datadog-cdk-constructs-v2';

/** Compares the tables with the sources; only a published table changes a table. */
export async function refresh(tables: Tables, sources: Sources): Promise<Refreshed> {
  const failed: string[] = [];
  const asked = async <T>(name: string, question: Promise<T>): Promise<T | undefined> =>
    question.catch((problem: unknown) => {
      failed.push(`${name}: ${String((problem as Error).message).split('\n')[0]}`);
      return undefined;
    });
  const read = sources.library().then((library) => fromLibrary(tables.datadog, library));
  const published = (await asked(LIBRARY, read)) ?? { datadog: tables.datadog, written: [] };
  const suggestions = await Promise.all([
    ...Object.entries(DATADOG).map(async ([layer, { source, ask }]): Promise<Suggestion[]> => {
      const to = await asked(source, ask(sources));
      return to === undefined ? [] : [{ layer, from: String(currentOf(published.datadog)[layer]), to, source }];
    }),
    asked(COMMUNITY, sources.tags(COMMUNITY)).then((tags) => fromTags(tables.opentelemetry, tags ?? [])),
  ]);
  return { ...published, proposed: suggestions.flat().filter(({ from, to }) => isNewer(to, from)), failed };
}

interface Suggestion extends Difference {
  readonly from: string;
}

/** The number of a layer is the minor version of its package, or the number in the extension's tag. */
const DATADOG: Readonly<Record<string, { source: string; ask: (sources: Sources) => Promise<string> }>> = {
  nodejs: { source: 'datadog-lambda-js on npm', ask: async ({ npm }) => minorOf(await npm('datadog-lambda-js')) },
  python: { source: 'datadog-lambda on PyPI', ask: async ({ pypi }) => minorOf(await pypi('datadog-lambda')) },
  extension: {
    source: 'the tags of DataDog/datadog-lambda-extension',
    ask: async ({ tags }) =>
      newest((await tags('DataDog/datadog-lambda-extension')).flatMap((tag) => /^v(\d+)$/.exec(tag)?.[1] ?? [])),
  },
};

const COMMUNITY = 'open-telemetry/opentelemetry-lambda';

/** The layers of the OpenTelemetry community have tags such as `layer-python/0.21.0`. */
function fromTags(text: string, tags: readonly string[]): Suggestion[] {
  const { layers } = (JSON.parse(text) as { community: { layers: Record<string, { version: string }> } }).community;
  return Object.entries(layers).flatMap(([layer, { version }]) => {
    const prefix = `layer-${layer}/`;
    const releases = tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
    const stable = releases.filter((release) => /^\d+(\.\d+)+$/.test(release));
    const source = `the tags of ${COMMUNITY}`;
    return stable.length === 0 ? [] : [{ layer: `opentelemetry ${layer}`, from: version, to: newest(stable), source }];
  });
}

/** The table with the numbers and runtimes of the library. A number never becomes smaller, since the layer exists. */
function fromLibrary(text: string, { version, versions, runtimes }: Library): Pick<Refreshed, 'datadog' | 'written'> {
  const source = `${LIBRARY} ${version}`;
  const current = currentOf(text);
  const raised = Object.keys(current).flatMap((layer): Suggestion[] => {
    const to = new RegExp(`static ${CONSTANTS[layer] ?? layer.toUpperCase()} = (\\d+);`).exec(versions)?.[1];
    if (to === undefined) throw new Error(`${source} has no version of the layer for ${layer}`);
    return isNewer(to, String(current[layer])) ? [{ layer, from: String(current[layer]), to, source }] : [];
  });
  const numbers = { ...current, ...Object.fromEntries(raised.map(({ layer, to }) => [layer, Number(to)])) };
  const added = newRuntimes(text, runtimes, numbers);
  const rows = added.map(({ runtime, row }) => `    "${runtime}": ${spaced(row)},\n`).join('');
  const from = { package: LIBRARY, version, file: 'lib/layer-versions.js' };
  const edited = text
    .replace(/"current": \{[^}]*\}/, `"current": ${spaced(numbers)}`)
    .replace(/"currentIn": \{[^}]*\}/, `"currentIn": ${spaced(from)}`)
    .replace('  "runtimes": {\n', (start) => start + rows);
  const written = [...raised, ...added.map(({ runtime, row }) => ({ layer: runtime, to: row.x86_64, source }))];
  return { datadog: written.length > 0 ? edited : text, written };
}

const CONSTANTS: Readonly<Record<string, string>> = { nodejs: 'NODE' };

interface RuntimeRow {
  readonly x86_64: string;
  readonly arm64: string;
  readonly first: number;
}

/** The runtimes whose layers the table doesn't have, from the first version that is known to exist. */
function newRuntimes(text: string, source: string, numbers: Readonly<Record<string, number>>) {
  const { runtimes } = JSON.parse(text) as { runtimes: Record<string, { x86_64?: string }> };
  const known = new Set(Object.values(runtimes).map(({ x86_64 }) => x86_64));
  const row = /runtime: "([^"]+)",\s*runtimeType: "(\w+)",\s*layerNames: \{ x86_64: "([^"]+)", arm64: "([^"]+)" \}/g;
  return [...source.matchAll(row)].flatMap(([, runtime = '', type = '', x86_64 = '', arm64 = '']) => {
    const first = Object.entries(numbers).find(([layer]) => (CONSTANTS[layer] ?? layer.toUpperCase()) === type)?.[1];
    const isKnown = known.has(x86_64) || Object.hasOwn(runtimes, runtime);
    return isKnown || first === undefined ? [] : [{ runtime, row: { x86_64, arm64, first } satisfies RuntimeRow }];
  });
}

const currentOf = (text: string): Readonly<Record<string, number>> =>
  (JSON.parse(text) as { current: Record<string, number> }).current;

/** JSON on one line, as the formatter writes it. */
const spaced = (value: object): string => JSON.stringify(value, undefined, 1).replace(/\n\s*/g, ' ');

function minorOf(version: string): string {
  const minor = /^\d+\.(\d+)\./.exec(version)?.[1];
  if (minor === undefined) throw new Error(`"${version}" has no minor version`);
  return minor;
}

function newest(versions: readonly string[]): string {
  const [first, ...others] = versions;
  if (first === undefined) throw new Error('no tag is a version');
  return others.reduce((best, other) => (isNewer(other, best) ? other : best), first);
}

function isNewer(one: string, other: string | undefined): boolean {
  const [a, b] = [one, other ?? ''].map((version) => version.split('.').map(Number));
  const place = (a ?? []).findIndex((number, index) => number !== b?.[index]);
  return place >= 0 && (a?.[place] ?? 0) > (b?.[place] ?? -1);
}

/** What people read. */
export function report({ written, proposed, failed }: Refreshed): string {
  const line = ({ layer, from, to, source }: Difference) =>
    `  ${layer}: ${from === undefined ? '' : `${from} -> `}${to} (${source})`;
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [title, ...lines]);
  const lines = [
    ...section('Published by the vendor, and written to the table:', written.map(line)),
    ...section('Proposed only, because no published table has these versions yet:', proposed.map(line)),
    ...section(
      'Sources that did not answer:',
      failed.map((one) => `  ${one}`),
    ),
  ];
  return `${(lines.length === 0 ? ['The tables have the newest versions.'] : lines).join('\n')}\n`;
}
