/** What a provider of tracing has to say: a table of options, and a recipe for each target. */
import type { Note } from './finding';
import type { Recipe, Refusal, Subscription } from './recipe';
import type { Family } from './runtime';
import type { Signature } from './signature';
import type { Target } from './state';
import type { Value } from './value';

/** Options by name, parsed and merged. */
export type Settings = Readonly<Record<string, unknown>>;

/** Something to tell of the options as a whole, not of one value. */
export interface Objection extends Note {
  /** The option on whose account it is, whose source is named with it. */
  readonly option: string;
}

export interface Provider {
  readonly name: string;
  /** Its name in messages. */
  readonly title: string;
  /** How a function is recognized that it already traces, whoever set it up. */
  readonly marks: Omit<Signature, 'title'>;
  /** What stands against the options as they are after merging. */
  readonly check: (options: Settings) => readonly Objection[];
  readonly recipe: (options: Settings, target: Target) => Recipe | Refusal;
  /** Whether its recipes depend on what a bundler has made of the code, which costs a look into it. */
  readonly seesBundles?: true;
  /** The options that variables of a developer's or a CI's process may give, next to the ones that are configured. */
  readonly ambient?: (options: Settings) => readonly string[];
  /** The variables of a process that is no Lambda function; a language may spell them in its own way. */
  readonly process: (options: Settings, family: Family) => Readonly<Record<string, Value>>;
  /** What a container image must contain, where it is known. */
  readonly image?: (family: Family, options?: Settings, base?: ImageBase) => ImageParts;
  /** Lines for the code of a Chalice app, whose handler nobody can redirect. */
  readonly middleware?: readonly string[];
  /** Where the logs of APIs go, which belong to no function. */
  readonly apiLogs?: (options: Settings) => ApiLogs | undefined;
  /** The address of a function's page at the provider, where that is asked for. */
  readonly page?: (options: Settings, fn: Located) => Value | undefined;
}

/** What an image's base decides. */
export interface ImageBase {
  /** Whether its C library is musl, as in Alpine, and not that of GNU. */
  readonly isMusl?: boolean;
}

/** What a container image must contain, since layers cannot be attached to it. */
export interface ImageParts {
  /** Lines of a Dockerfile. */
  readonly lines: readonly string[];
  /** The command that stands in front of the function's own, and the variable that keeps that. */
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
