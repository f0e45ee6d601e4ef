/** Keeps packages that a layer brings out of what bundlers put together: a tracer that is bundled cannot patch. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { about, type Finding, note } from '../core/finding';
import { ownOption } from '../options/read';
import type { Framework } from './framework';

interface Bundler {
  readonly title: string;
  /** Where its options are. */
  readonly path: readonly string[];
  /** The list of packages that it leaves out, below its options; absent where it has none as it is configured. */
  readonly list: (options: Readonly<Record<string, unknown>>) => readonly string[] | undefined;
  /** The packages that it leaves out by default. */
  readonly usual: readonly string[];
  readonly byHand: string;
}

/** Those that come as plugins, by name; the last is built into serverless 4. */
const BUNDLERS: Readonly<Record<string, Bundler>> = {
  'serverless-esbuild': {
    title: 'serverless-esbuild',
    path: ['custom', 'esbuild'],
    // Names in `exclude` are external and are not packed; where `*` packs nothing, they are external by `external`.
    list: ({ config, exclude }) =>
      config !== undefined ? undefined : [exclude].flat().includes('*') ? ['external'] : ['exclude'],
    usual: ['aws-sdk'],
    byHand: 'add them to `exclude` of its configuration',
  },
  'serverless-webpack': {
    title: 'serverless-webpack',
    path: ['custom', 'webpack'],
    list: ({ includeModules }) => (includeModules ? ['includeModules', 'forceExclude'] : undefined),
    usual: [],
    byHand: 'add them to `externals` of its configuration',
  },
  'serverless-bundle': {
    title: 'serverless-bundle',
    path: ['custom', 'bundle'],
    list: () => undefined,
    usual: [],
    byHand: 'add them to `externals` and `forceExclude` of `custom.bundle`',
  },
  '': {
    title: 'the built-in bundler',
    path: ['build', 'esbuild'],
    list: () => ['exclude'],
    usual: [],
    byHand: 'add them to `exclude` of `build.esbuild`',
  },
};

/** Sets what the configuration of a bundler allows, and reports the rest if the code uses the packages. */
export function leaveOut(framework: Framework, packagesOf: () => readonly string[]): Finding[] {
  const bundlers = bundlersOf(framework);
  const packages = bundlers.length > 0 ? [...new Set(packagesOf())] : [];
  if (packages.length === 0) return [];
  return bundlers.flatMap((bundler) => {
    const options = mapAt(framework.configurationInput, bundler.path);
    const place = bundler.list(options);
    if (place === undefined) return byHand(bundler, packages, framework);
    const given = [mapAt(options, place.slice(0, -1))[place.at(-1) ?? '']].flat().filter((name) => name !== undefined);
    const names = given.length > 0 || place[0] !== 'exclude' ? given : bundler.usual;
    framework.extendConfiguration([...bundler.path, ...place], [...new Set([...names, ...packages])]);
    return [];
  });
}

/** Reported where the service says that it uses the packages. */
function byHand(bundler: Bundler, packages: readonly string[], framework: Framework): Finding[] {
  const declared = dependenciesOf(framework);
  const used = packages.filter((name) => declared.includes(name));
  const details = { bundler: bundler.title, packages: used.join(' and '), byHand: bundler.byHand };
  return used.length > 0 ? about('the service', [note('packages-bundled', details)]) : [];
}

function bundlersOf({ service, configurationInput = {} }: Framework): Bundler[] {
  const builtIn = (configurationInput.build as { esbuild?: unknown } | undefined)?.esbuild ? [''] : [];
  return [...pluginsOf(service), ...builtIn]
    .map((name) => ownOption(BUNDLERS, name))
    .filter((bundler) => bundler !== undefined);
}

export const pluginsOf = ({ plugins = [] }: Framework['service']): readonly string[] =>
  Array.isArray(plugins) ? plugins : ((plugins as { modules?: readonly string[] }).modules ?? []);

/** The map at a path; an empty one for everything else. */
export const mapAt = (from: unknown, path: readonly string[]): Readonly<Record<string, unknown>> => {
  const found = path.reduce<unknown>((map, key) => (map as Record<string, unknown> | undefined)?.[key], from);
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
};

function dependenciesOf(framework: Framework): string[] {
  const { dependencies, devDependencies } = packageOf(framework);
  return Object.keys({ ...(dependencies as object), ...(devDependencies as object) });
}

/** What the service's own package says of itself; nothing where there is none. */
export function packageOf({ serviceDir = '.' }: Framework): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(join(serviceDir, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}
