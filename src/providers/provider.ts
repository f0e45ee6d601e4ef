/** A provider of tracing: its options, its recipes, how its work is recognized, and what single surfaces need from it. */
import type { LogSigns } from '../core/log-sign';
import type { ApiLogs, Declarations, ImageBase, ImageParts, Located, Objection, Settings } from '../core/provider';
import type { Recipe, Refusal } from '../core/recipe';
import type { Family } from '../core/runtime';
import type { Signature } from '../core/signature';
import type { Target } from '../core/state';
import type { MachineRecipe, MachineTarget } from '../core/state-machine';
import type { Value } from '../core/value';
import type { DeprecatedOption, OptionTable } from '../options/spec';

export interface ProviderOptions {
  readonly table: OptionTable;
  readonly deprecated: Readonly<Record<string, DeprecatedOption>>;
}

/** A target with what is known about the script that starts the function. */
export interface HookTarget extends Target {
  readonly wrapping?: Wrapping;
}

/** What a script does with the function's handler. A provider must not build on a script that it does not know. */
export type Wrapping =
  /** The runtime starts the function itself. */
  | 'none'
  /** The handler is a program that the script starts: another handler in its place would not be found. */
  | 'web adapter'
  /** It starts the tracer of a tool, and then the runtime: signatures decide whether two tools conflict. */
  | 'tracer'
  | 'unknown';

/** What is the provider's own in its construct: methods, and words and examples of the documentation. */
export interface ConstructDocs {
  /** By what means it traces. */
  readonly means?: string;
  /** The name of a variable for the construct. */
  readonly instance?: string;
  /** The options of the first example, and those of the example for one function. */
  readonly props?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string | number | boolean>>;
  /**
   * The default options of the example for the macro; those of `example` if absent. Their names must be one word each: jsii
   * writes other names of a map in the style of each language, and the macro doesn't know those.
   */
  readonly defaultOptions?: Readonly<Record<string, string>>;
  /** Which options are required. */
  readonly required?: string;
  /** The method that sends log groups to the destination that an option names; the provider has `apiLogs` then. */
  readonly logGroups?: { readonly method: string; readonly destination: string; readonly option: string };
  /** Properties that take a construct instead of the ARN that an option takes. */
  readonly typed?: Readonly<Record<string, TypedProp>>;
  /** The options that name the commit that functions are built from. */
  readonly commit?: { readonly sha: string; readonly url: string };
}

/** A property whose construct has the value of an option. */
export interface TypedProp {
  /** The type, as a module of the CDK has it: `kms.IKey`. */
  readonly type: string;
  /** The property of the construct that has the value. */
  readonly attribute: string;
  readonly option: string;
  readonly summary: string;
}

/** A table of layers that can take the place of the provider's own, as data. */
export interface CatalogFile {
  /** The table of this release. */
  readonly table: { readonly current: Readonly<Record<string, number>> } & Readonly<Record<string, unknown>>;
  /** Everything that is wrong with another table. */
  readonly problems: (given: unknown) => readonly string[];
}

/** What other tools, or people by hand, leave on a function that they instrument with the provider's tracing. */
export interface OtherInstallers {
  /** Tools that set a tag of their own. */
  readonly tagged: readonly { readonly title: string; readonly tag: string }[];
  /** What all of them and people leave: also layers that do not trace by themselves. */
  readonly untagged: Signature;
  /** What they are known to have written, which can be taken back; absent where that is not known. */
  readonly writes?: WrittenByInstaller;
}

export interface WrittenByInstaller {
  /** The variable that keeps the function's own handler. */
  readonly original: string;
  readonly variables: readonly string[];
  /** How the provider's other variables begin, which the user may have set too. */
  readonly prefix: string;
}

/** What the preview of a function needs, which runs without the cloud and without the published layers. */
export interface PreviewSupport {
  /** Options that a deployment must have and a preview need not: they count where nothing else is set. */
  readonly options: Readonly<Record<string, string>>;
  /** The layers that the preview has files for. */
  readonly layers: readonly LocalLayer[];
  /** The ports at which the tracers and layers find an agent or a collector that the function's variables do not name. */
  readonly ports?: readonly number[];
  /** The variables that name an agent or a collector. */
  readonly endpoints?: Readonly<Record<string, EndpointPart>>;
  /** The values that replace secrets, by the variable that holds the secret; `preview` for all other secret options. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** The variables that say where a secret is, or that hold it encrypted, with the variable that replaces them. */
  readonly secretReferences?: Readonly<Record<string, string>>;
  readonly missingLayers?: readonly MissingLayer[];
  /** The text whose SHA-256 begins with the id of a state's span, where the libraries compute one from the context object. */
  readonly stateText?: (context: StateContext) => string;
}

/** The part of the context object from which the id of a state's span follows. */
export interface StateContext {
  readonly Execution: { readonly Id: string; readonly RedriveCount: number };
  readonly State: { readonly Name: string; readonly EnteredTime: string; readonly RetryCount: number };
}

/** What a variable holds: a URL, with the port of a URL that names none, or only a host or a port. */
export type EndpointPart = { readonly defaultPort: number } | 'host' | 'port';

/** What a function needs so that nothing leaves the machine, if it has no layer that takes the data. */
interface MissingLayer {
  /** What the layer's name looks like. */
  readonly names: RegExp;
  /** The variable that a function with this tracing has. */
  readonly tracedBy: string;
  readonly variable: string;
  readonly value: string;
  readonly why: string;
}

interface LocalLayer {
  /** What the layer's name looks like, and how messages write that. */
  readonly names: RegExp;
  readonly shown: string;
  /** The files that take its place, by the name that `src/preview/trees/build.ts` has for them. */
  readonly tree: string;
}

export interface Provider<Options = Settings> {
  readonly name: string;
  /** Its name in messages, and the first part of the names of its macro, its construct, and its sections in templates. */
  readonly title: string;
  /** Its options, and the names of other tools' options that it has nothing to do for. */
  readonly options: ProviderOptions;
  /** Options to show in documentation of what all functions have in common. */
  readonly example: Readonly<Record<string, string>>;
  /** How to recognize a function that the provider already traces, by any tool. */
  readonly signatures: Omit<Signature, 'title'>;
  /** What is wrong with the options as a whole, after merging. */
  readonly check: (options: Options) => readonly Objection[];
  readonly recipe: (options: Options, target: HookTarget) => Recipe | Refusal;
  /** The recipe of a state machine, or nothing where the options don't ask for one; absent where state machines can't be traced. */
  readonly stateMachine?: (options: Options, target: MachineTarget) => MachineRecipe | undefined;
  /** The options with what the document shows about the resources that they refer to. */
  readonly informed?: (options: Options, declared: Declarations) => Settings;
  /** Whether its recipes depend on what a bundler has made of the code, which costs a look into it. */
  readonly seesBundles?: true;
  /** The options that variables of a developer's or a CI's process may give, next to the ones that are configured. */
  readonly ambient?: (options: Options) => readonly string[];
  /** The variables of a process that is no Lambda function; a language may spell them in its own way. */
  readonly process: (options: Options, family: Family) => Readonly<Record<string, Value>>;
  /** Absent where the table can't be replaced; else the settings may have a checked one as `catalog`. */
  readonly catalogFile?: CatalogFile;
  readonly construct?: ConstructDocs;
  /** Absent where its signature is all that is known. */
  readonly installers?: OtherInstallers;
  readonly preview?: PreviewSupport;
  /** Lines in logs that say why traces are missing. */
  readonly logSigns?: LogSigns;
  /** What a container image must contain, where it is known. */
  readonly image?: (family: Family, options?: Options, base?: ImageBase) => ImageParts | Refusal;
  /** The options that decide that; all others have no effect in a Dockerfile. */
  readonly imageOptions?: (family: Family, options: Options) => readonly string[];
  /** Lines for the code of a Chalice app, whose handler can't be redirected. */
  readonly middleware?: readonly string[];
  /** Where the logs of APIs go, which belong to no function. */
  readonly apiLogs?: (options: Options) => ApiLogs | undefined;
  /** The address of a function's page at the provider, where that is asked for. */
  readonly page?: (options: Options, fn: Located) => Value | undefined;
}

/** A provider whose functions take the options of its own table: all settings that they get have been parsed by it. */
export const withOptions = <Options>(provider: Provider<Options>): Provider => provider as unknown as Provider;
