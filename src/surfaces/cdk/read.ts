/** A function of a construct tree as the core sees it, the user's tokens whole. */
import { type CfnResource, Stack } from 'aws-cdk-lib/core';
import { FUNCTION, type FunctionReceipt } from '../../core/function';
import { layerKey } from '../../core/layer';
import { setIn } from '../../core/own';
import { withPresence } from '../../core/part';
import { partitionOf } from '../../core/region';
import { camel, SHAPE_PROPERTIES, shapesOf } from '../../core/shapes';
import { type FunctionState, NO_PARTS, type Parts, type Target } from '../../core/state';
import { isKnown, type Value, valueText } from '../../core/value';
import { overridesOf } from './overrides';
import { type CfnLambda, TRACING } from './resource';
import { peel, valueIn } from './tokens';

export interface ReadConstruct {
  readonly state: FunctionState;
  /** Whether it must be read as a template is: for conditions, mappings, overrides, or a layer that is there twice. */
  readonly isOpen: boolean;
}

/** The current state of a function; messages name it by its path. */
export function readConstruct(
  cfn: CfnLambda,
  receipt: FunctionReceipt | undefined,
  bundle?: Target['bundle'],
): ReadConstruct {
  let isOpen = overridesOf(cfn) !== undefined;
  const look = (among: ReadonlySet<string>) => (resolved: unknown) => {
    isOpen ||= isPropertyMap(resolved) ? false : hasKeyOf(resolved, among);
  };
  const stack = Stack.of(cfn);
  const [value, decided] = [valueIn(stack, look(CHOICES)), valueIn(stack, look(INTRINSICS))];
  const peeled = (raw: unknown) => peel(raw, cfn);
  const region = value(stack.region);
  const packageType = isImageFunction(cfn) ? 'Image' : 'Zip';
  const handler = packageType === 'Image' ? commandOf(cfn) : cfn.handler;
  const shown = (name: string) => peeled(cfn[camel(name) as keyof CfnLambda]);
  const [environment, layers] = [environmentVariables(cfn, cfn.environment), peeled(cfn.layers)];
  const state: FunctionState = {
    id: pathOf(cfn),
    receipt,
    target: {
      packageType,
      ...(cfn.runtime === undefined ? {} : { runtime: decided(cfn.runtime) }),
      architecture: decided(firstOf(peeled(cfn.architectures)) ?? 'x86_64'),
      region,
      partition: isKnown(region) ? partitionOf(region) : value(stack.partition),
      account: value(stack.account),
      ...(bundle === undefined ? {} : { bundle }),
      ...shapesOf(shown),
    },
    ...unresolvedPartsOf(environment ?? {}, layers ?? [], value),
    parts: withPresence(FUNCTION, {
      ...NO_PARTS,
      containers: presenceOfParts(environment, layers),
      handler: handler === undefined ? {} : { handler: value(handler) },
      environment: isPropertyMap(environment) ? toValues(environment, value) : {},
      layers: Array.isArray(layers) ? keyedValues(layers.map(decided)) : {},
      tags: toValues(cfn.tags.tagValues(), value),
      tracing: tracingOf(cfn, value),
    }),
  };
  // Two layers of one name cannot be distinguished by it.
  isOpen ||= Array.isArray(layers) && layers.length !== Object.keys(state.parts.layers).length;
  isOpen ||= SHAPE_PROPERTIES.some((name) => isChoice(shown(name)));
  return { state, isOpen: isOpen || isChoice(peeled(cfn.code)) || isChoice(peeled(cfn.packageType)) };
}

/** What makes a choice, wherever it is. */
const CHOICES: ReadonlySet<string> = new Set(['Fn::If']);
/** Functions whose value a template may show, which matters where a decision depends on it. */
const INTRINSICS: ReadonlySet<string> = new Set([
  'Fn::If',
  'Fn::FindInMap',
  'Fn::Select',
  'Fn::Split',
  'Fn::Join',
  'Fn::Sub',
]);

function hasKeyOf(resolved: unknown, among: ReadonlySet<string>): boolean {
  if (typeof resolved !== 'object' || resolved === null) return false;
  for (const key in resolved) if (among.has(key)) return true;
  return 'Ref' in resolved && resolved.Ref === 'AWS::NoValue';
}

const isChoice = (raw: unknown): boolean => hasKeyOf(raw, CHOICES);

/** The path that people know: of the L2 construct, where there is one. */
export function pathOf(cfn: CfnResource): string {
  const scope = cfn.node.scope;
  return scope?.node.defaultChild === cfn ? scope.node.path : cfn.node.path;
}

/** The variables as they are written: a map, or one intrinsic. */
export const environmentVariables = (cfn: CfnLambda, raw: unknown): unknown => {
  const environment = peel(raw, cfn);
  return isPropertyMap(environment) ? peel(environment.variables, cfn) : environment;
};

export const isImageFunction = (cfn: CfnLambda): boolean => {
  const code = peel(cfn.code, cfn) as { imageUri?: unknown } | undefined;
  return cfn.packageType === 'Image' || code?.imageUri !== undefined || cfn.imageUri !== undefined;
};

/** The command of an image, where it is stated and one word, as a handler is. */
function commandOf(cfn: CfnLambda): unknown {
  const config = peel(cfn.imageConfig, cfn);
  const command = isPropertyMap(config) ? peel(config.command, cfn) : undefined;
  return Array.isArray(command) && command.length === 1 ? command[0] : undefined;
}

function tracingOf(cfn: CfnLambda, value: (raw: unknown) => Value): Parts['tracing'] {
  const mode = TRACING[cfn.cfnResourceType]?.read({ tracing: cfn.tracing, config: peel(cfn.tracingConfig, cfn) });
  return mode === undefined ? {} : { Mode: value(mode) };
}

const keyedValues = (layers: readonly Value[]): Parts['layers'] =>
  Object.fromEntries(layers.map((arn) => [layerKey(arn), arn]));

/** Properties that are present, even if they are empty. */
const presenceOfParts = (environment: unknown, layers: unknown): Parts['containers'] => ({
  ...(environment === undefined ? {} : { environment: 'present' }),
  ...(layers === undefined ? {} : { layers: 'present' }),
});

/** Parts that are one intrinsic, such as a list that is a parameter. */
function unresolvedPartsOf(
  environment: unknown,
  layers: unknown,
  value: (raw: unknown) => Value,
): Pick<FunctionState, 'unresolvedParts'> {
  const [isOpaque, areOpaque] = [!isPropertyMap(environment), !Array.isArray(layers)];
  if (!isOpaque && !areOpaque) return {};
  return {
    unresolvedParts: {
      ...(isOpaque ? { environment: valueText(value(environment)) } : {}),
      ...(areOpaque ? { layers: valueText(value(layers)) } : {}),
    },
  };
}

/** A map of names, not an intrinsic function. */
function isPropertyMap(raw: unknown): raw is Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false;
  for (const key in raw) if (key === 'Ref' || key.startsWith('Fn::')) return false;
  return true;
}

const firstOf = (raw: unknown): unknown => (Array.isArray(raw) ? raw[0] : raw);

function toValues(
  raw: Readonly<Record<string, unknown>>,
  value: (raw: unknown) => Value,
): Readonly<Record<string, Value>> {
  const values: Record<string, Value> = {};
  for (const name of Object.keys(raw)) setIn(values, name, value(raw[name]));
  return values;
}
