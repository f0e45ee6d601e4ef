/** What is known about a function before the recipe is made. */
import { type Note, note } from '../../core/finding';
import type { LayerSetting } from '../../core/recipe';
import { type Family, familyOf } from '../../core/runtime';
import type { Shape } from '../../core/shapes';
import type { HookTarget, Wrapping } from '../provider';
import { isNote, knownArchitecture, knownRuntime } from '../targets';
import { HOOKS, type Hook } from './hooks';
import { extensionLayer, type LayerRequest, libraryLayer } from './layers';
import { type Destination, destinationOf, type InformedOptions } from './options';

export interface ResolvedTarget extends LayerRequest {
  readonly destination: Destination;
  readonly family: Family;
  /** In words: the runtime's name, or the image's language. */
  readonly runtime: string;
  readonly image: boolean;
  /** What starts the function in place of its runtime. */
  readonly wrapping: Wrapping;
  readonly shapes: readonly Shape[];
}

/** What the recipe is made from, or why there is no recipe for the target. */
export function resolveTarget(options: InformedOptions, target: HookTarget): ResolvedTarget | Note {
  const given = { options, target, destination: destinationOf(options) };
  if (target.packageType === 'Image') {
    const family = options.imageRuntime;
    if (family === undefined) return note('image-language-unknown');
    return { ...given, ...startOf(target, family), architecture: 'x86_64', runtime: family, image: true };
  }
  const known = knownRuntime(target.runtime);
  if (isNote(known)) return known;
  const { runtime } = known;
  const family = familyOf(runtime);
  if (family === undefined)
    return note('runtime-unsupported', { provider: 'Datadog', runtime, supported: 'a runtime of Lambda' });
  const processor = knownArchitecture(target.architecture);
  if (isNote(processor)) return processor;
  return { ...given, ...startOf(target, family), ...processor, runtime, image: false };
}

/** Runtimes that are only an operating system run no script. Source: AWS, lambda/latest/dg/runtimes-modify. */
function startOf(target: HookTarget, family: Family): Pick<ResolvedTarget, 'family' | 'wrapping' | 'shapes'> {
  const wrapping = family === 'custom' ? 'none' : (target.wrapping ?? 'none');
  const hook: Hook = HOOKS[family];
  const isInAdapter = wrapping === 'web adapter' && hook.inWebApplication !== undefined;
  return { family, wrapping, shapes: [...(target.shapes ?? []), ...(isInAdapter ? (['webAdapter'] as const) : [])] };
}

/** How the tracer gets into the function. In a web application, nothing but the application itself can start it. */
export function datadogHook({ family, wrapping }: Pick<ResolvedTarget, 'family' | 'wrapping'>): Hook {
  const hook: Hook = HOOKS[family];
  return (wrapping === 'web adapter' ? hook.inWebApplication : undefined) ?? hook;
}

/** The language's library; none for an image, which takes no layers, and for a web application, which has its own. */
export const libraryOf = (resolved: ResolvedTarget): LayerSetting | Note | undefined =>
  resolved.image || resolved.wrapping === 'web adapter'
    ? undefined
    : libraryLayer(resolved, resolved.family, resolved.runtime);

/** The extension, or with an agent of one's own the layer that brings it. */
export function extensionOf(resolved: ResolvedTarget): LayerSetting | Note | undefined {
  const { image, destination, options } = resolved;
  const isWanted = destination === 'extension' || (destination === 'agent' && options.extensionLayerArn !== undefined);
  return isWanted && !image ? extensionLayer(resolved) : undefined;
}
