/** What a traced function must have, as data. */
import { type Note, note } from './finding';
import type { Signature } from './signature';
import type { Value } from './value';

export interface Recipe {
  readonly provider: string;
  readonly layers: readonly LayerSetting[];
  readonly environment: Readonly<Record<string, Setting>>;
  /** Tags of the function; one that the user has under the same name stays. */
  readonly tags: Readonly<Record<string, Value>>;
  /** A handler to put in front of the function's own. */
  readonly redirect?: Redirect;
  /** The mode of AWS X-Ray, where it is asked for and the user has set none. */
  readonly tracing?: 'Active';
  /** What the function's role must be allowed. */
  readonly statements: readonly Statement[];
  /** Where the function's log group is to be sent. */
  readonly subscription?: Subscription;
  /** Variables, by name or pattern, that nothing reads any more, and what to write instead. */
  readonly deprecated: Readonly<Record<string, string>>;
  /** Packages that a layer brings, and that the function's own must not have: bundlers are to leave them out. */
  readonly packages?: readonly string[];
  /** How other tracing tools are recognized: a function that has any of them is left, as two cannot trace one function. */
  readonly otherTools?: readonly Signature[];
  /** Notes about a function that follows this recipe. */
  readonly notes: readonly Note[];
}

export interface LayerSetting {
  readonly arn: Value;
  /** Names of layers, or patterns of them, whose place it takes, in one of the accounts below. */
  readonly supersedes: readonly string[];
  readonly accounts: readonly string[];
}

/** How a variable meets a value that the user already has under its name. */
export type Setting =
  /** The user's value stays. */
  | {
      readonly rule: 'default';
      readonly value: Value;
      /** Variables of the user's that say the same in another way, such as where a key is kept: then ours is left out. */
      readonly unless?: readonly string[];
    }
  /** Another value of the user's is a conflict, and nothing is done. */
  | { readonly rule: 'require'; readonly value: Value }
  /** A list of pairs: the user's come first, ours are added for the keys that are missing. */
  | { readonly rule: 'append'; readonly pairs: Readonly<Record<string, Value>>; readonly assign: ':' | '=' };

export interface Redirect {
  readonly handler: string;
  /** The variable that keeps the function's own handler. */
  readonly original: string;
  /** Every handler of the provider, of all releases: a function that has one is redirected already. */
  readonly known: readonly string[];
  /** Whether a function that states no handler is left without: an image names its command in the Dockerfile. */
  readonly optional?: boolean;
}

/** One statement of an IAM policy that allows something. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly Value[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, Value | readonly Value[]>>>>;
}

/** What you should know about statements that a role was given: whether they allow decrypting with any key. */
export const keyNotes = (given: readonly Statement[]): Note[] =>
  given.some(({ actions, resources }) => actions.includes('kms:Decrypt') && resources.includes('*'))
    ? [note('kms-key-open')]
    : [];

export interface Subscription {
  readonly destination: Value;
  /** Whether the destination must be permitted to be called by CloudWatch Logs. */
  readonly permission: boolean;
  /** Whether traces arrive only by way of the log, and not only the log itself. */
  readonly carriesTraces?: boolean;
  /** What becomes of a log group that nothing declares; it is declared if absent. */
  readonly logGroups?: LogGroups;
  /** How many days a log group that is declared keeps its events; forever if absent. */
  readonly retentionInDays?: Value | number;
}

/** A log group is declared, must exist already, or is not subscribed at all. */
type LogGroups = 'declare' | 'existing' | 'none';

/** The subscription that a recipe asks for; none where log groups are left alone. */
export const wantedSubscription = (recipe: Pick<Recipe, 'subscription'> | undefined): Subscription | undefined =>
  recipe?.subscription?.logGroups === 'none' ? undefined : recipe?.subscription;

/** Why there is no recipe. */
export interface Refusal {
  readonly refused: readonly Note[];
}

export const isRefusal = (result: object): result is Refusal => 'refused' in result;
