/** Gives the role of each function the permissions that its tracing needs, or reports why it could not. */
import type * as iam from 'aws-cdk-lib/aws-iam';
import { CfnResource, Names, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { type Note, note } from '../core/finding';
import { keyNotes, type Statement } from '../core/recipe';
import { isKnown, type Value, valueText } from '../core/value';
import { type CfnGrantee, isOfSam } from '../surfaces/cdk/resource';
import { granteesOf } from '../surfaces/template/document/grantees';
import {
  type AddStatement,
  addDependency,
  addToFunction,
  addToOwnPolicy,
  addToPrincipal,
  POLICY_ID,
  policyStatement,
} from './policies';

/** Grants for one construct; a statement is given to a role once. */
export class Permissions {
  /** What each role was given, by the statement and by its print. */
  private readonly granted = new WeakMap<IConstruct, Map<Statement | string, Grant>>();
  /** What was given because of a function. */
  private readonly given = new Map<CfnGrantee, Set<Grant>>();
  private readonly roles = new WeakMap<Stack, Map<string, CfnResource>>();

  /** What you should know about the statements that were given so far. */
  public get notes(): Note[] {
    return keyNotes([...this.given.values()].flatMap((grants) => [...grants].map(({ statement }) => statement)));
  }

  /** Nothing, or one finding with every statement that could not be given. */
  public grant(cfn: CfnGrantee, statements: readonly Statement[]): Note[] {
    const left = statements.filter((statement) => !this.allow(cfn, statement));
    return left.length === 0 ? [] : [rolePermissionNote(cfn, left)];
  }

  /** The same for a resource that AWS refuses where its role is not allowed yet: it waits for the policies of its role. */
  public grantBefore(cfn: CfnGrantee, statements: readonly Statement[]): Note[] {
    const notes = this.grant(cfn, statements);
    for (const policy of this.policiesOf(cfn)) addDependency(cfn, policy);
    return notes;
  }

  /** The policies of the roles that a resource names; an L2 construct waits for those of its role by itself. */
  private policiesOf(cfn: CfnGrantee): CfnResource[] {
    const owner = cfn.node.scope as IConstruct & Partial<iam.IGrantable>;
    if (roleNameOf(cfn) === undefined || (owner.node.defaultChild === cfn && owner.grantPrincipal)) return [];
    const { roles } = granteesOf({ Properties: { Role: cfn.stack.resolve(roleNameOf(cfn)) } });
    const found = roles.map((id) => this.findRole(cfn, id)).filter((role) => role !== undefined);
    return found
      .flatMap((role) => (role.node.scope?.node.defaultChild === role ? role.node.scope : role).node.findAll())
      .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === POLICY);
  }

  /** Takes back what no other function needs, the last one first. */
  public withdraw(cfn: CfnGrantee): void {
    for (const grant of [...(this.given.get(cfn) ?? [])].reverse()) {
      grant.users.delete(cfn);
      if (grant.users.size === 0) grant.takeBack();
    }
    this.given.delete(cfn);
  }

  private allow(cfn: CfnGrantee, statement: Statement): boolean {
    const owner = cfn.node.scope as IConstruct & Partial<iam.IGrantable>;
    const l2 = owner.node.defaultChild === cfn ? owner.grantPrincipal : undefined;
    const role = roleOfFunction(owner);
    if (l2 && isImmutable(role)) return false;
    if (l2 && needsOwnPolicy(role, cfn, statement)) return this.allowFrom(cfn, role as iam.IRole, statement);
    if (l2) return this.once(role, cfn, statement, (policy) => addToPrincipal(l2, policy));
    if (roleNameOf(cfn) !== undefined) return this.allowRoles(cfn, statement);
    return isOfSam(cfn) && this.once(cfn, cfn, statement, (policy) => addToFunction(cfn, policy));
  }

  /** In a policy in the function's stack: the role's stack would have to refer to it, while it refers to the role. */
  private allowFrom(cfn: CfnGrantee, role: iam.IRole, statement: Statement): boolean {
    const { stack } = cfn;
    const id = `${POLICY_ID}${role.node.addr.slice(-8)}`;
    const scope = (stack.node.tryFindChild(id) as Construct | undefined) ?? new Construct(stack, id);
    const names = { scope, role: role.roleName, policyName: Names.uniqueId(scope) };
    return this.once(scope, cfn, statement, (policy) => addToOwnPolicy(names, policy));
  }

  /** The roles of an L1 function, where they are declared in the same stack. */
  private allowRoles(cfn: CfnGrantee, statement: Statement): boolean {
    const { roles, foreign } = granteesOf({ Properties: { Role: cfn.stack.resolve(roleNameOf(cfn)) } });
    const found = roles.map((id) => this.findRole(cfn, id));
    const given = found.map((role) => role !== undefined && this.allowRole(role, cfn, statement));
    return !foreign && given.length > 0 && given.every((isGiven) => isGiven);
  }

  private allowRole(role: CfnResource, cfn: CfnGrantee, statement: Statement): boolean {
    const l2 = role.node.scope as IConstruct & Partial<iam.IGrantable>;
    const principal = l2.node.defaultChild === role ? l2.grantPrincipal : undefined;
    if (principal) return this.once(l2, cfn, statement, (policy) => addToPrincipal(principal, policy));
    const names = { scope: role, role: role.ref, policyName: POLICY_ID };
    return this.once(role, cfn, statement, (policy) => addToOwnPolicy(names, policy));
  }

  /** Functions that are alike share their statements, so most are known by themselves; others may say the same. */
  private once(role: IConstruct, cfn: CfnGrantee, statement: Statement, add: AddStatement): boolean {
    const known = this.granted.get(role) ?? new Map<Statement | string, Grant>();
    this.granted.set(role, known);
    const existing = known.get(statement) ?? known.get(printed(statement));
    // A grant without users has been taken back.
    const grant = existing && existing.users.size > 0 ? existing : newGrant(role, statement, add);
    if (grant === undefined) return false;
    if (grant.users.size === 0) known.set(printed(statement), grant);
    known.set(statement, grant);
    grant.users.add(cfn);
    this.given.set(cfn, (this.given.get(cfn) ?? new Set()).add(grant));
    return true;
  }

  /** A stack is searched again only for a role that has not been seen in it yet. */
  private findRole({ stack }: CfnGrantee, id: string): CfnResource | undefined {
    if (!this.roles.get(stack)?.has(id)) this.roles.set(stack, rolesIn(stack));
    return this.roles.get(stack)?.get(id);
  }
}

const POLICY = 'AWS::IAM::Policy';

/** A statement that was given, and the functions that need it. */
interface Grant {
  readonly statement: Statement;
  readonly users: Set<CfnGrantee>;
  readonly takeBack: () => void;
}

function newGrant(role: IConstruct, statement: Statement, add: AddStatement): Grant | undefined {
  const takeBack = add(policyStatement(role, statement));
  return takeBack && { statement, users: new Set(), takeBack };
}

/** One text for statements that allow the same: each recipe makes its own. */
const printed = (statement: Statement): string =>
  JSON.stringify(statement, (_, part) => (isPermissionValue(part) ? { value: valueText(part) } : part));

const isPermissionValue = (part: unknown): part is Value =>
  typeof part === 'object' && part !== null && 'kind' in part && typeof part.kind === 'string';

/** Whether a role is in another stack, and the statement names something that may be in the function's. */
const needsOwnPolicy = (role: IConstruct, cfn: CfnGrantee, { resources }: Statement): boolean =>
  Stack.of(role) !== cfn.stack && resources.some((resource) => !isKnown(resource));

/** By logical id. */
function rolesIn(stack: Stack): Map<string, CfnResource> {
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  const roles = resources.filter((node) => node.cfnResourceType === 'AWS::IAM::Role' && node.stack === stack);
  return new Map(roles.map((role) => [String(stack.resolve(role.logicalId)), role]));
}

const roleNameOf = ({ role, roleArn }: CfnGrantee): string | undefined => role ?? roleArn;

const roleOfFunction = (fn: IConstruct): IConstruct => (fn as { role?: IConstruct } & IConstruct).role ?? fn;

/** The CDK's class for roles that it may not change pretends to have added what it is given. */
const isImmutable = (role: IConstruct): boolean => role.constructor.name.startsWith('ImmutableRole');

const rolePermissionNote = (cfn: CfnGrantee, statements: readonly Statement[]): Note =>
  note('permission-needed', {
    actions: statements.flatMap(({ actions }) => actions).join(', '),
    statement: JSON.stringify(
      Stack.of(cfn).resolve(statements.map((statement) => policyStatement(cfn, statement).toStatementJson())),
    ),
  });
