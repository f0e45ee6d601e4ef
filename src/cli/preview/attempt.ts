/** One function run here, or the reason why it was not. */
import { describe, severity } from '../../core/finding';
import { visibleLine } from '../../core/visible';
import { type Preview, preview } from '../../preview/preview';
import { PreviewProblem } from '../../preview/problem';
import { defaultCacheFolder } from '../../preview/trees/cache';
import type { Deployment } from '../../surfaces/template';
import type { Call } from '../command';
import type { SentEvent } from './events';
import type { FoundFunction } from './functions';
import { runnable, startOptions } from './running';

export interface PreviewSetup {
  readonly call: Call;
  readonly events: readonly SentEvent[];
  readonly layers: Readonly<Record<string, string>>;
  readonly deployment: Deployment;
  readonly signal: AbortSignal;
}

/** What was seen of a function, or why it did not run. */
export interface PreviewResult {
  readonly found: FoundFunction;
  readonly preview?: Preview;
  /** Sentences. */
  readonly reason?: string;
  /** Whether nothing is known about such a reason: something is wrong with this program or this machine. */
  readonly isUnexpected?: boolean;
}

/** Runs a function; whatever goes wrong with it is part of the result, and the others go on. */
export async function previewFunction(found: FoundFunction, setup: PreviewSetup): Promise<PreviewResult> {
  const { err } = setup.call.host;
  for (const finding of found.findings) err.write(`${severity(finding)} ${visibleLine(describe(finding))}\n`);
  try {
    return { found, preview: await previewOf(found, setup) };
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    err.write(`${visibleLine(`${found.fn.name} was not run. ${reason}`)}\n`);
    return { found, reason, isUnexpected: !(problem instanceof PreviewProblem) };
  }
}

async function previewOf(found: FoundFunction, { call, events, layers, signal }: PreviewSetup): Promise<Preview> {
  const cacheFolder = defaultCacheFolder(call.host.variables);
  const { fn, layerFolders } = await runnable(found, cacheFolder, layers);
  return preview(fn, {
    ...startOptions(call, cacheFolder, signal),
    events: events.map(({ make }) => make),
    layerFolders,
  });
}
