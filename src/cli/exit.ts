/** What the exit codes mean: the one table, which docs/cli.md repeats. */
export const EXIT_CODES = {
  0: 'Everything was done, or there was nothing to do. Functions that cannot be traced were left as they were, with a warning.',
  1: 'A document could not be read or would be invalid, a call to AWS failed, variables or a receipt could not be read, credentials are missing or refused, a function does not exist, the selection matches nothing, a plan was not confirmed, or a check failed. With `--strict`, also a function that is not traced or damaged.',
  2: 'An option is wrong or missing, a profile is unknown, or no region is set. All mistakes are listed, and nothing was changed.',
  130: 'The run was interrupted with Ctrl-C. The current calls finished, and the same command continues later.',
} as const;

export type ExitCode = keyof typeof EXIT_CODES;
