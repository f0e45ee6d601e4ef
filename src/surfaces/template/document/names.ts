/** The names by which patterns mean a function of a template, as on every other surface. */
import type { Json } from './document';

/** Its logical id, its own name, the path and id of its construct, and its key in a Serverless service. */
export function namesOf(id: string, name: unknown, metadata: Json): string[] {
  const path = metadata?.['aws:cdk:path'];
  const parts =
    typeof path === 'string'
      ? path
          .replace(/\/Resource$/, '')
          .split('/')
          .filter(Boolean)
      : [];
  const key = /^(\w+)LambdaFunction$/.exec(id)?.[1];
  return [
    id,
    ...(typeof name === 'string' ? [name] : []),
    ...parts.map((_, index) => parts.slice(index).join('/')),
    ...(key === undefined ? [] : [key, key[0]?.toLowerCase() + key.slice(1)]),
  ];
}
