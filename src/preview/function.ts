/** The function to preview, exactly as a surface produced it. */

/** What a surface says of one Lambda function. */
export interface LambdaFunction {
  readonly name: string;
  readonly handler: string;
  /** Such as `python3.12`. */
  readonly runtime: string;
  /** ARNs, in merge order: a later layer's files win. */
  readonly layers: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A container image's command, whose first word is the handler. */
  readonly command?: readonly string[];
  /** Seconds that an invocation may take. @default - what the preview allows */
  readonly timeoutSeconds?: number;
  /** Megabytes of memory. @default - no limit */
  readonly memoryMb?: number;
  /** The folder with the function's code. */
  readonly codeDir: string;
}

/** The handler Lambda would start: an image's command comes before the handler property. */
export function lambdaHandler(fn: LambdaFunction): string {
  return fn.command?.[0] ?? fn.handler;
}
