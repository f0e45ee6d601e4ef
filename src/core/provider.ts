/** What a provider of tracing gives to surfaces. */
import type { Note } from './finding';
import type { Subscription } from './recipe';
import type { Value } from './value';

/** Options by name, parsed and merged. */
export type Settings = Readonly<Record<string, unknown>>;

/** Something to tell of the options as a whole, not of one value. */
export interface Objection extends Note {
  /** The option on whose account it is, whose source is named with it. */
  readonly option: string;
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
