/** Flags of a name and a value: parameters of a template, folders of layers. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Finding, note } from '../../core/finding';
import { partitionOf } from '../../core/region';
import type { Deployment } from '../../surfaces/template';
import { type Call, UsageError } from '../command';
import { FLAGS } from '../options/arguments';
import { DEPLOYMENT } from './functions';

/** Where and with which parameters the template is taken to be deployed. */
export function previewDeployment({ flags }: Call): Deployment {
  const region = String(flags.region ?? DEPLOYMENT.region);
  return {
    ...DEPLOYMENT,
    region,
    partition: partitionOf(region),
    parameters: flagPairs(flags.parameter, '--parameter'),
  };
}

/** The folders of the user's own layers, absolute. */
export function foldersOf({ flags, host }: Call): Record<string, string> {
  const pairs = Object.entries(flagPairs(flags.layer, '--layer'));
  const folders = pairs.map(([name, folder]) => [name, resolve(host.folder, folder)] as const);
  const wrong = folders.flatMap(([, folder], index) => (isFolder(folder) ? [] : [noFolder(pairs[index]?.[1] ?? '')]));
  if (wrong.length > 0) throw new UsageError(wrong);
  return Object.fromEntries(folders);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const noFolder = (given: string): Finding => ({
  ...note('option-invalid', {
    option: '--layer',
    given: `"${given}", which is no folder`,
    allowed: 'the folder with the files of a layer',
  }),
  subject: FLAGS,
});

/** The values of a flag that are names with values. */
export function flagPairs(given: Call['flags'][string] | undefined, option: string): Record<string, string> {
  const pairs = ((given as readonly string[] | undefined) ?? []).map((pair) => ({
    pair,
    parts: /^([^=]+)=(.*)$/s.exec(pair),
  }));
  const wrong = pairs
    .filter(({ parts }) => parts === null)
    .map(({ pair }) => ({
      ...note('option-invalid', { option, given: `"${pair}"`, allowed: 'a name and a value with `=` between' }),
      subject: FLAGS,
    }));
  if (wrong.length > 0) throw new UsageError(wrong);
  return Object.fromEntries(pairs.map(({ parts }) => [parts?.[1] ?? '', parts?.[2] ?? '']));
}
