/** How the two types of resource that are functions say the same things. */
import { ownValue } from '../../../core/own';
import { type Json, withKey } from './document';

interface Dialect {
  readonly tags: 'list' | 'map';
  /** The mode of AWS X-Ray. */
  readonly tracing: { readonly property: string; read(raw: Json): Json; write(mode: Json, before: Json): Json };
  readonly image: (properties: Json) => Json;
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  'AWS::Lambda::Function': {
    tags: 'list',
    tracing: {
      property: 'TracingConfig',
      read: (raw) => raw?.Mode,
      write: (mode, before) => withKey(before ?? {}, 'Mode', mode),
    },
    image: ({ Code }) => Code?.ImageUri,
  },
  'AWS::Serverless::Function': {
    tags: 'map',
    tracing: { property: 'Tracing', read: (raw) => raw, write: (mode) => mode },
    image: ({ ImageUri }) => ImageUri,
  },
};

export const isFunction = (resource: Json): boolean =>
  typeof resource === 'object' && resource !== null && ownValue(DIALECTS, resource.Type) !== undefined;

export const dialectOf = (type: string | undefined): Dialect => DIALECTS[type ?? ''] as Dialect;
