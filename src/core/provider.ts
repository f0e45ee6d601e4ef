/** What a provider of tracing has to say: a table of options, and a recipe for each target. */
import type { Note } from './finding';
import type { Recipe, Refusal, Rival, Subscription } from './recipe';
import type { Target } from './state';

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
  /** By what a function is known that it traces already, whoever has set it up. */
  readonly marks: Omit<Rival, 'title'>;
  /** What stands against the options as they are after merging. */
  readonly check: (options: Settings) => readonly Objection[];
  readonly recipe: (options: Settings, target: Target) => Recipe | Refusal;
  /** Whether its recipes depend on what a bundler has made of the code, which costs a look into it. */
  readonly seesBundles?: true;
  /** Where the logs of APIs go, which belong to no function. */
  readonly apiLogs?: (options: Settings) => ApiLogs | undefined;
}

/** A subscription for the logs of APIs, and which of them it is for. */
export interface ApiLogs {
  readonly subscription: Subscription;
  readonly access: boolean;
  readonly execution: boolean;
}
