/** The clients of one region, which share a pace, as one identity. */
import { Caller } from './caller';
import { CALL_LIMITS } from './limits';
import { checkProfile } from './profile';

export interface Identity {
  readonly profile?: string;
  readonly fips?: boolean;
  /** The milliseconds after which a request is given up. */
  readonly timeout?: number;
  /** Requests a second. */
  readonly rate?: number;
}

/** `require`, so that commands that don't call AWS don't load the SDK. */
const loadSdk = () => require('./sdk') as typeof import('./sdk');

export function openConnection(region: string | undefined, identity: Identity) {
  const { profile, fips, rate, timeout = CALL_LIMITS.request } = identity;
  checkProfile(profile, process.env);
  const sdk = loadSdk();
  const config = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(fips ? { useFipsEndpoint: true } : {}),
    maxAttempts: 1,
    requestHandler: { requestTimeout: timeout, connectionTimeout: timeout, throwOnRequestTimeout: true },
  };
  return {
    sdk,
    lambda: new sdk.LambdaClient(config),
    logs: new sdk.CloudWatchLogsClient(config),
    machines: new sdk.SFNClient(config),
    tagging: new sdk.ResourceGroupsTaggingAPIClient(config),
    caller: new Caller(rate),
  };
}

export type Connection = ReturnType<typeof openConnection>;
