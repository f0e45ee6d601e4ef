/** Configuration files of CDK apps: read here, and divided in the same way as those of the command line. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { describe } from '../core/finding';
import { ownValue } from '../core/own';
import type { Settings } from '../core/provider';
import { optionNames } from '../options/parse';
import { OPTIONS, PROVIDERS, type ProviderName } from '../providers';
import { type ConfigFile, ConfigMistake, configNote, divideConfig } from '../surfaces/config-file';
import { CONFIG_FLAGS } from './config-flags';

/** Where props carry the file that they came with. */
const CONFIG = Symbol('tracelayer.config');

export interface FileOptions extends Pick<ConfigFile, 'options' | 'sections'> {
  /** The settings that are no options: a table of layers. */
  readonly added: Settings;
}

/** Props with the options of a file, which the constructor of the construct finds. */
export function withConfig<Props extends object>(provider: ProviderName, path: string, props: Props): Props {
  const names = optionNames(OPTIONS[provider].table);
  const isFlag = (name: string) => CONFIG_FLAGS.has(name) && !Object.hasOwn(names, name);
  try {
    const config = divideConfig(contentOf(path), path, isFlag);
    const file: FileOptions = { ...config, added: catalogIn(provider, config.flags.catalog) };
    return { ...props, [CONFIG]: file };
  } catch (problem) {
    if (problem instanceof ConfigMistake) throw new Error(describe({ ...problem.note, subject: problem.subject }));
    throw problem;
  }
}

export const configOf = (props: object): FileOptions | undefined => (props as { [CONFIG]?: FileOptions })[CONFIG];

/** The table of layers that a file names, checked as the command line checks it. */
function catalogIn(provider: ProviderName, path: unknown): Settings {
  if (path === undefined) return {};
  const name = String(path);
  const { catalog } = (contentOf(name) ?? {}) as { readonly catalog?: Readonly<Record<string, unknown>> };
  const table = catalog && ownValue(catalog, provider);
  const { catalogFile } = PROVIDERS[provider];
  const problems = table === undefined ? ['it has no table for this provider'] : (catalogFile?.problems(table) ?? []);
  if (problems.length === 0) return { catalog: table };
  throw new ConfigMistake(name, configNote('a file that `tracelayer layers --json` writes', problems.join(', and ')));
}

function contentOf(path: string): unknown {
  const text = textOf(path);
  try {
    return extname(path) === '.json' ? JSON.parse(text) : fromYaml(text);
  } catch (problem) {
    throw new ConfigMistake(path, configNote('YAML or JSON', (problem as Error).message.split('\n')[0] ?? ''));
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch {
    throw new ConfigMistake(path, configNote('a file that exists', 'a path without a file that can be read'));
  }
}

/** By the CDK's own reader of YAML, which every version brings: jsii packages have no dependencies of their own here. */
function fromYaml(text: string): unknown {
  const { parse } = createRequire(require.resolve('aws-cdk-lib/package.json'))('yaml') as typeof import('yaml');
  return parse(text);
}
