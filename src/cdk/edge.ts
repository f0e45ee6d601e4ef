/** Which functions of an app run at the edge of CloudFront, where Lambda allows no variables and no layers. */
import { CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { LAMBDA, VERSION } from '../surfaces/cdk/resource';
import { referenceOf, targetsOf } from '../surfaces/cdk/tokens';

const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const ROLE = 'AWS::IAM::Role';

/** Finds edge functions; the app is searched once, when the first function is asked for. */
export class EdgeFunctions {
  private found?: ReadonlySet<IConstruct>;
  private readonly trusted = new WeakMap<IConstruct, boolean>();

  public has(cfn: CfnResource): boolean {
    this.found ??= edgeOriginals(cfn.node.root);
    return this.found.has(cfn) || cfn.node.scopes.some(isEdgeConstruct) || this.isTrusted(cfn);
  }

  /** Whether the edge may take its role: the distribution may be in another app. Edge functions are made in one region. */
  private isTrusted(cfn: CfnResource): boolean {
    const { region } = Stack.of(cfn);
    const role = Token.isUnresolved(region) || region === EDGE_REGION ? roleOfResource(cfn) : undefined;
    if (role === undefined) return false;
    const known = this.trusted.get(role) ?? isTrustedByEdge(role);
    this.trusted.set(role, known);
    return known;
  }
}

const EDGE_REGION = 'us-east-1';

function roleOfResource(cfn: CfnResource): CfnResource | undefined {
  const target = referenceOf((cfn as CfnResource & { readonly role?: string }).role)?.target;
  return target && CfnResource.isCfnResource(target) && target.cfnResourceType === ROLE ? target : undefined;
}

/** `cloudfront.experimental.EdgeFunction`, or the stack in us-east-1 that it makes for its function. */
const isEdgeConstruct = (scope: IConstruct): boolean =>
  'edgeArn' in scope || scope.node.id.startsWith('edge-lambda-stack-');

/** The functions that distributions refer to, in any stack. */
function edgeOriginals(root: IConstruct): ReadonlySet<IConstruct> {
  const resources = root.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  const distributions = resources.filter(({ cfnResourceType }) => cfnResourceType === DISTRIBUTION);
  return new Set(distributions.flatMap(versionsOf).flatMap(referredFunctions));
}

/** What a distribution refers to, in its own stack or another; it refers to versions only to run them. */
function versionsOf(distribution: CfnResource): CfnResource[] {
  const { distributionConfig: config } = distribution as CfnResource & { readonly distributionConfig?: unknown };
  const targets = targetsOf(config, distribution);
  return targets.filter(
    (node): node is CfnResource =>
      CfnResource.isCfnResource(node) && (node.cfnResourceType === VERSION || node.cfnResourceType === LAMBDA),
  );
}

function referredFunctions(node: CfnResource): IConstruct[] {
  if (node.cfnResourceType === LAMBDA) return [node];
  const { functionName } = node as CfnResource & { readonly functionName?: string };
  const named = referenceOf(functionName)?.target;
  return named === undefined ? [] : [named];
}

function isTrustedByEdge(role: CfnResource): boolean {
  const { assumeRolePolicyDocument: trust } = role as CfnResource & { readonly assumeRolePolicyDocument?: unknown };
  return JSON.stringify(Stack.of(role).resolve(trust) ?? '').includes('edgelambda.amazonaws.com');
}
