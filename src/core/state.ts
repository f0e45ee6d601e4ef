/** What one Lambda function looks like to the core, for every surface that it was read from. */
import type { ResourceState } from './kind';
import type { FunctionPart } from './parts';
import type { Shape } from './shapes';
import type { Value } from './value';

export * from './parts';

/** What a recipe may depend on in addition to the options. */
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
  /** What its properties show it to be; absent for an ordinary function. */
  readonly shapes?: readonly Shape[];
}

export type FunctionState = ResourceState<FunctionPart, Target>;
