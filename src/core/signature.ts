/** How the work of a tracing tool is recognized on a function. */

/** The variable that names a script which Lambda runs in place of the runtime. A function has only one. */
export const EXEC_WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';

export interface Signature {
  /** The name of the tool in messages. */
  readonly title: string;
  readonly handlers: readonly string[];
  /** Names of layers, or patterns of them. */
  readonly layers: readonly string[];
  /** The accounts that publish these layers; layers of that name in any account count where none is listed. */
  readonly accounts?: readonly string[];
  /** Values of `AWS_LAMBDA_EXEC_WRAPPER`. */
  readonly wrappers?: readonly string[];
  /** Variables without which the tool cannot trace, and which nothing else sets. */
  readonly variables?: readonly string[];
}
