/** A line in a function's log that says why traces are missing. */

interface LogSign {
  /** What a line contains. CloudWatch Logs looks for it as it is, in text and in JSON. */
  readonly text: string;
  /** What such a line means, as a sentence. */
  readonly meaning: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
}

/** Signs by a name that never changes. */
export type LogSigns = Readonly<Record<string, LogSign>>;
