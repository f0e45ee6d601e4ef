/** The forms in which people name a function. */

export interface FunctionName {
  /** As it was written. */
  readonly given: string;
  readonly name: string;
  readonly region?: string;
  readonly account?: string;
  /** A version or an alias. */
  readonly qualifier?: string;
}

const NAME_PATTERN = '[a-zA-Z0-9-_]+';
const NAME_AND_QUALIFIER = `function:(?<name>${NAME_PATTERN})(?::(?<qualifier>\\$LATEST|${NAME_PATTERN}))?$`;

const NAME_FORMS = [
  new RegExp(`^arn:[a-z-]+:lambda:(?<region>[a-z0-9-]+):(?<account>\\d{12}):${NAME_AND_QUALIFIER}`),
  new RegExp(`^(?<account>\\d{12}):${NAME_AND_QUALIFIER}`),
  new RegExp(`^${NAME_AND_QUALIFIER}`),
  new RegExp(`^(?<name>${NAME_PATTERN})(?::(?<qualifier>\\$LATEST|${NAME_PATTERN}))?$`),
];

/** Source: docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html, FunctionName; nothing for another text. */
export function parseName(given: string): FunctionName | undefined {
  for (const form of NAME_FORMS) {
    const groups = form.exec(given)?.groups;
    if (!groups) continue;
    const { name = '', region, account, qualifier } = groups;
    return {
      given,
      name,
      ...(region === undefined ? {} : { region }),
      ...(account === undefined ? {} : { account }),
      ...(qualifier === undefined || qualifier === '$LATEST' ? {} : { qualifier }),
    };
  }
  return undefined;
}

/** The name by which Lambda is asked, without version or alias. */
export const requestName = ({ name, account }: FunctionName): string =>
  account === undefined ? name : `${account}:function:${name}`;

/** Whether a text is a pattern for names. */
export const isPattern = (given: string): boolean => /[*?]/.test(given);
