/** The parts of a function that a plan may change. */
import type { PartRow, PartsOf } from './part';

/**
 * In the order in which changes are made. `handler` has the one name `handler` (of an image: its command), `layers` are
 * named by their ARN without the version, and `containers` names the properties that are present, even if they are empty.
 */
export const FUNCTION_ROWS = {
  containers: {},
  handler: {},
  environment: { order: 'before', isSecret: true, isProperty: true },
  layers: { order: 'all', isProperty: true },
  tags: { order: 'before', isProperty: true },
  tracing: { isProperty: true },
} as const satisfies Readonly<Record<string, PartRow>>;

export type FunctionPart = keyof typeof FUNCTION_ROWS;
export type Parts = PartsOf<FunctionPart>;

export const FUNCTION_PARTS = Object.keys(FUNCTION_ROWS) as readonly FunctionPart[];

/** The parts that are a property of their own, which may be absent. */
export const PROPERTY_PARTS = FUNCTION_PARTS.filter((part) => 'isProperty' in FUNCTION_ROWS[part]);

export const NO_PARTS: Parts = { containers: {}, handler: {}, environment: {}, layers: {}, tags: {}, tracing: {} };
