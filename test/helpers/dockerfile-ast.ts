/** Dockerfiles as a parser reads them that is not ours: the one of the Dockerfile language server. */

/** The part of `dockerfile-ast` that the tests use. */
interface ParsedInstruction {
  getKeyword(): string;
  getArgumentsContent(): string | null;
  getArguments(): readonly { getValue(): string }[];
  getRange(): { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
  /** Of ENV and ARG. */
  getProperties?(): readonly { getName(): string; getValue(): string | null }[];
  getProperty?(): { getName(): string; getValue(): string | null } | null;
  /** Of CMD and ENTRYPOINT. */
  getJSONStrings?(): readonly { getValue(): string }[];
}

const { DockerfileParser } = require('dockerfile-ast') as {
  DockerfileParser: { parse(text: string): { getInstructions(): readonly ParsedInstruction[] } };
};

export interface Instruction {
  readonly keyword: string;
  /** All of its arguments, as they are written. */
  readonly content: string;
  readonly words: readonly string[];
  /** The variables of ENV or ARG. */
  readonly variables: Readonly<Record<string, string>>;
  /** The words of CMD or ENTRYPOINT, if they are JSON. */
  readonly command: readonly string[];
  readonly lines: number;
}

export function instructionsOf(text: string): Instruction[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((one) => {
      const properties = one.getProperties?.() ?? [one.getProperty?.()].filter((property) => property != null);
      const { start, end } = one.getRange();
      return {
        keyword: one.getKeyword(),
        content: one.getArgumentsContent() ?? '',
        words: one.getArguments().map((word) => word.getValue()),
        variables: Object.fromEntries(properties.map((property) => [property.getName(), property.getValue() ?? ''])),
        command: (one.getJSONStrings?.() ?? []).map((word) => JSON.parse(word.getValue())),
        lines: end.line - start.line + 1,
      };
    });
}
