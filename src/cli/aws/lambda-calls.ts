/** The calls of Lambda about functions, their versions, and their aliases. */
import type { Configuration, Tags, Update } from '../../surfaces/lambda/configuration';
import { namingCall, unless } from './attempts';
import type { Connection } from './connection';
import { CALL_LIMITS } from './limits';

export interface Alias {
  readonly name: string;
  readonly version: string;
}

/** A published version of a layer, as far as it says what it fits; a list that is absent excludes nothing. */
export interface LayerVersion {
  readonly runtimes?: readonly string[];
  readonly architectures?: readonly string[];
}

/** What a configuration for code signing does with code that no trusted publisher has signed. */
export type UnsignedCode = 'Warn' | 'Enforce';

export const lambdaCalls = (connection: Connection) => ({ ...readCalls(connection), ...writeCalls(connection) });

const readCalls = (connection: Connection) => ({
  /** The region that AWS's own rules choose if none was named. */
  region: () => connection.lambda.config.region(),

  list: (): Promise<Configuration[]> =>
    namingCall('lambda:ListFunctions', async () => (await pages(connection, {}, Number.POSITIVE_INFINITY)) ?? []),

  /** Every published version too; nothing if that takes more than this number of calls. */
  versions: (calls: number): Promise<Configuration[] | undefined> =>
    pages(connection, { FunctionVersion: 'ALL' }, calls),

  get: (name: string, qualifier?: string) => getFunction(connection, name, qualifier),

  /** The aliases of a function that point to a version. */
  aliases: (name: string): Promise<Alias[]> => listAliases(connection, name),

  layer: (arn: string): Promise<LayerVersion> => getLayer(connection, arn),

  /** Absent where code needs no signature. */
  unsignedCode: (name: string): Promise<UnsignedCode | undefined> => readCodeSigning(connection, name),
});

const writeCalls = ({ sdk, lambda, caller }: Connection) => ({
  update: async (update: Update): Promise<Configuration> =>
    (await caller.call('write', () =>
      lambda.send(new sdk.UpdateFunctionConfigurationCommand(update as never)),
    )) as Configuration,

  tag: (Resource: string, given: Tags): Promise<unknown> =>
    caller.call('write', () => lambda.send(new sdk.TagResourceCommand({ Resource, Tags: { ...given } }))),

  untag: (Resource: string, TagKeys: readonly string[]): Promise<unknown> =>
    caller.call('write', () => lambda.send(new sdk.UntagResourceCommand({ Resource, TagKeys: [...TagKeys] }))),

  /** Lets CloudWatch Logs call a function for one log group. */
  permit: (FunctionName: string, StatementId: string, SourceArn: string): Promise<unknown> => {
    const statement = { Action: 'lambda:InvokeFunction', Principal: 'logs.amazonaws.com', SourceArn };
    const command = new sdk.AddPermissionCommand({ FunctionName, StatementId, ...statement });
    return unless('busy', () => caller.call('write', () => lambda.send(command)));
  },
});

/** The functions on all pages; nothing if there are more pages than calls. */
async function pages(
  { sdk, lambda, caller }: Connection,
  more: object,
  calls: number,
): Promise<Configuration[] | undefined> {
  const all: Configuration[] = [];
  let Marker: string | undefined;
  for (let call = 0; call === 0 || Marker; call++) {
    if (call >= calls) return undefined;
    const command = new sdk.ListFunctionsCommand({ Marker, MaxItems: CALL_LIMITS.page, ...more });
    const page = await caller.call('write', () => lambda.send(command));
    all.push(...((page.Functions ?? []) as Configuration[]));
    Marker = page.NextMarker;
  }
  return all;
}

async function getFunction(
  { sdk, lambda, caller }: Connection,
  FunctionName: string,
  Qualifier?: string,
): Promise<{ configuration: Configuration; tags: Tags }> {
  const command = new sdk.GetFunctionCommand({ FunctionName, ...(Qualifier === undefined ? {} : { Qualifier }) });
  const { Configuration: found = {}, Tags: tags = {} } = await caller.call('read', () => lambda.send(command));
  return { configuration: found as Configuration, tags };
}

async function listAliases({ sdk, lambda, caller }: Connection, FunctionName: string): Promise<Alias[]> {
  const { Aliases = [] } = await caller.call('write', () => lambda.send(new sdk.ListAliasesCommand({ FunctionName })));
  return Aliases.map(({ Name = '', FunctionVersion = '' }) => ({ name: Name, version: FunctionVersion })).filter(
    ({ version }) => version !== '$LATEST',
  );
}

async function getLayer({ sdk, lambda, caller }: Connection, Arn: string): Promise<LayerVersion> {
  const { CompatibleRuntimes: runtimes, CompatibleArchitectures: architectures } = await caller.call('write', () =>
    lambda.send(new sdk.GetLayerVersionByArnCommand({ Arn })),
  );
  return { ...(runtimes ? { runtimes } : {}), ...(architectures ? { architectures } : {}) };
}

async function readCodeSigning(
  { sdk, lambda, caller }: Connection,
  FunctionName: string,
): Promise<UnsignedCode | undefined> {
  const { CodeSigningConfigArn } = await caller.call('write', () =>
    lambda.send(new sdk.GetFunctionCodeSigningConfigCommand({ FunctionName })),
  );
  if (!CodeSigningConfigArn) return undefined;
  const { CodeSigningConfig } = await caller.call('write', () =>
    lambda.send(new sdk.GetCodeSigningConfigCommand({ CodeSigningConfigArn })),
  );
  return CodeSigningConfig?.CodeSigningPolicies?.UntrustedArtifactOnDeployment;
}
