/** What a provider of tracing has to say: a table of options, and a recipe for each target. */
import type { Recipe, Refusal, Subscription } from './recipe';
import type { Target } from './state';

/** Options by name, parsed and merged. */
export type Settings = Readonly<Record<string, unknown>>;

/** Something wrong with the options as a whole, not with one value. */
export interface Objection {
  readonly code:
    | 'options-conflict'
    | 'option-invalid'
    | 'option-missing'
    | 'destination-missing'
    | 'kms-key-missing'
    | 'key-in-plain-text';
  /** The option on whose account it is, whose source is named with it. */
  readonly option: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface Provider {
  readonly name: string;
  /** Its name in messages. */
  readonly title: string;
  /** What stands against the options as they are after merging. */
  readonly check: (options: Settings) => readonly Objection[];
  readonly recipe: (options: Settings, target: Target) => Recipe | Refusal;
  /** Where the logs of APIs go, which belong to no function. */
  readonly apiLogs?: (options: Settings) => ApiLogs | undefined;
}

/** A subscription for the logs of APIs, and which of them it is for. */
export interface ApiLogs {
  readonly subscription: Subscription;
  readonly access: boolean;
  readonly execution: boolean;
}
