/** What a function traced by Datadog must have, from the options and the target alone. */
import { type Note, note } from '../../core/finding';
import type { LayerSetting, Recipe, Redirect, Refusal, Setting, Subscription } from '../../core/recipe';
import type { Target } from '../../core/state';
import { text, type Value } from '../../core/value';
import { appSec } from './appsec';
import { type Case, extensionOf, hookOf, isNote, libraryOf, settle } from './case';
import { environment } from './environment';
import { DEAD_VARIABLES, KNOWN_HANDLERS, ORIGINAL_HANDLER, WRAPPER } from './hooks';
import { notesOf } from './notes';
import type { Options } from './options';
import { statements } from './permissions';

export function recipe(options: Options, target: Target): Recipe | Refusal {
  const settled = settle(options, target);
  if (isNote(settled)) return { refused: [settled] };
  const layers = [libraryOf(settled), extensionOf(settled)].filter((layer) => layer !== undefined);
  const refused = [...layers.filter(isNote), ...hookProblems(settled)];
  if (refused.length > 0) return { refused };
  const { family } = settled;
  return {
    provider: 'datadog',
    layers: layers.filter((layer): layer is LayerSetting => !isNote(layer)),
    environment: { ...environment(settled), ...hookVariables(settled), ...appSec(settled) },
    tags: { tracelayer: 'datadog', ...resourceTags(settled) },
    redirect: redirectOf(settled),
    tracing: options.enableXrayTracing ? 'Active' : undefined,
    statements: statements(options, target),
    subscription: subscriptionOf(settled),
    dead: family === undefined ? {} : DEAD_VARIABLES[family],
    packages: settled.image || options.addLayers === false ? [] : hookOf(settled).packages,
    notes: notesOf(settled),
  };
}

const isWrapped = (settled: Case): boolean =>
  hookOf(settled).wrapper === true && settled.options.redirectHandler !== false;

/** The wrapper is a file of the extension's layer. */
const hookProblems = (settled: Case): Note[] =>
  isWrapped(settled) && settled.destination !== 'extension'
    ? [note('extension-needed', { runtime: settled.runtime })]
    : [];

const hookVariables = (settled: Case): Readonly<Record<string, Setting>> =>
  isWrapped(settled) ? { AWS_LAMBDA_EXEC_WRAPPER: { rule: 'require', value: WRAPPER } } : {};

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

/** The Forwarder that takes the log; beside the extension, which sends the log itself, it would arrive twice. */
const forwards = ({ destination, options }: Case): Value | undefined =>
  destination === 'extension' ? undefined : options.forwarderArn;

function subscriptionOf(settled: Case): Subscription | undefined {
  const destination = forwards(settled);
  const permission = settled.options.createForwarderPermissions ?? false;
  return destination === undefined ? undefined : { destination, permission };
}

/** The Forwarder cannot see a function's variables, so it is told by tags. */
function resourceTags(settled: Case): Record<string, Value> {
  if (forwards(settled) === undefined) return {};
  const { env, service, version, tags } = settled.options;
  const own = Object.entries({ env, service, version, ...tags });
  return Object.fromEntries(own.filter((tag): tag is [string, Value] => tag[1] !== undefined));
}
