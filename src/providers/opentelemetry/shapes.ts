/** What the layers of OpenTelemetry cannot do in functions of a shape. */
import { type Note, note } from '../../core/finding';
import { parseLayer } from '../../core/layer';
import type { LayerSetting } from '../../core/recipe';
import type { Family } from '../../core/runtime';
import { SHAPES, type Shape } from '../../core/shapes';
import type { Target } from '../../core/state';
import { isAtLeast } from '../releases';
import type { Hook } from './hooks';
import type { Distribution } from './options';

interface ShapedTarget {
  readonly target: Target;
  readonly distribution: Distribution;
  readonly family: Family;
  readonly hook: Hook;
}

/** Why a function of a shape cannot be traced, and what to do instead; nothing where it can. */
type Problem = (resolved: ShapedTarget) => { readonly why: string; readonly instead?: string } | undefined;

/**
 * Sources: comments of datadog-lambda-js 12.142.0 on the runtime of durable functions; opentelemetry-lambda, collector, of
 * which 0.20.0 is the first release for managed instances. Lambda accepts no extension there that registers for
 * invocations, as the collectors in the ADOT layers of 2025 do.
 */
const PROBLEMS: Readonly<Partial<Record<Shape, Problem>>> = {
  durable: ({ family, hook }) =>
    family === 'nodejs' && hook.wrapper !== undefined
      ? { why: "its runtime ignores `NODE_OPTIONS`, by which the layer's script starts the SDK" }
      : undefined,
  managed: ({ distribution }) =>
    distribution === 'adot'
      ? { why: 'the ADOT layers are older than managed instances', instead: 'choose another `distribution`' }
      : undefined,
};

/** The oldest releases of the community's layers that work, by how their names begin. */
const OLDEST: Readonly<Partial<Record<Shape, readonly [name: string, release: string]>>> = {
  managed: ['opentelemetry-collector', '0.20.0'],
};

/** What would make a function of its shape fail, or lose its traces without an error. */
export const shapeProblems = (resolved: ShapedTarget, layers: readonly LayerSetting[]): Note[] =>
  (resolved.target.shapes ?? []).flatMap((shape) => {
    const problem = PROBLEMS[shape]?.(resolved);
    const words = SHAPES[shape].words;
    return problem
      ? [note('shape-unsupported', { provider: 'OpenTelemetry', shape: words, ...problem })]
      : layers.flatMap((layer) => oldLayer(shape, layer));
  });

/** A layer of the community has its release in its name. */
function oldLayer(shape: Shape, { arn }: LayerSetting): Note[] {
  const [name = '', oldest = ''] = OLDEST[shape] ?? [];
  const layer = parseLayer(arn)?.name ?? '';
  const given = /-(\d+(_\d+)*)$/.exec(layer)?.[1]?.replaceAll('_', '.');
  if (given === undefined || oldest === '' || !layer.startsWith(name) || isAtLeast(given, oldest)) return [];
  return [note('layer-too-old', { shape: SHAPES[shape].words, layer, given, oldest })];
}

export const shapeNotes = ({ target: { shapes = [] } }: ShapedTarget, layers: readonly LayerSetting[]): Note[] =>
  shapes.includes('signed') && layers.length > 0
    ? [
        note('shape-limited', {
          why: "Lambda checks the signatures of layers too, and OpenTelemetry's layers are not known to have any",
          instead:
            'sign copies of the layers and name their account in `useLayersFromAccount`, or let the configuration only warn',
        }),
      ]
    : [];
