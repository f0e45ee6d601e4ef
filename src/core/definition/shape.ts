/** How sure it is that the input of a state is an object, to which something can be added. */

/** From what is known best to what is not known at all. The input of an execution is an object by custom only. */
const SHAPES = ['object', 'execution input', 'any'] as const;
export type Shape = (typeof SHAPES)[number];

export const isAtMost = (shape: Shape, limit: Shape): boolean => SHAPES.indexOf(shape) <= SHAPES.indexOf(limit);

export const lessCertain = (one: Shape, other: Shape): Shape => (isAtMost(one, other) ? other : one);

/** What a path or an intrinsic function of JSONPath gives, where its text alone says so. */
export function pathShape(path: unknown): Shape {
  if (path === '$$') return 'object';
  if (path === '$$.Execution.Input') return 'execution input';
  return typeof path === 'string' && /^States\.JsonMerge\(/.test(path) ? 'object' : 'any';
}
