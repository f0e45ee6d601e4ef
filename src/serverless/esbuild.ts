/** Which functions esbuild bundles in a way that nothing can wrap, by the settings of what runs it and the handler's source. */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { hasFooter } from '../core/bundle';
import type { Target } from '../core/state';
import type { ServiceFunction } from '../surfaces/service/model';
import { mapAt, packageOf, pluginsOf } from './bundlers';
import type { Framework } from './framework';

/** A function with what the runners of esbuild read of it. */
interface Built extends ServiceFunction {
  readonly build?: unknown;
  readonly skipEsbuild?: unknown;
  readonly esbuildEntrypoint?: string;
}

interface Runner {
  /** Where its settings are. */
  readonly path: readonly string[];
  readonly isFor: (fn: Built, framework: Framework) => boolean;
  /** What it has esbuild make where the settings do not say. */
  readonly format: (framework: Framework) => string;
}

/** Source: floydspace/serverless-esbuild, src/bundle.ts, src/helper.ts; serverless/serverless, lib/plugins/esbuild. */
const RUNNERS: readonly Runner[] = [
  {
    path: ['custom', 'esbuild'],
    isFor: ({ skipEsbuild }, { service }) => pluginsOf(service).includes('serverless-esbuild') && !skipEsbuild,
    format: () => 'cjs',
  },
  {
    path: ['build', 'esbuild'],
    isFor: (fn, framework) => {
      const build = fn.build ?? framework.configurationInput?.build;
      if (build) return build === 'esbuild' || Boolean((build as { esbuild?: unknown }).esbuild);
      return (
        'defineBuildProperty' in framework.configSchemaHandler && /\.[cm]?tsx?$/.test(entryFile(fn, framework) ?? '')
      );
    },
    format: (framework) => (packageOf(framework).type === 'module' ? 'esm' : 'cjs'),
  },
];

/** Where esbuild is given a footer, for a function whose handler it makes a getter of. */
export function esbuildBundle(fn: Built, framework: Framework): Target['bundle'] {
  const runner = RUNNERS.find(({ isFor }) => isFor(fn, framework));
  if (!runner) return undefined;
  const settings = mapAt(framework.configurationInput, runner.path);
  const isCommonJs =
    formatOf(settings, runner.format(framework)) === 'cjs' && !hasFooter(mapAt(settings, ['footer']).js);
  return isCommonJs && isWrittenAsExport(fn, framework) ? `\`${runner.path.join('.')}.footer.js\`` : undefined;
}

/** What esbuild makes; nothing that is known where a program says it, or where files are only translated. */
function formatOf(settings: Readonly<Record<string, unknown>>, usual: string): unknown {
  const { format, platform, bundle, config, configFile, skipBuild } = settings;
  if (config || configFile || skipBuild) return undefined;
  return format ?? (platform === 'neutral' ? 'esm' : bundle === false ? undefined : usual);
}

/** A handler that is `module.exports` stays what it is; source that is not found is taken for the usual one. */
function isWrittenAsExport(fn: Built, framework: Framework): boolean {
  const entry = entryFile(fn, framework);
  return entry === undefined || /^\s*export\b\s*(?!=|\s|type\b|interface\b)/m.test(readFileSync(entry, 'utf8'));
}

/** The file that the handler names. */
function entryFile({ handler = '', esbuildEntrypoint = handler }: Built, { serviceDir = '.' }: Framework) {
  const module = esbuildEntrypoint.slice(0, esbuildEntrypoint.length - extname(esbuildEntrypoint).length);
  return EXTENSIONS.map((extension) => join(serviceDir, module + extension)).find(existsSync);
}
const EXTENSIONS = ['.ts', '.js', '.jsx', '.tsx', '.cjs', '.mjs', '.cts', '.mts'];
