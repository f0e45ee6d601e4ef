/** The piece of a template that a transform is given, as a template, and the way back. */
import type { Json, Template } from '../surfaces/template';

export interface Fragment {
  readonly template: Template;
  /** Whether there is no place for further resources. */
  readonly closed: boolean;
  readonly unwrap: (template: Template) => Json;
}

const ONE = 'the function';

/** A whole template, a map of resources, or one function. Anything else stays unchanged and is reported. */
export function fragmentOf(fragment: Json): Fragment {
  const whole: Fragment = { template: fragment, closed: false, unwrap: (template) => template };
  if (typeof fragment !== 'object' || fragment === null || 'Resources' in fragment) return whole;
  if (TYPES.has(fragment.Type))
    return { template: { Resources: { [ONE]: fragment } }, closed: true, unwrap: ({ Resources }) => Resources[ONE] };
  const resources = Object.values(fragment);
  const isMap = resources.length > 0 && resources.every((one: Json) => typeof one?.Type === 'string');
  return isMap ? { template: { Resources: fragment }, closed: false, unwrap: ({ Resources }) => Resources } : whole;
}

const TYPES: ReadonlySet<unknown> = new Set(['AWS::Lambda::Function', 'AWS::Serverless::Function']);
