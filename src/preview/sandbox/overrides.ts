/** The few of a function's variables a preview replaces, so that nothing leaves this machine. */
import { SECRET_VARIABLES } from '../../providers/mask';
import type { LambdaFunction } from '../function';
import { SUPPORT } from '../support';
import { layerName } from '../trees/layers';
import { remoteEndpoints } from './endpoints';

/** One variable the sandbox replaces, or takes away where there is no value. */
export interface Override {
  readonly name: string;
  readonly value?: string;
  readonly why: string;
}

type OverriddenVariables = Readonly<Record<string, string>>;
type OverrideRule = (environment: OverriddenVariables, layers: readonly string[]) => Override[];

const PLACEHOLDER = 'preview';
const PLACEHOLDERS = new Map(SUPPORT.flatMap(({ placeholders = {} }) => Object.entries(placeholders)));
const REFERENCES = new Map(SUPPORT.flatMap(({ secretReferences = {} }) => Object.entries(secretReferences)));
const MISSING_LAYERS = SUPPORT.flatMap(({ missingLayers = [] }) => missingLayers);

const OVERRIDE_RULES: readonly OverrideRule[] = [
  (env) =>
    [...secretsOf(env)].map((name) => ({
      name,
      value: PLACEHOLDERS.get(name) ?? PLACEHOLDER,
      why: 'the preview needs no real secret',
    })),
  (env) =>
    Object.keys(env)
      .filter((name) => REFERENCES.has(name))
      .map((name) => ({ name, why: 'the preview does not fetch the secret' })),
  (env) => remoteEndpoints(env).map((endpoint) => ({ ...endpoint, why: 'traces stay on this machine' })),
  (env, layers) =>
    MISSING_LAYERS.filter(
      ({ names, tracedBy, variable, value }) =>
        tracedBy in env && env[variable] !== value && !layers.some((arn) => names.test(layerName(arn))),
    ).map(({ variable, value, why }) => ({ name: variable, value, why })),
];

/** The variables that hold a secret, or for which another variable says where it is. */
const secretsOf = (environment: OverriddenVariables): Set<string> =>
  new Set(Object.keys(environment).flatMap((name) => REFERENCES.get(name) ?? (SECRET_VARIABLES.has(name) ? name : [])));

/** What is replaced in a function's environment, and why. */
export function overridesFor(fn: LambdaFunction): Override[] {
  return OVERRIDE_RULES.flatMap((rule) => rule(fn.environment, fn.layers));
}

/** The function's environment with the overrides made. */
export function withOverrides(fn: LambdaFunction): Record<string, string> {
  const result: Record<string, string> = { ...fn.environment };
  for (const { name, value } of overridesFor(fn)) {
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}
