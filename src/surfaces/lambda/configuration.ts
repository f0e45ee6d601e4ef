/** What Lambda's API says of a function and takes to change it, as far as this project reads and writes it. */

/** Source: docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html; the SDK's own type fits. */
export interface Configuration {
  readonly FunctionName?: string;
  readonly FunctionArn?: string;
  /** `$LATEST`, or the number of a published version. */
  readonly Version?: string;
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly PackageType?: string;
  readonly Architectures?: readonly string[];
  readonly Environment?: {
    readonly Variables?: Readonly<Record<string, string>>;
    readonly Error?: { readonly ErrorCode?: string; readonly Message?: string };
  };
  readonly Layers?: readonly { readonly Arn?: string }[];
  readonly TracingConfig?: { readonly Mode?: string };
  readonly ImageConfigResponse?: { readonly ImageConfig?: ImageConfig };
  readonly LoggingConfig?: { readonly LogGroup?: string };
  readonly Role?: string;
  /** Megabytes. */
  readonly MemorySize?: number;
  /** Seconds. */
  readonly Timeout?: number;
  readonly VpcConfig?: { readonly VpcId?: string; readonly SubnetIds?: readonly string[] };
  readonly RevisionId?: string;
  readonly State?: string;
  readonly LastUpdateStatus?: string;
  readonly LastUpdateStatusReason?: string;
  /** Of a replica at the edge: the function it was made from. */
  readonly MasterArn?: string;
  /** What shows the shape of a function. */
  readonly DurableConfig?: unknown;
  readonly CapacityProviderConfig?: unknown;
  readonly SnapStart?: unknown;
  readonly TenancyConfig?: unknown;
  readonly SigningProfileVersionArn?: string;
}

interface ImageConfig {
  readonly EntryPoint?: readonly string[];
  readonly Command?: readonly string[];
  readonly WorkingDirectory?: string;
}

export type Tags = Readonly<Record<string, string>>;

/** One `UpdateFunctionConfiguration`: what it leaves out stays. */
export interface Update {
  readonly FunctionName: string;
  readonly RevisionId?: string;
  readonly Handler?: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly Layers?: readonly string[];
  readonly TracingConfig?: { readonly Mode: 'Active' | 'PassThrough' };
  readonly ImageConfig?: ImageConfig;
}

/** Where a function is, from its ARN. */
export interface FunctionAddress {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** The parts of a function's ARN, without version or alias; nothing for another text. */
export function parseFunctionArn(arn: string): FunctionAddress | undefined {
  const match = /^arn:([^:]+):lambda:([^:]+):(\d{12}):function:([^:]+)/.exec(arn);
  const [, partition, region, account, name] = match ?? [];
  return partition && region && account && name ? { partition, region, account, name } : undefined;
}

/** Where a function logs to. */
export const logGroupOf = ({ FunctionName = '', LoggingConfig }: Configuration): string =>
  LoggingConfig?.LogGroup ?? logGroupName(FunctionName);

/** The log group of a function that names none. */
export const logGroupName = (name: string): string => `/aws/lambda/${name}`;
