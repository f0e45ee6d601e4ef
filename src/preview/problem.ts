/** What a preview says when it cannot go on. */

/** What a problem tells: what is wrong, what was given, what would do, and the way out. */
export interface ProblemText {
  readonly code: string;
  readonly what: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly remedy?: string;
}

/** An error with a stable code, worded for the person at the terminal. */
export class PreviewProblem extends Error {
  public readonly code: string;

  public constructor(text: ProblemText) {
    const parts = [
      text.what,
      text.given && `given: ${text.given}`,
      text.allowed && `allowed: ${text.allowed}`,
      text.remedy && `to do: ${text.remedy}`,
    ];
    super(parts.filter(Boolean).join('; '));
    this.name = 'PreviewProblem';
    this.code = text.code;
  }
}
