/** What was added to a template for some of its functions, which stays as long as they do. */
import { ownValue } from '../../../core/own';
import { isMap, type Json, type Resources } from '../document/document';
import { granteesOf } from '../document/grantees';
import { loopBody } from '../document/loops';
import { referencesIn } from '../document/references';
import { subscribedFor } from './subscriptions';

/** The ids of the functions themselves, their roles, policies, log groups, filters and permissions, in loops too. */
export function additionsFor(
  fns: ReadonlySet<string>,
  resources: Resources,
  globals: Json,
  outer: Resources = {},
): ReadonlySet<string> {
  if (fns.size === 0) return fns;
  const here = [...fns].filter((id) => Object.hasOwn(resources, id));
  const roles = new Set(here.flatMap((id) => granteesOf(ownValue(resources, id) ?? {}).roles));
  const inside = Object.entries(resources).flatMap(([id, entry]) => {
    const body = loopBody(id, entry);
    return body === undefined ? [] : [...additionsFor(fns, body, globals, { ...outer, ...resources })];
  });
  const policies = Object.entries(resources).flatMap(([id, one]) => (isPolicyOf(one, roles) ? [id] : []));
  return new Set([...here, ...roles, ...inside, ...policies, ...subscribedFor(here, resources, { outer, globals })]);
}

const isPolicyOf = (resource: Json, roles: ReadonlySet<string>): boolean =>
  isMap(resource) &&
  resource.Type === 'AWS::IAM::Policy' &&
  referencesIn(resource.Properties?.Roles).some((role) => roles.has(role));
