/** What one option is: the columns of an option table. */

export interface OptionSpec {
  readonly type: 'string' | 'boolean' | 'number' | 'enum' | 'list' | 'pairs';
  /** One sentence for users, the same on every surface. */
  readonly summary: string;
  /** The default, in words or as a value. */
  readonly default?: string | boolean | number;
  /** The allowed values of an enum. */
  readonly values?: readonly string[];
  /** Other names of the option, such as those that other tools use. */
  readonly aliases?: readonly string[];
  /** The variable of the function that it sets, written as text. */
  readonly variable?: string;
  /**
   * Variables of a process (the CLI, or the macro's own function) that set the option, the first one first. `variable` comes
   * last, unless it is in the list.
   */
  readonly processVariables?: readonly string[];
  /** What separates a name from its value in the variable of pairs, if that isn't a colon. */
  readonly assign?: '=';
  /** Never printed. */
  readonly secret?: true;
  /** If a source sets an option of a group, all options of that group in later sources are ignored. */
  readonly group?: string;
  /** Runtime families in which it has an effect; all if absent. */
  readonly families?: readonly string[];
  /** Ways of sending in which it has an effect; all if absent. */
  readonly destinations?: readonly string[];
  /** Words that set other options instead, such as `none`. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly integer?: true;
  /** The only numbers that are allowed. */
  readonly numbers?: readonly number[];
  /** What a text must look like, as a regular expression and in words. */
  readonly pattern?: readonly [expression: string, words: string];
  /** The section of the documentation. */
  readonly section: string;
  /** An example value for documentation. */
  readonly example?: string;
  /** The type of the property in the CDK, if it is a construct. */
  readonly construct?: string;
  /** Whether only code in Lambda reads its variable, so that other processes don't get it. */
  readonly lambdaOnly?: true;
  /** The option that names the key that encrypts a construct. */
  readonly keyOption?: string;
  /** The property of a Serverless Framework service that is the default of the option. */
  readonly serviceFact?: 'name' | 'stage';
  /** Whether an interactive run asks for the option although it isn't required. */
  readonly interactive?: true;
  /** The class that has the allowed values as constants for CDK apps, and the names of the constants if they differ from the values. */
  readonly constants?: { readonly name: string; readonly members?: readonly string[] };
  /** The surfaces that have the option; all if absent. */
  readonly surfaces?: readonly Surface[];
}

type Surface = 'cdk' | 'macro' | 'serverless' | 'cli';

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** A value that is known only after deployment; the core's `Unresolved` is one. */
export interface Deferred {
  readonly kind: 'native' | 'join' | 'lookup';
}

export type OptionValue =
  | string
  | boolean
  | number
  | readonly string[]
  | Readonly<Record<string, string | Deferred>>
  | Deferred;

type TypeOf<Spec extends OptionSpec, L> = Spec extends { type: 'boolean' }
  ? boolean
  : Spec extends { type: 'enum'; values: readonly (infer Word)[] }
    ? Spec extends { variable: string }
      ? Word | L
      : Word
    : Spec extends { type: 'list' }
      ? readonly string[]
      : Spec extends { type: 'pairs' }
        ? Readonly<Record<string, string | L>>
        : Spec extends { type: 'number' }
          ? number | L
          : string | L;

/** The values that a table's options may have. `L` is the type of a deferred value. */
export type OptionsOf<Table extends OptionTable, L = Deferred> = {
  readonly [Name in keyof Table]?: TypeOf<Table[Name], L>;
};

/** A name of another tool's option, or of an older one, for which there is no option. */
export interface DeprecatedOption {
  /** Whether users get a warning if they set it, or only information. */
  readonly handling: 'refused' | 'ignored';
  /** What to write instead, or why nothing is needed. */
  readonly instead: string;
}

/** A mistake in one option: the code of a finding, with its details. */
export type Mistake = {
  /** Where it was set. */
  readonly source: string;
} & (
  | { readonly code: 'option-unknown'; readonly details: { readonly option: string; readonly nearest?: string } }
  | { readonly code: 'option-retired' | 'option-ignored'; readonly details: Record<'option' | 'instead', string> }
  | { readonly code: 'option-invalid'; readonly details: InvalidDetails }
);

type InvalidDetails = Readonly<Record<'option' | 'given' | 'allowed', string> & { hint?: string }>;
