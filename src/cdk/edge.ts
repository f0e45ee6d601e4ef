/** Which functions of an app run at the edge of CloudFront, where Lambda allows no variables and no layers. */
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { LAMBDA } from '../surfaces/cdk/resource';

const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const VERSION = 'AWS::Lambda::Version';

/** Finds edge functions; the app is searched once, when the first function is asked for. */
export class EdgeFunctions {
  private found?: ReadonlySet<string>;

  public has(cfn: CfnResource): boolean {
    this.found ??= search(cfn.node.root);
    return (this.found.size > 0 && this.found.has(cfn.node.addr)) || cfn.node.scopes.some(isEdgeConstruct);
  }
}

/** `cloudfront.experimental.EdgeFunction`, or the stack in us-east-1 that it makes for its function. */
const isEdgeConstruct = (scope: IConstruct): boolean =>
  'edgeArn' in scope || scope.node.id.startsWith('edge-lambda-stack-');

function search(root: IConstruct): ReadonlySet<string> {
  const resources = root.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  const distributions = resources.filter(({ cfnResourceType }) => cfnResourceType === DISTRIBUTION);
  if (distributions.length === 0) return new Set();
  const named = new Set(distributions.flatMap((distribution) => versionNames(distribution)));
  const versions = resources.filter((node) => node.cfnResourceType === VERSION && named.has(nameIn(node)));
  const functions = resources.filter(({ cfnResourceType }) => cfnResourceType === LAMBDA);
  const used = new Set(versions.map((version) => JSON.stringify(functionName(version))));
  return new Set(functions.filter((fn) => used.has(JSON.stringify({ Ref: nameOf(fn) }))).map(({ node }) => node.addr));
}

/** The logical ids that a distribution's associations refer to, each with its stack's. */
function versionNames(distribution: CfnResource): string[] {
  const stack = Stack.of(distribution);
  const config: unknown = stack.resolve(
    (distribution as unknown as { distributionConfig?: unknown }).distributionConfig,
  );
  return valuesOf('lambdaFunctionAssociations', config)
    .flatMap((association) => valuesOf('Ref', association))
    .map((id) => `${stack.node.addr}/${id}`);
}

/** Everything that stands under a key, at any depth. */
function valuesOf(key: string, raw: unknown): unknown[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([name, value]) => (name === key ? [value] : valuesOf(key, value)));
}

const nameOf = (node: CfnResource): string => String(Stack.of(node).resolve(node.logicalId));
const nameIn = (node: CfnResource): string => `${Stack.of(node).node.addr}/${nameOf(node)}`;

const functionName = (version: CfnResource): unknown =>
  Stack.of(version).resolve((version as unknown as { functionName: unknown }).functionName);
