/** The rules of a Choice state in JSONPath. */
import type { JsonMap } from '../../core/definition/states';
import { listOf, type StateData } from './data';
import { runtimeError } from './error';
import { foundAt, pathOf, valueAt } from './json-path';

type Test = (value: any, wanted: any) => boolean;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  Numeric: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  Timestamp: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value),
};

const COMPARISONS: Readonly<Record<string, Test>> = {
  Equals: (value, wanted) => value === wanted,
  LessThan: (value, wanted) => value < wanted,
  GreaterThan: (value, wanted) => value > wanted,
  LessThanEquals: (value, wanted) => value <= wanted,
  GreaterThanEquals: (value, wanted) => value >= wanted,
};

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => TYPES.String(value),
  IsNumeric: (value) => TYPES.Numeric(value),
  IsBoolean: (value) => TYPES.Boolean(value),
  IsTimestamp: (value) => TYPES.Timestamp(value),
};

const COMPARISON = /^(String|Numeric|Boolean|Timestamp)(Equals|(?:Less|Greater)Than(?:Equals)?)(Path)?$/;

/** Whether a rule holds. Source: docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
export function holds(rule: JsonMap, data: StateData): boolean {
  if (rule.And !== undefined) return listOf(rule.And).every((one) => holds(one, data));
  if (rule.Or !== undefined) return listOf(rule.Or).some((one) => holds(one, data));
  if (rule.Not !== undefined) return !holds(rule.Not as JsonMap, data);
  const [operator, wanted] = Object.entries(rule).find(([name]) => isOperator(name)) ?? [];
  if (operator === undefined) throw runtimeError(`A rule of the choice has no known operator: ${Object.keys(rule)}`);
  const path = pathOf(rule.Variable);
  if (operator === 'IsPresent') return CHECKS.IsPresent(foundAt(path, data)) === wanted;
  const value = valueAt(path, data);
  if (operator in CHECKS) return CHECKS[operator](value) === wanted;
  if (operator === 'StringMatches') return typeof value === 'string' && patternOf(String(wanted)).test(value);
  return compared(operator, value, wanted, data);
}

const isOperator = (name: string): boolean => name in CHECKS || name === 'StringMatches' || COMPARISON.test(name);

function compared(operator: string, value: unknown, given: unknown, data: StateData): boolean {
  const [, type = '', comparison = '', isPath] = COMPARISON.exec(operator) ?? [];
  const wanted = isPath ? valueAt(pathOf(given), data) : given;
  if (!TYPES[type](value) || !TYPES[type](wanted)) return false;
  const asCompared = type === 'Timestamp' ? (one: unknown) => Date.parse(String(one)) : (one: unknown) => one;
  return COMPARISONS[comparison](asCompared(value), asCompared(wanted));
}

/** A pattern in which `*` is any text, and `\\*` an asterisk. */
const patternOf = (text: string): RegExp =>
  new RegExp(
    `^${text.replace(/\\([\\*])|\*|[.+?^${}()|[\]\\]/g, (found, escaped) => (escaped ? `\\${escaped}` : found === '*' ? '[\\s\\S]*' : `\\${found}`))}$`,
  );
