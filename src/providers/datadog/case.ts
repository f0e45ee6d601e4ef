/** What is known about a function before the recipe is made. */
import { type Note, note } from '../../core/finding';
import type { LayerSetting } from '../../core/recipe';
import { type Family, familyOf } from '../../core/runtime';
import { isKnown, type Value, valueText } from '../../core/value';
import type { HookTarget, Wrapping } from '../provider';
import { HOOKS, type Hook } from './hooks';
import { extensionLines } from './image';
import { type Architecture, extensionLayer, type LayerRequest, libraryLayer } from './layers';
import { type Destination, destinationOf, type InformedOptions } from './options';

export interface ResolvedTarget extends LayerRequest {
  readonly destination: Destination;
  readonly family: Family;
  /** In words: the runtime's name, or the image's language. */
  readonly runtime: string;
  readonly image: boolean;
  /** What starts the function in place of its runtime. */
  readonly wrapping: Wrapping;
}

/** The case, or why none can be made of the target. */
export function resolveTarget(options: InformedOptions, target: HookTarget): ResolvedTarget | Note {
  const { architecture, packageType, runtime } = target;
  const given = { options, target, destination: destinationOf(options) };
  if (packageType === 'Image') {
    const family = options.imageRuntime;
    if (family === undefined) return note('image-language-unknown', { lines: extensionLines(options).join(', ') });
    const wrapped = wrapping(target, family);
    return { ...given, family, architecture: 'x86_64', runtime: family, image: true, wrapping: wrapped };
  }
  if (runtime === undefined) return note('runtime-missing');
  if (!isKnown(runtime)) return note('runtime-unresolved', { runtime: valueText(runtime) });
  const family = familyOf(runtime);
  if (family === undefined)
    return note('runtime-unsupported', { provider: 'Datadog', runtime, supported: 'a runtime of Lambda' });
  if (!isArchitecture(architecture)) return note('architecture-unresolved', { architecture: valueText(architecture) });
  return { ...given, family, architecture, runtime, image: false, wrapping: wrapping(target, family) };
}

/** Runtimes that are only an operating system run no script. Source: AWS, lambda/latest/dg/runtimes-modify. */
const wrapping = ({ wrapping = 'none' }: HookTarget, family: Family): Wrapping =>
  family === 'custom' ? 'none' : wrapping;

const isArchitecture = (value: Value): value is Architecture => value === 'x86_64' || value === 'arm64';

export const isNote = (value: object): value is Note => 'code' in value;

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
