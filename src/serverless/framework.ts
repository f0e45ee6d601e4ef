/** What is used of the Serverless Framework: serverless 3 and 4, osls 3 and 4 agree on it. */
import type { ServiceFunction, ServiceProvider } from '../surfaces/service/model';
import type { Resources, Template } from '../surfaces/template/document/document';

export interface Framework {
  readonly serviceDir?: string;
  readonly service: Service;
  /** The configuration file as it was read. */
  readonly configurationInput?: Readonly<Record<string, unknown>>;
  readonly processedInput?: { readonly commands?: readonly string[]; readonly isHelpRequest?: boolean };
  readonly configSchemaHandler: {
    defineCustomProperties(schema: object): void;
    defineFunctionProperties(provider: string, schema: object): void;
    /** Of serverless 4, which has a bundler of its own. */
    defineBuildProperty?(name: string, schema: object): void;
  };
  /** The class of errors for mistakes of users: the framework prints them without a stack trace. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): AwsProvider;
  /** Sets a value of the configuration, while plugins are being loaded only. */
  extendConfiguration(path: readonly string[], value: unknown): void;
}

export interface Service {
  readonly service: string;
  readonly provider: ServiceProvider & {
    readonly name: string;
    readonly logs?: Readonly<Record<string, unknown>>;
    readonly role?: unknown;
    readonly iam?: { readonly role?: unknown };
    /** The function that `deploy function` is about, as it is deployed. */
    readonly remoteFunctionData?: { readonly Configuration?: DeployedConfiguration };
    /** There once packaging has begun. */
    readonly compiledCloudFormationTemplate?: { -readonly [Section in keyof Template]: Template[Section] };
  };
  /** A list of maps until all plugins are loaded. */
  readonly functions?: ServiceFunctions | readonly ServiceFunctions[];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly plugins?: readonly string[] | { readonly modules?: readonly string[] };
  readonly resources?: { readonly Resources?: Resources; readonly extensions?: Resources };
}

/** The configuration of a deployed function, as far as it is looked at. */
export interface DeployedConfiguration {
  readonly Handler?: string;
  readonly Layers?: readonly { readonly Arn: string }[];
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

/** A function has its options under the name of the provider of tracing. */
export type ServiceFunctions = Readonly<Record<string, ServiceFunction & Readonly<Record<string, unknown>>>>;

interface AwsProvider {
  getRegion(): string;
  getStage(): string;
  /** The function's own runtime, else the provider's, else the framework's default. */
  getRuntime(own: string | undefined): string;
  /** The logical ids that the framework gives. */
  readonly naming: { getLambdaLogicalId(key: string): string } & Readonly<
    Record<`get${LogGroupId}LogicalId`, () => string>
  >;
}

type LogGroupId = 'ApiGatewayLogGroup' | 'HttpApiLogGroup' | 'WebsocketsLogGroup' | 'RestApi' | 'WebsocketsApi';

/** Where the plugin speaks; `info` is shown with `--verbose` only, and `notice` always. */
export interface Log {
  readonly notice: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly info: (text: string) => void;
}

/** The functions as one map. The framework itself reports a function that is empty. */
export const serviceFunctions = ({ functions = {} }: Service): ServiceFunctions =>
  Object.fromEntries(
    [functions].flat().flatMap((map) => Object.entries(map as ServiceFunctions).filter(([, fn]) => fn)),
  );
