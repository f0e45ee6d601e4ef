/** What a provider of tracing gives to surfaces. */
import type { Note } from './finding';
import type { Recipe, Refusal, Subscription } from './recipe';
import type { Target } from './state';
import type { Value } from './value';

/** Options by name, parsed and merged. */
export type Settings = Readonly<Record<string, unknown>>;

/** What makes recipes: a provider, whatever else it has. */
export interface RecipeMaker {
  readonly recipe: (settings: Settings, target: Target) => Recipe | Refusal;
}

/** A note about the options as a whole, not about one value. */
export interface Objection extends Note {
  /** The option on whose account it is, whose source is named with it. */
  readonly option: string;
}

/** A resource that the document declares next to the functions. */
export interface Declared {
  /** The value of a property; nothing where it is not set. */
  readonly property: (name: string) => Value | undefined;
  /** Its ARN, where the document can name it. */
  readonly arn?: Value;
  /** Where it is deployed, if that may differ from where the functions are. */
  readonly place?: Pick<Target, 'partition' | 'region' | 'account'>;
}

/** Finds the resource of a type that a value is the `Ref` of; nothing where the document does not declare one. */
export type Declarations = (value: Value, type: string) => Declared | undefined;

/** Tools of an image's operating system that its lines may need: to compile native code, or to download and unpack an archive. */
export type ImageTools = 'compilers' | 'archives' | 'zip';

/** What the lines of a Dockerfile depend on in addition to the options. */
export interface ImageBase {
  /** Whether the C library is musl, as in Alpine, and not that of GNU. */
  readonly isMusl?: boolean;
  /** The commands that install tools; those of AWS's newer base images if absent. */
  readonly installs?: Readonly<Record<ImageTools, string>>;
  /** The version of the language, such as `3.12` or `22`, if the base's name has it. */
  readonly version?: string;
  /** The release of the language's library, if the user names one. */
  readonly release?: string;
}

/** What a container image must contain, since layers cannot be attached to it. */
export interface ImageParts {
  /** Lines of a Dockerfile. */
  readonly lines: readonly string[];
  /** The command that replaces the function's own, and the variable that keeps the function's own command. */
  readonly command?: string;
  readonly original?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** What the function's own code must do. */
  readonly code?: string;
}

/** A function by what the page of a provider knows it by. */
export interface Located {
  readonly name: string;
  readonly region: string;
  readonly account: Value;
}

/** A subscription for the logs of APIs, and which of them it is for. */
export interface ApiLogs {
  readonly subscription: Subscription;
  readonly access: boolean;
  readonly execution: boolean;
}
