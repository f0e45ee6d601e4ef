/** A function's own properties apart from what SAM's `Globals` give it. */
import { layerKey } from '../../../core/layer';
import { toValue } from '../../intrinsics';
import { type Json, type Resource, withKey } from '../document/document';
import { ownPart, repeatsOf } from '../document/globals';
import { metadataOf, withMetadata } from '../document/metadata';
import type { ResourceContext } from './context';
import { hasReceipt, namesIn } from './receipts';

/** What the function itself says so that it is as wanted, and where it repeated `Globals` before. */
export function ownProperties(
  { resource, globals }: ResourceContext,
  wanted: Json,
  isSame: boolean,
): { properties: Json; repeats: string[] } {
  const { Properties } = resource;
  if (isSame || globals === undefined) return { properties: isSame ? Properties : wanted, repeats: [] };
  const earlier = namesIn(resource, 'repeats');
  const repeats = hasReceipt(resource) ? earlier : repeatsOf(globals, Properties, wanted);
  const place = { path: [], repeats: new Set(repeats) };
  return { properties: ownPart(globals, Properties, wanted, place), repeats };
}

/** The resource with these properties; if it had none before, it has none again once they are empty. */
export function withProperties(resource: Resource, own: Json): Resource {
  const { Properties } = resource;
  if (own === Properties) return resource;
  const bare =
    metadataOf(resource)?.bare ?? (Properties === undefined ? true : Properties === null ? 'null' : undefined);
  const isGone = bare !== undefined && Object.keys(own ?? {}).length === 0;
  const written = {
    ...withKey(resource, 'Properties', isGone ? undefined : (own ?? {})),
    ...(isGone && bare === 'null' ? { Properties: null } : {}),
  };
  return bare === undefined ? written : withMetadata(written, { ...metadataOf(resource), bare });
}

/** Whether a layer is in `Globals` and in the function, one of which would hide the other. */
export function overlaps(globals: Json, own: Json): boolean {
  const [all, mine] = [globals?.Layers, own.Layers];
  return (
    Array.isArray(all) && Array.isArray(mine) && mine.some((layer) => all.some((other) => isOneLayer(layer, other)))
  );
}

const isOneLayer = (a: Json, b: Json): boolean => layerKey(toValue(a)) === layerKey(toValue(b));
