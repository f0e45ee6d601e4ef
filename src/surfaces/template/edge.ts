/** Which functions of a template run at the edge (Lambda@Edge), where neither variables nor layers are allowed. */

import { own } from '../../core/own';
import { isFunction } from './dialect';
import { isMap, type Json, type Resources } from './document';
import { granteesOf } from './permissions';
import { referencesIn } from './references';

/** The logical ids of functions that a distribution is associated with, or whose role the edge may take. */
export function edgeFunctions(resources: Resources): ReadonlySet<string> {
  const all = Object.entries(resources).filter(([, resource]) => isMap(resource));
  const distributions = all.filter(([, { Type }]) => Type === 'AWS::CloudFront::Distribution');
  const roles = all.filter(([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && trusts(Properties));
  if (distributions.length + roles.length === 0) return new Set();
  const named = distributions.flatMap(([, { Properties }]) => associations(Properties).flatMap(referencesIn));
  const versions = named.flatMap((id) => referencesIn(own(resources, id)?.Properties?.FunctionName));
  const associated = [...named, ...versions].filter((id) => isFunction(own(resources, id)));
  const trusted = all.filter(
    ([, resource]) =>
      isFunction(resource) && granteesOf(resource).roles.some((role) => roles.some(([id]) => id === role)),
  );
  return new Set([...associated, ...trusted.map(([id]) => id)]);
}

const trusts = (properties: Json): boolean =>
  JSON.stringify(properties?.AssumeRolePolicyDocument ?? '').includes('edgelambda.amazonaws.com');

/** Everything under `LambdaFunctionAssociations`, wherever it stands. */
function associations(raw: Json): Json[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([key, value]) =>
    key === 'LambdaFunctionAssociations' ? [value] : associations(value),
  );
}
