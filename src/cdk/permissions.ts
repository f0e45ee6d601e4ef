/** Allows the role of a function what its tracing needs, or says that it could not. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnResource, Names, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { type Note, note } from '../core/finding';
import { keyNotes, type Statement } from '../core/recipe';
import { isKnown, text, type Unresolved, type Value } from '../core/value';
import type { CfnLambda } from '../surfaces/cdk/resource';
import { SAM } from '../surfaces/cdk/resource';
import { peel, renderIn } from '../surfaces/cdk/tokens';
import { granteesOf } from '../surfaces/template/permissions';

/** Grants for one construct; a statement is given to a role once. */
export class Permissions {
  private readonly granted = new WeakMap<IConstruct, Set<Statement | string>>();
  private readonly given = new Set<Statement>();
  private readonly roles = new WeakMap<Stack, Map<string, CfnResource>>();

  /** What you should know about the statements that were given so far. */
  public get notes(): Note[] {
    return keyNotes([...this.given]);
  }

  /** Nothing, or one finding with every statement that could not be given. */
  public grant(cfn: CfnLambda, statements: readonly Statement[]): Note[] {
    const left = statements.filter((statement) => !this.allow(cfn, statement));
    for (const statement of statements) if (!left.includes(statement)) this.given.add(statement);
    return left.length === 0 ? [] : [needed(cfn, left)];
  }

  private allow(cfn: CfnLambda, statement: Statement): boolean {
    const owner = cfn.node.scope as IConstruct & Partial<iam.IGrantable>;
    const l2 = owner.node.defaultChild === cfn ? owner.grantPrincipal : undefined;
    const role = roleOf(owner);
    if (l2 && isImmutable(role)) return false;
    if (l2 && isElsewhere(role, cfn, statement)) return this.allowFrom(cfn, role as iam.IRole, statement);
    if (l2) return this.once(role, statement, (policy) => l2.addToPrincipalPolicy(policy).statementAdded);
    if (cfn.role !== undefined) return this.allowRoles(cfn, statement);
    return cfn.cfnResourceType === SAM && addPolicy(cfn, policyStatement(cfn, statement));
  }

  /** In a policy in the function's stack: the role's stack would have to refer to it, while it refers to the role. */
  private allowFrom(cfn: CfnLambda, role: iam.IRole, statement: Statement): boolean {
    const { stack } = cfn;
    const id = `${POLICY}${role.node.addr.slice(-8)}`;
    const scope = (stack.node.tryFindChild(id) as Construct | undefined) ?? new Construct(stack, id);
    return this.once(scope, statement, (policy) => {
      documentOf(scope, role.roleName, Names.uniqueId(scope)).addStatements(policy);
      return true;
    });
  }

  /** The roles of an L1 function, where they are declared in the same stack. */
  private allowRoles(cfn: CfnLambda, statement: Statement): boolean {
    const { roles, foreign } = granteesOf({ Properties: { Role: cfn.stack.resolve(cfn.role) } });
    const found = roles.map((id) => this.findRole(cfn, id));
    const given = found.map((role) => role !== undefined && this.allowRole(role, statement));
    return !foreign && given.length > 0 && given.every((isGiven) => isGiven);
  }

  private allowRole(role: CfnResource, statement: Statement): boolean {
    const l2 = role.node.scope as IConstruct & Partial<iam.IGrantable>;
    if (l2.node.defaultChild === role && l2.grantPrincipal) {
      return this.once(
        l2,
        statement,
        (policy) => l2.grantPrincipal?.addToPrincipalPolicy(policy).statementAdded ?? false,
      );
    }
    return this.once(role, statement, (policy) => documentOf(role, role.ref).addStatements(policy) ?? true);
  }

  /** Functions that are alike share their statements, so most are known by themselves; others may say the same. */
  private once(role: IConstruct, statement: Statement, add: (policy: iam.PolicyStatement) => boolean): boolean {
    const known = this.granted.get(role) ?? new Set();
    this.granted.set(role, known);
    if (known.has(statement)) return true;
    const key = printed(statement);
    if (!known.has(key) && !add(policyStatement(role, statement))) return false;
    known.add(statement).add(key);
    return true;
  }

  /** A stack is searched again only for a role that has not been seen in it yet. */
  private findRole({ stack }: CfnLambda, id: string): CfnResource | undefined {
    if (!this.roles.get(stack)?.has(id)) this.roles.set(stack, rolesIn(stack));
    return this.roles.get(stack)?.get(id);
  }
}

/** One text for statements that allow the same: each recipe makes its own. */
const printed = (statement: Statement): string =>
  JSON.stringify(statement, (_, part) => (isUnresolved(part) ? { value: text(part) } : part));

const isUnresolved = (part: unknown): part is Unresolved =>
  typeof part === 'object' && part !== null && 'kind' in part && typeof part.kind === 'string';

/** Whether a role is in another stack, and the statement names something that may be in the function's. */
const isElsewhere = (role: IConstruct, cfn: CfnLambda, { resources }: Statement): boolean =>
  Stack.of(role) !== cfn.stack && resources.some((resource) => !isKnown(resource));

/** By logical id. */
function rolesIn(stack: Stack): Map<string, CfnResource> {
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  const roles = resources.filter((node) => node.cfnResourceType === 'AWS::IAM::Role' && node.stack === stack);
  return new Map(roles.map((role) => [String(stack.resolve(role.logicalId)), role]));
}

const roleOf = (fn: IConstruct): IConstruct => (fn as { role?: IConstruct } & IConstruct).role ?? fn;

const POLICY = 'TracelayerPolicy';

/** The CDK's class for roles that it may not change pretends to have added what it is given. */
const isImmutable = (role: IConstruct): boolean => role.constructor.name.startsWith('ImmutableRole');

/** The document of the one policy of ours in a scope. */
function documentOf(scope: IConstruct, role: string, policyName = POLICY): iam.PolicyDocument {
  const existing = scope.node.tryFindChild(POLICY) as iam.CfnPolicy | undefined;
  const policyDocument = new iam.PolicyDocument();
  const policy =
    existing ?? new iam.CfnPolicy(scope as Construct, POLICY, { policyName, roles: [role], policyDocument });
  return policy.policyDocument as iam.PolicyDocument;
}

/** A function of SAM without a role of its own gets one from SAM, with its policies. */
function addPolicy(cfn: CfnLambda, statement: iam.PolicyStatement): boolean {
  const before = peel(cfn.policies, cfn);
  const document = { version: '2012-10-17', statement: [statement.toStatementJson()] };
  const policies = Array.isArray(before) ? before : before === undefined ? [] : [before];
  const known = policies.some((policy) => JSON.stringify(policy) === JSON.stringify(document));
  if (!known) cfn.policies = [...policies, document];
  return true;
}

function policyStatement(scope: IConstruct, { actions, resources, conditions }: Statement): iam.PolicyStatement {
  const render = renderIn(Stack.of(scope));
  const list = (values: Value | readonly Value[]) =>
    Array.isArray(values) ? values.map(render) : render(values as Value);
  const rendered = Object.entries(conditions ?? {}).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, list(values)])),
  ]);
  return new iam.PolicyStatement({
    actions: [...actions],
    resources: resources.map(render),
    conditions: Object.fromEntries(rendered),
  });
}

const needed = (cfn: CfnLambda, statements: readonly Statement[]): Note =>
  note('permission-needed', {
    actions: statements.flatMap(({ actions }) => actions).join(', '),
    statement: JSON.stringify(
      Stack.of(cfn).resolve(statements.map((statement) => policyStatement(cfn, statement).toStatementJson())),
    ),
  });
