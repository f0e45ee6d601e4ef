/** The few of a function's variables a preview replaces, so that nothing leaves this machine. */
import type { LambdaFunction } from '../function';
import { ENDPOINTS, HOST_VARIABLES, hostOf, isLoopback, onLoopback } from './endpoints';

/** One variable the sandbox replaces, or takes away where there is no value. */
export interface Override {
  readonly name: string;
  readonly value?: string;
  readonly why: string;
}

type OverriddenVariables = Readonly<Record<string, string>>;
type OverrideRule = (environment: OverriddenVariables, layers: readonly string[]) => Override[];

const API_KEY = 'DD_API_KEY';
const SECRETS = ['DD_API_KEY_SECRET_ARN', 'DD_API_KEY_SSM_ARN', 'DD_API_KEY_SSM_NAME', 'DD_KMS_API_KEY'];

const TO_LOG = 'DD_FLUSH_TO_LOG';
const ORIGINAL_HANDLER_VARIABLE = 'DD_LAMBDA_HANDLER';
const EXTENSION = /:layer:Datadog-Extension/;

const OVERRIDE_RULES: readonly OverrideRule[] = [
  (env) =>
    [API_KEY, ...SECRETS].some((name) => name in env)
      ? [{ name: API_KEY, value: 'preview', why: 'no real key is needed here' }]
      : [],
  (env) => SECRETS.filter((name) => name in env).map((name) => ({ name, why: 'the secret is not fetched here' })),
  (env) =>
    ENDPOINTS.filter(({ name }) => isRemote(hostOf(env[name] ?? ''))).map((endpoint) => ({
      name: endpoint.name,
      value: onLoopback(env[endpoint.name], endpoint),
      why: 'traces stay on this machine',
    })),
  (env) =>
    HOST_VARIABLES.filter((name) => isRemote(env[name] ?? '')).map((name) => ({
      name,
      value: '127.0.0.1',
      why: 'traces stay on this machine',
    })),
  // Without the extension the libraries send metrics to Datadog's API, over the internet.
  (env, layers) =>
    ORIGINAL_HANDLER_VARIABLE in env && env[TO_LOG] !== 'true' && !layers.some((arn) => EXTENSION.test(arn))
      ? [{ name: TO_LOG, value: 'true', why: 'metrics stay on this machine' }]
      : [],
];

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

function isRemote(host: string): boolean {
  return host !== '' && !isLoopback(host);
}
