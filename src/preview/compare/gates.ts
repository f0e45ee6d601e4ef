/** Limits that a comparison must keep, for pipelines. */
import type { ComparedConfiguration, Comparison } from './comparison';
import { MEGABYTE } from './size';
import { inMegabytes, inMs } from './units';

/** The limits by the names of their flags. */
export type Limits = { readonly [Name in keyof typeof GATES]?: number };

/** A limit that is exceeded. */
export interface ExceededLimit {
  readonly functionName: string;
  readonly configuration: string;
  readonly gate: keyof typeof GATES;
  readonly limit: number;
  readonly value: number;
  /** A sentence. */
  readonly message: string;
}

interface Gate {
  readonly what: string;
  readonly value: (configuration: ComparedConfiguration) => number;
  readonly shown: (value: number) => string;
}

/** What each limit is about. A difference that is only chance is compared, too: its estimate is what counts. */
const GATES = {
  maxInitOverhead: {
    what: 'adds to the init time',
    value: ({ timings }) => timings.init.difference?.estimate ?? 0,
    shown: inMs,
  },
  maxInvocationOverhead: {
    what: 'adds to a warm invocation',
    value: ({ timings }) => timings.warm.difference?.estimate ?? 0,
    shown: inMs,
  },
  maxMemoryOverhead: {
    what: 'adds to the peak memory',
    value: ({ memoryOverheadMb }) => memoryOverheadMb,
    shown: inMegabytes,
  },
  maxSize: {
    what: 'makes the size of package and layers',
    value: ({ totalBytes }) => totalBytes / MEGABYTE,
    shown: inMegabytes,
  },
} as const satisfies Record<string, Gate>;

/** The limits that the configurations exceed; the first configuration is what others are compared with. */
export const exceededLimits = ({ functionName, configurations }: Comparison, limits: Limits): ExceededLimit[] =>
  configurations.slice(1).flatMap((configuration) =>
    (Object.keys(GATES) as (keyof typeof GATES)[]).flatMap((gate) => {
      const { what, value, shown }: Gate = GATES[gate];
      const [limit, found] = [limits[gate], value(configuration)];
      if (limit === undefined || found <= limit) return [];
      const message = `${functionName}: ${configuration.name} ${what} ${shown(found)}, and the limit is ${shown(limit)}.`;
      return [{ functionName, configuration: configuration.name, gate, limit, value: found, message }];
    }),
  );
