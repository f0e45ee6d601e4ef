/** What a function traced by Datadog must have, from the options and the target alone. */
import { type Note, note } from '../../core/finding';
import type { LayerSetting, Recipe, Redirect, Refusal, Setting } from '../../core/recipe';
import { type Family, familyOf } from '../../core/runtime';
import type { Target } from '../../core/state';
import { isKnown, text, type Value } from '../../core/value';
import { OPTIONS } from '../../options/table';
import published from '../layers/datadog.json';
import { environment, hasEffect } from './environment';
import { DEAD_VARIABLES, HOOKS, type Hook, KNOWN_HANDLERS, ORIGINAL_HANDLER, WRAPPER } from './hooks';
import { EXTENSION_LINE, IMAGE_PARTS } from './image';
import { type Architecture, extensionLayer, libraryLayer, libraryVersion, type Wanted } from './layers';
import { appSecModeOf, type Destination, destinationOf, type Options } from './options';
import { statements } from './permissions';

/** What is settled about a function before anything is chosen for it. */
interface Case extends Wanted {
  readonly destination: Destination;
  readonly family?: Family;
  /** In words: the runtime's name, or the image's language. */
  readonly runtime: string;
  readonly image: boolean;
}

export function recipe(options: Options, target: Target): Recipe | Refusal {
  const settled = settle(options, target);
  if ('code' in settled) return { refused: [settled] };
  const layers = settled.image ? [] : layersOf(settled);
  const refused = [...layers.filter(isNote), ...hookProblems(settled)];
  if (refused.length > 0) return { refused };
  const { family, destination } = settled;
  return {
    provider: 'datadog',
    layers: layers.filter((layer) => !isNote(layer)) as LayerSetting[],
    environment: {
      ...environment({ options, target, destination, family }),
      ...hookVariables(settled),
      ...appSec(settled),
    },
    tags: { tracelayer: 'datadog', ...resourceTags(settled) },
    redirect: redirectOf(settled),
    tracing: options.enableXrayTracing ? 'Active' : undefined,
    statements: statements(options, target),
    subscription:
      destination === 'forwarder' && options.forwarderArn !== undefined
        ? { destination: options.forwarderArn, permission: options.createForwarderPermissions ?? false }
        : undefined,
    dead: family === undefined ? {} : DEAD_VARIABLES[family],
    packages: settled.image || options.addLayers === false ? [] : hookOf(settled).packages,
    notes: notesOf(settled),
  };
}

function settle(options: Options, target: Target): Case | Note {
  const { architecture, packageType, runtime } = target;
  const destination = destinationOf(options);
  if (packageType === 'Image') {
    const family = options.imageRuntime;
    return { options, target, destination, family, architecture: 'x86_64', runtime: family ?? 'image', image: true };
  }
  if (runtime === undefined) return note('runtime-missing');
  if (!isKnown(runtime)) return note('runtime-unresolved', { runtime: text(runtime) });
  const family = familyOf(runtime);
  if (family === undefined)
    return note('runtime-unsupported', {
      provider: 'Datadog',
      runtime,
      option: 'exclude',
      supported: 'a runtime of Lambda',
    });
  if (!isArchitecture(architecture)) return note('architecture-unresolved', { architecture: text(architecture) });
  return { options, target, destination, family, architecture, runtime, image: false };
}

const isArchitecture = (value: Value): value is Architecture => value === 'x86_64' || value === 'arm64';
const isNote = (value: LayerSetting | Note): value is Note => 'code' in value;

/** The library, and behind it the extension. */
function layersOf(settled: Case): (LayerSetting | Note)[] {
  const { family, runtime, destination, options } = settled;
  const library = family === undefined ? undefined : libraryLayer(settled, family, runtime);
  const isExtended =
    destination === 'extension' || (destination === 'agent' && options.extensionLayerArn !== undefined);
  return [...(library ? [library] : []), ...(isExtended ? [extensionLayer(settled)] : [])];
}

const hookOf = ({ family }: Case): Hook => (family === undefined ? {} : HOOKS[family]);

/** The wrapper is a file of the extension's layer. */
function hookProblems(settled: Case): Note[] {
  const isStuck =
    hookOf(settled).wrapper && settled.destination !== 'extension' && settled.options.redirectHandler !== false;
  return isStuck ? [note('extension-needed', { runtime: settled.runtime })] : [];
}

const hookVariables = (settled: Case): Record<string, Setting> =>
  hookOf(settled).wrapper && settled.options.redirectHandler !== false
    ? { AWS_LAMBDA_EXEC_WRAPPER: { rule: 'require', value: WRAPPER } }
    : {};

function redirectOf(settled: Case): Redirect | undefined {
  const { options, image } = settled;
  const { redirect } = hookOf(settled);
  if (!redirect || options.redirectHandler === false) return undefined;
  const own = image || options.addLayers === false ? redirect.package : redirect.layer;
  const handler = options.customHandler === undefined ? own : text(options.customHandler);
  return {
    handler,
    original: ORIGINAL_HANDLER,
    known: [...KNOWN_HANDLERS, handler],
    ...(image ? { optional: true } : {}),
  };
}

/** Protection in the tracer where it can be, else in the extension, which needs the wrapper. */
function appSec(settled: Case): Record<string, Setting> {
  const mode = appSecModeOf(settled.options);
  if (mode === 'off' || !canProtect(settled, mode)) return {};
  if (mode !== 'extension' && tracerProtects(settled)) return { DD_APPSEC_ENABLED: { rule: 'default', value: 'true' } };
  return {
    DD_SERVERLESS_APPSEC_ENABLED: { rule: 'default', value: 'true' },
    AWS_LAMBDA_EXEC_WRAPPER: { rule: 'require', value: WRAPPER },
  };
}

const tracerProtects = (settled: Case): boolean =>
  settled.family === 'python' && (libraryVersion(settled, 'python') ?? 0) >= published.appSecInTracer.python;

/** Runtimes that only have an operating system run no wrapper; the tracer protects only where it can. */
const canProtect = (settled: Case, mode: string): boolean =>
  mode === 'tracer' ? tracerProtects(settled) : settled.family !== undefined && settled.family !== 'custom';

/** The Forwarder cannot see a function's variables, so it is told by tags. */
function resourceTags({ destination, options }: Case): Record<string, Value> {
  if (destination !== 'forwarder') return {};
  const { env, service, version, tags } = options;
  const own = Object.entries({ env, service, version, ...tags });
  return Object.fromEntries(own.filter((tag): tag is [string, Value] => tag[1] !== undefined));
}

function notesOf(settled: Case): Note[] {
  const { family, image, runtime, destination, options } = settled;
  const { code } = hookOf(settled);
  return [
    ...(image ? [imageNote(family)] : []),
    ...(code === undefined ? [] : [note('code-needed', { runtime, lines: code })]),
    ...(family === 'python' && destination === 'agent' ? [note('last-trace-late', { runtime })] : []),
    ...idleNotes(settled),
    ...(appSecModeOf(options) === 'off' || canProtect(settled, appSecModeOf(options))
      ? []
      : [
          note('option-without-effect', {
            option: 'datadogAppSecMode',
            why: `"${appSecModeOf(options)}" does not work in ${runtime} functions`,
          }),
        ]),
  ];
}

function imageNote(family: Family | undefined): Note {
  if (family === undefined) return note('image-language-unknown');
  const { lines, command } = IMAGE_PARTS[family];
  const done =
    command === undefined
      ? 'its variables and tags are set'
      : 'its variables and tags are set, and its command where it is stated';
  const own =
    command === undefined
      ? []
      : [`CMD ["${command}"] (with the own command in ${ORIGINAL_HANDLER}) where the command stands there`];
  return note('image-by-hand', {
    done,
    lines: [EXTENSION_LINE, ...lines, ...own].map((line) => `\`${line}\``).join(', '),
  });
}

/** The options that somebody set and that the function's tracer does not read. */
function idleNotes({ options, family, runtime }: Case): Note[] {
  const idle = Object.entries(OPTIONS.datadog.table).filter(
    ([name, spec]) => options[name as keyof Options] !== undefined && !hasEffect(spec, { family }),
  );
  return idle.map(([option]) => note('option-without-effect', { option, why: `${runtime} functions do not read it` }));
}
