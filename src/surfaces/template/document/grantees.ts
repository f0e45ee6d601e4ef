/** Whose policies decide what a function is allowed. */
import { valueText } from '../../../core/value';
import { toValue } from '../../intrinsics';
import { isMap, type Json, NO_VALUE, type Resource } from './document';

export interface Grantees {
  /** Whether SAM makes the role, from `Policies` of the function itself. */
  readonly self: boolean;
  /** Logical ids of roles, as far as the function names any. */
  readonly roles: readonly string[];
  /** Whether its role is, or may be, one that is not named by a logical id. */
  readonly foreign: boolean;
}

export function granteesOf({ Type, Properties }: Resource): Grantees {
  const branches = branchesOf(Properties?.Role);
  const isGiven = (role: Json) => role !== undefined && role !== null && role.Ref !== NO_VALUE.Ref;
  const ids = branches.filter(isGiven).map(roleOf);
  const self = Type === 'AWS::Serverless::Function' && branches.some((role) => !isGiven(role));
  const roles = [...new Set(ids.filter((id) => id !== undefined))];
  return { self, roles, foreign: ids.includes(undefined) || (ids.length === 0 && !self) };
}

/** The logical id of a role: by the form that most templates have, or by how another one prints. */
function roleOf(role: Json): string | undefined {
  const path = role['Fn::GetAtt'];
  if (Array.isArray(path) && path[1] === 'Arn' && typeof path[0] === 'string') return path[0];
  return /^\$\{(.+)\.Arn\}$/.exec(valueText(toValue(role)))?.[1];
}

function branchesOf(raw: Json): Json[] {
  const branches = isMap(raw) ? raw['Fn::If'] : undefined;
  return Array.isArray(branches) ? branches.slice(1).flatMap(branchesOf) : [raw];
}
