/** What one Lambda function looks like to the core, whichever surface it was read from. */
import type { Kind, Parts } from './parts';
import type { Receipt } from './receipt';
import type { Value } from './value';

export * from './parts';

/** What a recipe may depend on beside the options. */
export interface Target {
  readonly packageType: 'Zip' | 'Image';
  readonly runtime?: Value;
  readonly architecture: Value;
  readonly region: Value;
  readonly partition: Value;
  readonly account: Value;
  /**
   * The script that starts the function in place of its runtime, by its variable `AWS_LAMBDA_EXEC_WRAPPER` before anything
   * was added. Planning fills it in.
   */
  readonly wrapper?: Value;
  /** Of code that esbuild bundles so that exports are getters: where it is given a footer, in the words of what runs it. */
  readonly bundle?: string;
}

export interface FunctionState {
  /** How messages name it: a construct path, a logical id, a function name, an ARN. */
  readonly id: string;
  readonly target: Target;
  readonly parts: Parts;
  /** Parts that are one unresolved value as a whole, which cannot be read or added to, as they print. */
  readonly opaque?: { readonly [K in Kind]?: string };
  /** The changes this project made to it; absent on a function it has not touched. */
  readonly receipt?: Receipt;
}
