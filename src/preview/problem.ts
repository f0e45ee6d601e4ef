/** What a preview says when it cannot go on. */

/** What is wrong, what was given, what is allowed, and what to do: sentences without their full stop. */
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
    const sentences = [
      text.what,
      text.given && `Given: ${text.given}`,
      text.allowed && `Allowed: ${text.allowed}`,
      text.remedy,
    ];
    super(
      sentences
        .filter(Boolean)
        .map((sentence) => `${sentence}.`)
        .join(' '),
    );
    this.name = 'PreviewProblem';
    this.code = text.code;
  }
}
