/** What Datadog's layers need in functions of a shape, and what they do not do there. */
import { type Note, note } from '../../core/finding';
import { parseLayer } from '../../core/layer';
import type { LayerSetting } from '../../core/recipe';
import type { Family } from '../../core/runtime';
import { SHAPES, type Shape } from '../../core/shapes';
import { valueText } from '../../core/value';
import { byDefault, type Environment } from '../variables';
import type { ResolvedTarget } from './case';
import { EXTENSION_LAYERS, LIBRARY_NAMES } from './layers';
import type { Destination } from './options';

interface ShapeNeeds {
  /** The oldest releases of the layers that work. */
  readonly oldest?: Partial<Record<Family | 'extension', number>>;
  /** Variables, by who takes the traces. */
  readonly variables?: Partial<Record<Destination, Readonly<Record<string, string>>>>;
  /** Something about it that users should know, if anything. */
  readonly note?: (resolved: ResolvedTarget) => Note | undefined;
}

/** Traces have to be sent with each response, as Lambda freezes the application afterwards. */
const FLUSHED = { DD_TRACE_PARTIAL_FLUSH_MIN_SPANS: '1', DD_TRACE_PARTIAL_FLUSH_ENABLED: 'false' } as const;

/**
 * Sources: docs.datadoghq.com/serverless/aws_lambda, durable_functions, managed_instances, lambda_web_adapter, and
 * securing_functions; datadog-lambda-extension, bottlecap (the buffer is 0 by default in 98 and 99, and executions don't
 * appear then).
 */
const NEEDS: Readonly<Partial<Record<Shape, ShapeNeeds>>> = {
  durable: {
    oldest: { extension: 99, nodejs: 142, python: 127 },
    variables: { extension: { DD_LAMBDA_DURABLE_FUNCTION_LOG_BUFFER_SIZE: '5' } },
    note: ({ options: { propagationStyle } }) =>
      propagationStyle === undefined || valueText(propagationStyle).includes('datadog')
        ? undefined
        : limited('without `datadog`, `propagationStyle` divides executions', 'add `datadog` to it'),
  },
  managed: {
    oldest: { extension: 90 },
    variables: { extension: { DD_LOGS_INJECTION: 'true' } },
  },
  signed: {
    note: ({ image }) =>
      image ? undefined : limited('Lambda checks the signatures of layers too', "allow Datadog's signing profile"),
  },
  webAdapter: {
    oldest: { extension: 77 },
    // The extension reads each event before the adapter.
    variables: { extension: { ...FLUSHED, AWS_LWA_LAMBDA_RUNTIME_API_PROXY: '127.0.0.1:9002' }, agent: FLUSHED },
  },
};

const limited = (why: string, instead: string): Note => note('shape-limited', { why, instead });

const needsOf = ({ shapes }: ResolvedTarget): readonly (readonly [Shape, ShapeNeeds])[] =>
  shapes.flatMap((shape) => (NEEDS[shape] ? [[shape, NEEDS[shape]] as const] : []));

/** The variables that the shapes of a function need. */
export const shapeVariables = (resolved: ResolvedTarget): Environment =>
  Object.fromEntries(
    needsOf(resolved).flatMap(([, { variables }]) =>
      Object.entries(variables?.[resolved.destination] ?? {}).map(([name, value]) => [name, byDefault(value)]),
    ),
  );

/** Who may take the traces of a function of a shape. */
export const takes = (shape: Shape, destination: Destination): boolean =>
  NEEDS[shape]?.variables?.[destination] !== undefined;

export const shapeNotes = (resolved: ResolvedTarget): Note[] =>
  needsOf(resolved).flatMap(([, needs]) => needs.note?.(resolved) ?? []);

/** The layers that are older than a shape needs: the function would fail with them, or its traces would be lost. */
export function oldLayers(resolved: ResolvedTarget, layers: readonly LayerSetting[]): Note[] {
  return needsOf(resolved).flatMap(([shape, { oldest = {} }]) =>
    layers.flatMap(({ arn }) => {
      const { name = '', version } = parseLayer(arn) ?? {};
      const part = EXTENSION_LAYERS.includes(name) ? 'extension' : LIBRARY_NAMES.includes(name) ? resolved.family : '';
      const wanted = oldest[part as keyof typeof oldest];
      if (wanted === undefined || version === undefined || version >= wanted) return [];
      return [
        note('layer-too-old', {
          shape: SHAPES[shape].words,
          layer: name,
          given: String(version),
          oldest: String(wanted),
        }),
      ];
    }),
  );
}
