/** What the packages of other languages are made from: the public API as jsii sees it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as index from '../../src';

const ROOT = join(__dirname, '..', '..');

/** What has a type that says nothing, and why. */
const UNTYPED: Readonly<Record<string, string>> = {
  'MacroProps.defaultOptions': 'options in every form that a template may have, and of the macro alone',
};

/** What the guides that people follow write, in the spelling of jsii. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  Datadog: ['addLambdaFunctions', 'addScope', 'exclude', 'addForwarderToNonLambdaLogGroups', 'overrideGitMetadata'],
  DatadogProps: [
    'pythonLayerVersion',
    'extensionLayerVersion',
    'site',
    'apiKeySecretArn',
    'nodeLayerVersion',
    'apiKeySecret',
    'addLayers',
    'enableDatadogTracing',
    'flushMetricsToLogs',
    'service',
    'env',
    'version',
    'tags',
  ],
  DatadogLayerVersions: ['NODE', 'PYTHON', 'JAVA', 'DOTNET', 'RUBY', 'EXTENSION'],
};

interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string };
}

interface Reference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly union?: unknown;
  readonly collection?: { readonly elementtype: Reference };
}

interface Value extends Documented {
  readonly type: Reference;
  readonly optional?: boolean;
}

interface Callable extends Documented {
  readonly parameters?: readonly Value[];
  readonly returns?: { readonly type: Reference };
}

interface Type extends Documented {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly initializer?: Omit<Callable, 'name'>;
  readonly methods?: readonly Callable[];
  readonly properties?: readonly Value[];
  readonly members?: readonly Documented[];
}

const types = assembly();

/** Everything that has a name and that a user may read about, with where it is. */
const documented: [string, Documented][] = types.flatMap((type) => [
  [type.name, type] as [string, Documented],
  ...callables(type).flatMap(([path, callable]): [string, Documented][] => [
    [path, callable],
    ...(callable.parameters ?? []).map((it): [string, Documented] => [`${path}(${it.name})`, it]),
  ]),
  ...[...(type.properties ?? []), ...(type.members ?? [])].map((it): [string, Documented] => [
    `${type.name}.${it.name}`,
    it,
  ]),
]);

/** Everything that has a type. */
const typed: [string, Reference][] = types.flatMap((type) => [
  ...callables(type).flatMap(([path, { parameters = [], returns }]) => [
    ...parameters.map((it): [string, Reference] => [`${path}(${it.name})`, it.type]),
    ...(returns === undefined ? [] : [[path, returns.type] as [string, Reference]]),
  ]),
  ...(type.properties ?? []).map((it): [string, Reference] => [`${type.name}.${it.name}`, it.type]),
]);

test('all that TypeScript can reach can be reached from every language', () => {
  const names = types.map(({ name }) => name);
  expect(Object.keys(index).filter((name) => !names.includes(name))).toEqual([]);
});

test('everything has its own summary, which is a sentence', () => {
  const wrong = documented.filter(([, { docs }]) => !/^.+[.!?]$/.test(docs?.summary ?? ''));
  expect(wrong.map(([path, { docs }]) => `${path}: ${docs?.summary}`)).toEqual([]);
});

test('every option names its default', () => {
  const options = types
    .filter(({ datatype }) => datatype)
    .flatMap(({ name, properties = [] }) => properties.map((it) => ({ ...it, of: name })));
  expect(options.length).toBeGreaterThan(100);
  expect(
    options.filter(({ optional, docs }) => optional && !docs?.default).map(({ of, name }) => `${of}.${name}`),
  ).toEqual([]);
});

test('nothing is of one type or another: Java and Go would have an Object', () => {
  expect(typed.filter(([, type]) => innermost(type).union !== undefined).map(([path]) => path)).toEqual([]);
});

test('only listed members have a type without information, each for a reason', () => {
  const untyped = typed.filter(([, type]) => ['any', 'json'].includes(innermost(type).primitive ?? ''));
  expect(untyped.map(([path]) => path)).toEqual(Object.keys(UNTYPED));
});

test('a value of an own type is of one that is exported', () => {
  const own = typed.flatMap(([, type]) => innermost(type).fqn ?? []).filter((fqn) => fqn.startsWith('tracelayer.'));
  expect(own.filter((fqn) => !types.some(({ name }) => fqn === `tracelayer.${name}`))).toEqual([]);
});

test('an option is optional: Go and Java can leave all of them out', () => {
  const required = types
    .filter(({ datatype }) => datatype)
    .flatMap(({ properties = [] }) => properties.filter(({ optional }) => !optional));
  expect(required.map(({ name }) => name)).toEqual([]);
});

test.each(Object.entries(KNOWN))('%s has the names that guides write', (name, members) => {
  const type = types.find((it) => it.name === name);
  const names = [...(type?.methods ?? []), ...(type?.properties ?? [])].map((it) => it.name);
  expect(members.filter((member) => !names.includes(member))).toEqual([]);
});

test('functions are taken as a list of constructs, of any kind of function', () => {
  const lists = types.flatMap(callables).filter(([path]) => path.endsWith('.addLambdaFunctions'));
  expect(lists.map(([, { parameters }]) => innermost(parameters?.[0]?.type ?? {}).fqn)).toEqual([
    'constructs.IConstruct',
    'constructs.IConstruct',
  ]);
});

function assembly(): readonly Type[] {
  const file = join(ROOT, '.jsii');
  if (!existsSync(file)) throw new Error('there is no assembly: run `npx projen compile`');
  return Object.values(JSON.parse(readFileSync(file, 'utf8')).types as Record<string, Type>);
}

function callables({ name, initializer, methods = [] }: Type): [string, Callable][] {
  const own = methods.map((it): [string, Callable] => [`${name}.${it.name}`, it]);
  return initializer === undefined ? own : [[`new ${name}`, { name, ...initializer }], ...own];
}

/** Of a list or a map, what is in it. */
const innermost = (type: Reference): Reference =>
  type.collection === undefined ? type : innermost(type.collection.elementtype);
