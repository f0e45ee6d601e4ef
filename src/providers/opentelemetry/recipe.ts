/** What a function traced by OpenTelemetry must have, from the options and the target alone. */
import { type Note, note } from '../../core/finding';
import type { LayerSetting, Recipe, Refusal } from '../../core/recipe';
import { type Family, familyOf } from '../../core/runtime';
import { valueText } from '../../core/value';
import type { HookTarget } from '../provider';
import { type Architecture, isNote, knownArchitecture, knownRuntime, unreadOption } from '../targets';
import { xrayMode } from '../xray';
import { environment, hasEffect } from './environment';
import { type Hook, hookOf, WEB_APPLICATION } from './hooks';
import { productLayer, runtimesOf, serves, settingOf } from './layers';
import {
  type Distribution,
  distributionOf,
  hasConfiguration,
  hasEndpoint,
  type Options,
  wantsCollector,
} from './options';
import { statements } from './permissions';
import { sendingNotes } from './sending';
import { shapeNotes, shapeProblems } from './shapes';
import { OPENTELEMETRY_OPTIONS } from './table';

/** What is known about a function before the recipe is made. */
interface ResolvedTarget {
  readonly options: Options;
  readonly target: HookTarget;
  readonly distribution: Distribution;
  readonly family: Family;
  readonly runtime: string;
  readonly architecture: Architecture;
  readonly hook: Hook;
}

export function recipe(options: Options, target: HookTarget): Recipe | Refusal {
  const resolved = resolveTarget(options, target);
  if (isNote(resolved)) return { refused: [resolved] };
  const layers = [languageLayer(resolved), collectorLayer(resolved)].filter((layer) => layer !== undefined);
  const found = layers.filter((layer): layer is LayerSetting => !isNote(layer));
  const refused = [...layers.filter(isNote), ...problems(resolved), ...shapeProblems(resolved, found)];
  if (refused.length > 0) return { refused };
  const { family, hook, distribution } = resolved;
  const xray = options.enableXrayTracing ?? (distribution !== 'community' && !hasEndpoint(options));
  return {
    provider: 'opentelemetry',
    layers: found,
    environment: {
      ...environment(options, family),
      ...(hook.wrapper === undefined ? {} : { AWS_LAMBDA_EXEC_WRAPPER: { rule: 'require', value: hook.wrapper } }),
    },
    tags: { tracelayer: 'opentelemetry' },
    tracing: xrayMode(xray),
    statements: statements(options, target, xray),
    deprecated: {},
    notes: [...recipeNotes(resolved), ...shapeNotes(resolved, found)],
  };
}

function resolveTarget(options: Options, target: HookTarget): ResolvedTarget | Note {
  const distribution = distributionOf(options);
  if (target.packageType === 'Image') return note('image-unsupported', { provider: TITLE });
  const known = knownRuntime(target.runtime);
  if (isNote(known)) return known;
  const processor = knownArchitecture(target.architecture);
  if (isNote(processor)) return processor;
  const { runtime } = known;
  const family = familyOf(runtime);
  const hook = family && startedBy(target, hookOf(distribution, family, options));
  const isServed =
    hook &&
    (hook.part === undefined || ownLayer(hook, options) !== undefined || serves(distribution, hook.part, runtime));
  if (!isServed) return note('runtime-unsupported', unsupportedDetails(distribution, runtime, hook?.arn));
  return { options, target, distribution, family, runtime, ...processor, hook };
}

/** A web application starts the SDK itself: neither a layer nor a wrapper gets into it. */
const startedBy = (target: HookTarget, hook: Hook | undefined): Hook | undefined =>
  hook?.wrapper !== undefined && target.wrapping === 'web adapter' ? WEB_APPLICATION : hook;

const TITLE = 'OpenTelemetry';

const ownLayer = ({ arn }: Hook, options: Options) => (arn === undefined ? undefined : options[arn]);

const unsupportedDetails = (distribution: Distribution, runtime: string, option?: string) => ({
  provider: `${TITLE} (${distribution})`,
  runtime,
  supported: runtimesOf(distribution).join(', ') || 'Python, Node.js or Java',
  ...(option === undefined ? {} : { option }),
});

function languageLayer(resolved: ResolvedTarget): LayerSetting | Note | undefined {
  const { hook, options, distribution } = resolved;
  if (hook.part === undefined || options.addLayers === false) return undefined;
  const own = ownLayer(hook, options);
  if (own !== undefined) return settingOf(own as string, hook.part);
  const version = hook.version === undefined ? undefined : options[hook.version];
  return (
    productLayer(distribution, { ...resolved, part: hook.part, version: version as string | undefined }) ??
    unavailableLayer(resolved, hook.part, hook.arn)
  );
}

/** The collector: where it is asked for, and where nothing but it can help. */
function collectorLayer(resolved: ResolvedTarget): LayerSetting | Note | undefined {
  const { hook, options, distribution } = resolved;
  const isIn = wantsCollector(options) || (hook.collector === true && options.addCollector !== false);
  if (!isIn) return undefined;
  if (options.collectorLayerArn !== undefined) return settingOf(options.collectorLayerArn, 'collector');
  const found = productLayer(distribution, { ...resolved, part: 'collector', version: options.collectorLayerVersion });
  return found ?? unavailableLayer(resolved, 'collector', 'collectorLayerArn');
}

const unavailableLayer = (
  { distribution, architecture, target }: ResolvedTarget,
  part: string,
  option = 'exclude',
): Note =>
  note('layer-missing', {
    provider: `${TITLE} (${distribution})`,
    layer: `for ${part}`,
    architecture,
    region: valueText(target.region),
    option,
  });

/** What would make the function fail, or lose its spans in silence. */
function problems({ options, distribution, family, hook, target, runtime }: ResolvedTarget): Note[] {
  const isPublished = hook.part !== undefined && options.addLayers !== false && ownLayer(hook, options) === undefined;
  return [
    ...(distribution === 'community' && isPublished ? sendingNotes(options, family) : []),
    ...(target.bundle !== undefined && hook.wrapsExports ? [note('bundle-getters', { setting: target.bundle })] : []),
    ...(hook.collector && !hasConfiguration(options) ? [note('collector-unconfigured', { runtime })] : []),
  ];
}

function recipeNotes({ options, family, hook, runtime }: ResolvedTarget): Note[] {
  const idle = Object.entries(OPENTELEMETRY_OPTIONS).filter(
    ([name, spec]) => options[name as keyof Options] !== undefined && !hasEffect(spec, family),
  );
  return [
    ...(hook.code === undefined ? [] : [note('code-needed', { runtime, lines: hook.code })]),
    ...idle.map(([option]) => unreadOption(option, runtime)),
  ];
}
