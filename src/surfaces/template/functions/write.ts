/** The parts of a function written into its properties, for one outcome of its conditions. */
import { apply } from '../../../core/change';
import { copyOf } from '../../../core/copy';
import type { FunctionChange } from '../../../core/function';
import { byPart } from '../../../core/part';
import type { FunctionPart, Parts } from '../../../core/state';
import type { Value } from '../../../core/value';
import { render } from '../../intrinsics';
import { dialectOf } from '../document/dialect';
import { isPlainMap, type Json, withKey } from '../document/document';
import { editJsonMap, editTags } from '../document/tags';

interface Writing {
  readonly type: string;
  readonly properties: Json;
  readonly changes: readonly FunctionChange[];
  /** What is written out of what it is, and not change by change. */
  readonly now: Pick<Parts, 'containers' | 'layers' | 'tracing'>;
  readonly image: boolean;
}

/** The properties with the changes made; a property that nothing changes is the same object. */
export function writeFunction(writing: Omit<Writing, 'now'> & { readonly before: Parts }): Json {
  const { type, image, properties } = writing;
  const result = copyOf<Json>(properties);
  const groups = byPart(writing.changes);
  const { containers } = groups;
  const now = apply([...(containers ?? []), ...(groups.layers ?? []), ...(groups.tracing ?? [])], writing.before);
  for (const kind of KINDS_WRITTEN) {
    const changes = groups[kind];
    if (!changes && !containers?.some(({ name }) => name === kind)) continue;
    const [property, content] = WRITE[kind]({ type, image, properties, now, changes: changes ?? [] });
    if (content === undefined) delete result[property];
    else result[property] = content;
  }
  return result;
}

/** A property, and what is in it now; nothing where it goes. */
type WrittenProperty = readonly [property: string, content: Json];

const KINDS_WRITTEN = [
  'handler',
  'environment',
  'layers',
  'tags',
  'tracing',
] as const satisfies readonly FunctionPart[];

const WRITE: Record<(typeof KINDS_WRITTEN)[number], (writing: Writing) => WrittenProperty> = {
  handler: ({ properties, changes, image }) => {
    const handler = changes[0]?.after;
    if (!image) return ['Handler', handler && render(handler)];
    return ['ImageConfig', withKey(properties.ImageConfig ?? {}, 'Command', handler && [render(handler)])];
  },

  environment: ({ properties, changes, now }) => {
    const { environment: container } = now.containers;
    const before = isPlainMap(properties.Environment) ? properties.Environment : {};
    const variables = editJsonMap(before.Variables ?? {}, changes);
    const isBare = container === 'bare' && Object.keys(variables).length === 0;
    return ['Environment', contain(container, withKey(before, 'Variables', isBare ? undefined : variables))];
  },

  layers: ({ now }) => ['Layers', contain(now.containers.layers, Object.values(now.layers).map(render))],

  tags: ({ type, properties, changes, now }) => {
    const before = properties.Tags ?? (dialectOf(type).tags === 'map' ? {} : []);
    return ['Tags', contain(now.containers.tags, editTags(before, changes))];
  },

  tracing: ({ type, properties, now }) => {
    const { property, write } = dialectOf(type).tracing;
    const { Mode } = now.tracing;
    return [property, contain(now.containers.tracing, write(Mode && render(Mode), properties[property]))];
  },
};

/** The content, in the shape that its container says. */
const contain = (container: Value | undefined, content: Json): Json =>
  container === undefined ? undefined : container === 'null' ? null : content;
