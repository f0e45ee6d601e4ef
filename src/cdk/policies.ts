/** Adds statements to policies of a construct tree, so that each of them can be taken out again. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnResource, type IResolveContext, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import type { Statement } from '../core/recipe';
import type { Value } from '../core/value';
import { renderIn } from '../surfaces/cdk/lookups';
import type { CfnGrantee } from '../surfaces/cdk/resource';
import { peel } from '../surfaces/cdk/tokens';
import { isConstruct } from './functions';

/** Adds a statement and returns what takes it out again; returns nothing if the statement could not be added. */
export type AddStatement = (policy: iam.PolicyStatement) => (() => void) | undefined;

/** Our policy of one role. */
export interface OwnPolicy {
  /** The construct that the policy is in. */
  readonly scope: IConstruct;
  readonly role: string;
  readonly policyName: string;
}

/** The id of our policy in its scope. */
export const POLICY_ID = 'TracelayerPolicy';

/** Adds a statement in the way that the CDK has for a role. */
export function addToPrincipal(principal: iam.IPrincipal, policy: iam.PolicyStatement): ReturnType<AddStatement> {
  if (!principal.addToPrincipalPolicy(policy).statementAdded) return undefined;
  const policies = isConstruct(principal) ? principal.node.findAll().filter(isPolicy) : [];
  const owner = policies.find(({ document }) => statementsOf(document).includes(policy));
  if (owner === undefined) return () => {};
  keepStatements(owner.document);
  return () => {
    if (takeFrom(owner.document, policy) && owner.document.isEmpty) removeDependents(owner.node.defaultChild);
  };
}

const isPolicy = (node: IConstruct): node is iam.Policy => node instanceof iam.Policy;

/** Adds a statement to our policy in a scope. */
export function addToOwnPolicy(names: OwnPolicy, policy: iam.PolicyStatement): ReturnType<AddStatement> {
  const { scope } = names;
  const document = ownDocument(names);
  document.addStatements(policy);
  return () => {
    if (!takeFrom(document, policy) || !document.isEmpty) return;
    removeDependents(scope.node.tryFindChild(POLICY_ID));
    scope.node.tryRemoveChild(POLICY_ID);
  };
}

function ownDocument({ scope, role, policyName }: OwnPolicy): iam.PolicyDocument {
  const existing = scope.node.tryFindChild(POLICY_ID) as iam.CfnPolicy | undefined;
  if (existing) return existing.policyDocument as iam.PolicyDocument;
  const policyDocument = new iam.PolicyDocument();
  keepStatements(policyDocument);
  new iam.CfnPolicy(scope as Construct, POLICY_ID, { policyName, roles: [role], policyDocument });
  return policyDocument;
}

/**
 * Has a document keep its statements when it is resolved. The CDK merges statements that are alike, puts the result in place
 * of them, and resolves a document several times, after which our statement cannot be distinguished from one of the user.
 */
function keepStatements(document: iam.PolicyDocument): void {
  if (Object.hasOwn(document, 'resolve')) return;
  const resolve = document.resolve.bind(document);
  document.resolve = (context: IResolveContext) => {
    const statements = statementsOf(document);
    const kept = [...statements];
    const resolved = resolve(context);
    statements.splice(0, statements.length, ...kept);
    return resolved;
  };
}

function takeFrom(document: iam.PolicyDocument, policy: iam.PolicyStatement): boolean {
  const statements = statementsOf(document);
  const place = statements.indexOf(policy);
  if (place >= 0) statements.splice(place, 1);
  return place >= 0;
}

/** The list that a document keeps, which the CDK has no public way to change. */
function statementsOf(document: iam.PolicyDocument): iam.PolicyStatement[] {
  const { statements } = document as unknown as { readonly statements?: iam.PolicyStatement[] };
  return Array.isArray(statements) ? statements : [];
}

/** Makes nothing depend on a policy that is left out of the template. */
function removeDependents(policy: IConstruct | undefined): void {
  if (!policy || !CfnResource.isCfnResource(policy)) return;
  for (const node of policy.stack.node.findAll())
    if (CfnResource.isCfnResource(node) && node.obtainDependencies().includes(policy)) removeDependency(node, policy);
}

/** Makes a resource wait for another, unless it does already. */
export function addDependency(resource: CfnResource, target: CfnResource): void {
  if (resource.obtainDependencies().includes(target)) return;
  const { addResourceDependency } = resource as { addResourceDependency?: CfnResource['addDependency'] };
  (addResourceDependency ?? resource.addDependency).call(resource, target);
}

/** The CDK has given the method another name, and warns about the older one. */
function removeDependency(resource: CfnResource, target: CfnResource): void {
  const { removeResourceDependency } = resource as { removeResourceDependency?: CfnResource['removeDependency'] };
  (removeResourceDependency ?? resource.removeDependency).call(resource, target);
}

/** Adds a statement to a SAM function without a role: SAM makes a role with the function's policies. */
export function addToFunction(cfn: CfnGrantee, policy: iam.PolicyStatement): () => void {
  const given = cfn.policies;
  const before = constructPolicies(cfn);
  const document = { version: '2012-10-17', statement: [policy.toStatementJson()] };
  const isKnown = before.some((one) => JSON.stringify(one) === JSON.stringify(document));
  if (isKnown) return () => {};
  cfn.policies = [...before, document];
  return () => {
    const left = constructPolicies(cfn).filter((one) => one !== document);
    const isAsGiven = left.length === before.length && left.every((one, place) => one === before[place]);
    cfn.policies = isAsGiven ? given : left;
  };
}

function constructPolicies(cfn: CfnGrantee): readonly unknown[] {
  const policies = peel(cfn.policies, cfn);
  return Array.isArray(policies) ? policies : policies === undefined ? [] : [policies];
}

/** A statement as the constructs of one stack have it. */
export function policyStatement(scope: IConstruct, { actions, resources, conditions }: Statement): iam.PolicyStatement {
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
