/** Which functions of a template run at the edge (Lambda@Edge), where neither variables nor layers are allowed. */

import { ownValue } from '../../../core/own';
import { isFunction } from '../document/dialect';
import { among, type Json, type Resources } from '../document/document';
import { granteesOf } from '../document/grantees';
import { referencesIn } from '../document/references';

/** The logical ids of functions that a distribution is associated with, or whose role the edge may take. */
export function edgeFunctions(resources: Resources): ReadonlySet<string> {
  const distributions = among(resources, (resource) => resource?.Type === 'AWS::CloudFront::Distribution');
  const roles = among(resources, (resource) => resource?.Type === 'AWS::IAM::Role' && trusts(resource.Properties));
  if (distributions.length + roles.length === 0) return new Set();
  const named = distributions.flatMap(([, { Properties }]) => associations(Properties).flatMap(referencesIn));
  const versions = named.flatMap((id) => referencesIn(ownValue(resources, id)?.Properties?.FunctionName));
  const associated = [...named, ...versions].filter((id) => isFunction(ownValue(resources, id)));
  const trusting = new Set(roles.map(([id]) => id));
  const isTrusted = (resource: Json) =>
    isFunction(resource) && granteesOf(resource).roles.some((role) => trusting.has(role));
  const trusted = trusting.size === 0 ? [] : among(resources, isTrusted);
  return new Set([...associated, ...trusted.map(([id]) => id)]);
}

const trusts = (properties: Json): boolean =>
  JSON.stringify(properties?.AssumeRolePolicyDocument ?? '').includes('edgelambda.amazonaws.com');

/** Everything under `LambdaFunctionAssociations`, at any depth. */
function associations(raw: Json): Json[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([key, value]) =>
    key === 'LambdaFunctionAssociations' ? [value] : associations(value),
  );
}
