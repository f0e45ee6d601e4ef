/** A function of the fake: what Lambda would answer, tags, and the update that is under way. */
import { randomUUID } from 'node:crypto';
import type { Configuration, Tags } from '../../src/surfaces/lambda/configuration';

export interface FakeFunction {
  configuration: Configuration;
  tags: Record<string, string>;
  /** When the update under way is over. */
  busyUntil: number;
  /** Whether the caller may not decrypt the variables. */
  sealed: boolean;
  readonly region: string;
  /** Published versions by number, and what aliases point to. */
  readonly versions: string[];
  /** What was published, by number. */
  readonly published: Map<string, Configuration>;
  /** The version that each alias points to. */
  readonly aliases: Map<string, string>;
}

export type FunctionGiven = Configuration & {
  readonly FunctionName: string;
  readonly region?: string;
  readonly tags?: Tags;
  readonly sealed?: boolean;
  readonly busyUntil?: number;
  readonly versions?: readonly string[];
};

const ACCOUNT = '123456789012';

export function functionOf({
  region = 'us-east-1',
  tags = {},
  sealed = false,
  busyUntil = 0,
  versions = [],
  ...given
}: FunctionGiven): FakeFunction {
  const image = given.PackageType === 'Image';
  return {
    region,
    tags: { ...tags },
    sealed,
    busyUntil,
    versions: [...versions],
    published: new Map(),
    aliases: new Map(),
    configuration: {
      FunctionArn: `arn:aws:lambda:${region}:${ACCOUNT}:function:${given.FunctionName}`,
      PackageType: 'Zip',
      ...(image ? {} : { Runtime: 'nodejs22.x', Handler: 'index.handler' }),
      Architectures: ['x86_64'],
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: randomUUID(),
      State: 'Active',
      ...given,
    },
  };
}

/** What GetFunction shows: nothing that is empty, and variables only to a caller that may decrypt them. */
export function shown({ configuration, sealed, busyUntil }: FakeFunction): Configuration {
  const { Environment, Layers, ...others } = configuration;
  const Role = others.Role ?? `arn:aws:iam::${ACCOUNT}:role/${others.FunctionName}`;
  const hasVariables = Object.keys(Environment?.Variables ?? {}).length > 0;
  return {
    ...others,
    Role,
    ...(Layers && Layers.length > 0 ? { Layers } : {}),
    ...(sealed
      ? {
          Environment: {
            Error: {
              ErrorCode: 'AccessDeniedException',
              Message: 'Lambda was unable to decrypt your environment variables because KMS access was denied.',
            },
          },
        }
      : hasVariables
        ? { Environment }
        : {}),
    LastUpdateStatus: Date.now() < busyUntil ? 'InProgress' : (configuration.LastUpdateStatus ?? 'Successful'),
  };
}

/** Publishes the function as it is, and points an alias to the version. */
export function publish(fn: FakeFunction, alias: string): void {
  const number = String(fn.published.size + 1);
  fn.published.set(number, { ...fn.configuration, Version: number });
  fn.aliases.set(alias, number);
}
