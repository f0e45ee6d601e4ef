/** What a function traced by Datadog must have, from the options and the target alone. */
import { type Note, note } from '../../core/finding';
import type { LayerSetting, Recipe, Redirect, Refusal, Setting, Subscription } from '../../core/recipe';
import { EXEC_WRAPPER } from '../../core/signature';
import { type Value, valueText } from '../../core/value';
import type { HookTarget } from '../provider';
import { isNote } from '../targets';
import { xrayMode } from '../xray';
import { appSec } from './appsec';
import { datadogHook, extensionOf, libraryOf, type ResolvedTarget, resolveTarget } from './case';
import { environment } from './environment';
import { DATADOG_WRAPPER, DEPRECATED_VARIABLES, KNOWN_HANDLERS, ORIGINAL_HANDLER } from './hooks';
import { recipeNotes } from './notes';
import type { InformedOptions } from './options';
import { statements } from './permissions';
import { oldLayers, takes } from './shapes';

export function recipe(options: InformedOptions, target: HookTarget): Recipe | Refusal {
  const resolved = resolveTarget(options, target);
  if (isNote(resolved)) return { refused: [resolved] };
  const layers = [libraryOf(resolved), extensionOf(resolved)].filter((layer) => layer !== undefined);
  const found = layers.filter((layer): layer is LayerSetting => !isNote(layer));
  const problems = [...hookProblems(resolved), ...wrapperProblems(resolved), ...oldLayers(resolved, found)];
  const refused = [...layers.filter(isNote), ...problems];
  if (refused.length > 0) return { refused };
  const { family } = resolved;
  return {
    provider: 'datadog',
    layers: found,
    environment: { ...environment(resolved), ...appSec(resolved), ...hookVariables(resolved) },
    tags: { tracelayer: 'datadog', ...functionTags(resolved) },
    redirect: redirectOf(resolved),
    tracing: xrayMode(options.enableXrayTracing),
    statements: statements(options, target),
    subscription: subscriptionOf(resolved),
    deprecated: DEPRECATED_VARIABLES[family],
    packages: resolved.image || options.addLayers === false ? [] : datadogHook(resolved).packages,
    notes: [...recipeNotes(resolved), ...logNotes(subscriptionOf(resolved))],
  };
}

const isWrapped = (resolved: ResolvedTarget): boolean =>
  datadogHook(resolved).wrapper === true && resolved.options.redirectHandler !== false;

/** The wrapper is a file of the extension's layer. */
const hookProblems = (resolved: ResolvedTarget): Note[] =>
  isWrapped(resolved) && resolved.destination !== 'extension'
    ? [note('extension-needed', { runtime: resolved.runtime })]
    : [];

/** What a script in place of the runtime makes impossible. Where the tracer needs one itself, the variable decides. */
function wrapperProblems(resolved: ResolvedTarget): Note[] {
  const { wrapping, destination, runtime } = resolved;
  const conflict = (why: string, instead?: string) => [
    note('wrapper-conflict', { name: EXEC_WRAPPER, why, ...(instead === undefined ? {} : { instead }) }),
  ];
  if (wrapping === 'unknown' && redirectOf(resolved))
    return conflict(
      'the script is unknown, and another handler may not start',
      'set `redirectHandler: false` and start the tracer in the code, or remove the variable',
    );
  if (wrapping !== 'web adapter' || isWrapped(resolved)) return [];
  if (!resolved.shapes.includes('webAdapter'))
    return conflict(`Datadog does not trace the Lambda Web Adapter with ${runtime}`);
  return !takes('webAdapter', destination) ? conflict(ONLY_EXTENSION, 'let the extension be added') : [];
}
const ONLY_EXTENSION = 'only the extension or your own agent takes traces of it';

const hookVariables = (resolved: ResolvedTarget): Readonly<Record<string, Setting>> =>
  isWrapped(resolved) ? { [EXEC_WRAPPER]: { rule: 'require', value: DATADOG_WRAPPER } } : {};

function redirectOf(resolved: ResolvedTarget): Redirect | undefined {
  const { options, image } = resolved;
  const { redirect } = datadogHook(resolved);
  if (!redirect || options.redirectHandler === false) return undefined;
  const own = image || options.addLayers === false ? redirect.package : redirect.layer;
  const handler = options.customHandler === undefined ? own : valueText(options.customHandler);
  return {
    handler,
    original: ORIGINAL_HANDLER,
    known: [...KNOWN_HANDLERS, handler],
    ...(image ? { optional: true } : {}),
  };
}

/** The Forwarder that takes the log; the extension sends the log itself, so with both it would arrive twice. */
const forwards = ({ destination, options }: ResolvedTarget): Value | undefined =>
  destination === 'extension' ? undefined : options.forwarderArn;

function subscriptionOf(resolved: ResolvedTarget): Subscription | undefined {
  const destination = forwards(resolved);
  if (destination === undefined) return undefined;
  const {
    createForwarderPermissions: permission = false,
    logGroups,
    logRetentionInDays: retentionInDays,
  } = resolved.options;
  return { destination, permission, carriesTraces: resolved.destination === 'forwarder', logGroups, retentionInDays };
}

/** What you should know about a log group that is left alone. */
const logNotes = (subscription: Subscription | undefined): Note[] =>
  subscription?.logGroups === 'none'
    ? [note('log-group-left', { destination: valueText(subscription.destination) })]
    : [];

/** The Forwarder cannot see a function's variables, so tags carry the service and its environment. */
const functionTags = (resolved: ResolvedTarget): Record<string, Value> =>
  forwards(resolved) === undefined ? {} : resourceTags(resolved.options);

/** What traces are tagged with, as tags of a resource. */
export function resourceTags({ env, service, version, tags }: InformedOptions): Record<string, Value> {
  const own = Object.entries({ env, service, version, ...tags });
  return Object.fromEntries(own.filter((tag): tag is [string, Value] => tag[1] !== undefined));
}
