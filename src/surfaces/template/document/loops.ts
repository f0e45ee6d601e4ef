/** Resources in the bodies of `Fn::ForEach` loops, which are maps of resources like any other. */
import { isMap, type Json, type Resources } from './document';

/** The body of a loop: identifier, collection, resources. */
export const loopBody = (id: string, entry: Json): Resources | undefined =>
  id.startsWith('Fn::ForEach::') && Array.isArray(entry) && isMap(entry[2]) ? entry[2] : undefined;

/** The loop with another body. */
export const withBody = (loop: Json, body: Resources): Json => [...loop.slice(0, 2), body, ...loop.slice(3)];

/** Every resource, those in loops too. */
export const everyResource = (resources: Resources): [id: string, resource: Json][] =>
  Object.entries(resources).flatMap(([id, entry]) => {
    const body = loopBody(id, entry);
    return body === undefined ? [[id, entry] as [string, Json]] : everyResource(body);
  });
