/** Which functions of a service run at the edge: by their events, or by what `resources:` says of distributions and roles. */

import { isAtEdge } from '../surfaces/service/read';
import type { Resource } from '../surfaces/template/document/document';
import { edgeFunctions } from '../surfaces/template/functions';
import { type Framework, serviceFunctions } from './framework';

/** The keys of these functions. */
export function edgeKeys(framework: Framework): ReadonlySet<string> {
  const { service } = framework;
  const { naming } = framework.getProvider('aws');
  const inherited = service.provider.iam?.role ?? service.provider.role;
  const own = Object.entries(serviceFunctions(service)).map(([key, fn]) => {
    const resource: Resource = { Type: 'AWS::Lambda::Function', Properties: { Role: edgeRole(fn.role ?? inherited) } };
    return { key, fn, id: naming.getLambdaLogicalId(key), resource };
  });
  const resources = Object.fromEntries(own.map(({ id, resource }) => [id, resource]));
  const found = edgeFunctions({ ...service.resources?.Resources, ...resources });
  return new Set(own.filter(({ id, fn }) => found.has(id) || isAtEdge(fn)).map(({ key }) => key));
}

/** As the framework writes it: a name without an ARN is a logical id. */
const edgeRole = (role: unknown): unknown =>
  typeof role === 'string' && !role.startsWith('arn:') ? { 'Fn::GetAtt': [role, 'Arn'] } : role;
