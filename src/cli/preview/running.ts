/** What every run on this machine is given: the code of the function, and where things are. */
import { homedir } from 'node:os';
import { PreviewProblem } from '../../preview/problem';
import type { RunnableFunction, StartOptions } from '../../preview/start';
import type { Call } from '../command';
import { type FoundFunction, layerFoldersOf, withCode } from './functions';

/** Longer than tracers wait before they send in the background: what Lambda would lose is seen, and said. */
const THAW_MS = 1_500;

export const startOptions = ({ host }: Call, cacheFolder: string, signal?: AbortSignal) =>
  ({
    cacheFolder,
    path: host.variables.PATH ?? '',
    fetching: (tree) => host.err.write(`Fetching ${tree} once, into ${cacheFolder}.\n`),
    thawMs: THAW_MS,
    whereabouts: { home: host.variables.HOME ?? homedir(), variables: host.variables },
    signal,
  }) satisfies StartOptions;

/** The function with its code, and with the user's own folders of layers; throws where there is no code here. */
export async function runnable(
  found: FoundFunction,
  cacheFolder: string,
  layers: Readonly<Record<string, string>>,
): Promise<RunnableFunction> {
  const fn = await withCode(found, cacheFolder);
  if (fn === undefined) throw noCode(found);
  return { fn, layerFolders: { ...(await layerFoldersOf(found, cacheFolder)), ...layers } };
}

const noCode = ({ resource }: FoundFunction): PreviewProblem =>
  new PreviewProblem({
    code: 'preview-code-missing',
    what: resource.properties.Runtime === undefined ? 'It is a container image' : 'Its code is not on this machine',
    allowed: 'code in the folder that the template names, in the asset of `cdk synth`, or in a packaged service',
  });
