/** What a function traced by Datadog must have, from the options and the target alone. */
import { type Note, note } from '../../core/finding';
import type { LayerSetting, Recipe, Redirect, Refusal, Setting, Subscription } from '../../core/recipe';
import { EXEC_WRAPPER } from '../../core/signature';
import { text, type Value } from '../../core/value';
import type { HookTarget } from '../provider';
import { appSec } from './appsec';
import { type Case, extensionOf, hookOf, isNote, libraryOf, settle } from './case';
import { environment } from './environment';
import { DEAD_VARIABLES, KNOWN_HANDLERS, ORIGINAL_HANDLER, WRAPPER } from './hooks';
import { notesOf } from './notes';
import type { InformedOptions } from './options';
import { statements } from './permissions';

export function recipe(options: InformedOptions, target: HookTarget): Recipe | Refusal {
  const settled = settle(options, target);
  if (isNote(settled)) return { refused: [settled] };
  const layers = [libraryOf(settled), extensionOf(settled)].filter((layer) => layer !== undefined);
  const refused = [...layers.filter(isNote), ...hookProblems(settled), ...wrapperProblems(settled)];
  if (refused.length > 0) return { refused };
  const { family } = settled;
  return {
    provider: 'datadog',
    layers: layers.filter((layer): layer is LayerSetting => !isNote(layer)),
    environment: { ...environment(settled), ...appSec(settled), ...hookVariables(settled) },
    tags: { tracelayer: 'datadog', ...resourceTags(settled) },
    redirect: redirectOf(settled),
    tracing: options.enableXrayTracing ? 'Active' : undefined,
    statements: statements(options, target),
    subscription: subscriptionOf(settled),
    dead: DEAD_VARIABLES[family],
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

/** What a script in place of the runtime makes impossible. Where the tracer needs one itself, the variable decides. */
function wrapperProblems(settled: Case): Note[] {
  const { wrapping, destination, runtime } = settled;
  const hook = hookOf(settled);
  const conflict = (why: string, instead?: string) => [
    note('wrapper-conflict', { name: EXEC_WRAPPER, why, ...(instead === undefined ? {} : { instead }) }),
  ];
  if (wrapping === 'unknown' && redirectOf(settled))
    return conflict(
      'nothing is known about that script, and a handler in front of the own one may not start',
      'set `redirectHandler: false` and start the tracer in the code, or remove the variable from the function',
    );
  if (wrapping !== 'web adapter' || isWrapped(settled)) return [];
  if (hook.variables === undefined) return conflict(`Datadog does not trace the Lambda Web Adapter with ${runtime}`);
  return hook.variables[destination] === undefined ? conflict(ONLY_EXTENSION, 'let the extension be added') : [];
}
const ONLY_EXTENSION = 'of the Lambda Web Adapter, only the extension or an agent of your own takes traces';

function hookVariables(settled: Case): Readonly<Record<string, Setting>> {
  if (isWrapped(settled)) return { [EXEC_WRAPPER]: { rule: 'require', value: WRAPPER } };
  const variables = Object.entries(hookOf(settled).variables?.[settled.destination] ?? {});
  return Object.fromEntries(variables.map(([name, value]) => [name, { rule: 'default', value }]));
}

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
  const carriesTraces = settled.destination === 'forwarder';
  return destination === undefined ? undefined : { destination, permission, carriesTraces };
}

/** The Forwarder cannot see a function's variables, so it is told by tags. */
function resourceTags(settled: Case): Record<string, Value> {
  if (forwards(settled) === undefined) return {};
  const { env, service, version, tags } = settled.options;
  const own = Object.entries({ env, service, version, ...tags });
  return Object.fromEntries(own.filter((tag): tag is [string, Value] => tag[1] !== undefined));
}
