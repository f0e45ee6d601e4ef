/** What one option is: the columns of an option table. */

export interface OptionSpec {
  readonly type: 'string' | 'boolean' | 'number' | 'enum' | 'list' | 'pairs';
  /** One sentence for people, the same on every surface. */
  readonly summary: string;
  /** The default, in words or as a value. */
  readonly default?: string | boolean | number;
  /** Of an enum: what is allowed. */
  readonly values?: readonly string[];
  /** Names under which other tools know it. */
  readonly aliases?: readonly string[];
  /** The variable of the function that it sets, written as text. */
  readonly variable?: string;
  /**
   * Variables of a process (a CLI, a macro's own function) that give it, besides `variable`, which comes last where it is
   * not among them.
   */
  readonly given?: readonly string[];
  /** Of pairs: how the variable itself separates a name from its value, where that is not by a colon. */
  readonly assign?: '=';
  /** Never printed. */
  readonly secret?: true;
  /** If a source sets an option of a group, all options of that group in later sources are ignored. */
  readonly group?: string;
  /** Runtime families in which it has effect; all when absent. */
  readonly families?: readonly string[];
  /** Ways of sending in which it has effect; all when absent. */
  readonly destinations?: readonly string[];
  /** Words that mean other options, such as `none`. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly integer?: true;
  /** What a text must look like, as a regular expression and in words. */
  readonly pattern?: readonly [expression: string, words: string];
  /** The section of the documentation. */
  readonly section: string;
  /** An example value for documentation. */
  readonly example?: string;
  /** The type of the property in the CDK, where it is none of the above. */
  readonly construct?: string;
  /** Read by what runs in Lambda only, so that a process of another kind does not get its variable. */
  readonly lambdaOnly?: true;
  /** Of a construct: the option that names the key that encrypts it. */
  readonly keyOption?: string;
  /** The property of a Serverless Framework service that is the default of the option. */
  readonly serviceFact?: 'name' | 'stage';
  /** Whether an interactive run asks for it although it is not required. */
  readonly asked?: true;
  /** The surfaces that have it; all when absent. */
  readonly surfaces?: readonly Surface[];
}

type Surface = 'cdk' | 'macro' | 'serverless' | 'cli';

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** A value that only the deployment will know; the core's `Unresolved` is one. */
export interface Late {
  readonly kind: 'native' | 'join' | 'lookup';
}

export type OptionValue =
  | string
  | boolean
  | number
  | readonly string[]
  | Readonly<Record<string, string | Late>>
  | Late;

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

/** The values that a table's options may have. `L` is the type of a value that is not known yet. */
export type OptionsOf<Table extends OptionTable, L = Late> = {
  readonly [Name in keyof Table]?: TypeOf<Table[Name], L>;
};

/** A name that other tools know and this project has nothing to do for. */
export interface DeprecatedOption {
  /** Whether setting it is a mistake, or only does nothing. */
  readonly fate: 'refused' | 'ignored';
  /** What to write instead, or why nothing is needed. */
  readonly instead: string;
}

/** Something wrong with an option, all of its words still to be found. */
export interface Mistake {
  readonly code:
    | 'option-unknown'
    | 'option-retired'
    | 'option-ignored'
    | 'option-invalid'
    | 'option-missing'
    | 'options-conflict';
  /** Where it was set. */
  readonly source: string;
  readonly details: Readonly<Record<string, string>>;
}
