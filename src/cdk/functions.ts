/** The function behind a construct that somebody gave: itself, of a version or an alias, or none. */

import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct, Node } from 'constructs';
import { type Note, note } from '../core/finding';
import { isFunctionResource } from '../surfaces/cdk/resource';

/** What the constructs of `aws-lambda` have, as far as it is looked at. */
interface Given extends IConstruct {
  /** Of a version, an alias, an edge function. */
  readonly lambda?: IConstruct;
  /** Of a singleton, the node of the function that it stands for. */
  readonly permissionsNode?: Node;
  readonly functionArn?: string;
}

/** The function's resource, or why there is none. */
export function resourceOf(construct: IConstruct): CfnResource | Note {
  const given = construct as Given;
  if (isFunctionResource(given)) return given;
  if (given.lambda !== undefined && given.lambda !== given) return resourceOf(given.lambda);
  const child = (given.permissionsNode ?? given.node).defaultChild;
  if (child !== undefined && isFunctionResource(child)) return child;
  if (given.functionArn !== undefined) return note('function-imported');
  return note('not-a-function', {
    given: CfnResource.isCfnResource(given) ? given.cfnResourceType : given.constructor.name,
  });
}

/** Names of the constructs in which the CDK's own modules put functions of theirs. */
const OWN = [
  /^framework-(onEvent|isComplete|onTimeout)$/,
  /^Custom::/,
  /^AWS679f53fac002430cb0da5b7982bd2287$/,
  /^(LogRetention|BucketNotificationsHandler)[0-9a-f]{32}$/,
];

/** The mark that the CDK sets on handlers of its custom resources. */
const MARK = /^aws:cdk:is-custom-resource-handler-/;

/** Whether a function belongs to the CDK itself. */
export const isOwnOfCdk = (cfn: CfnResource): boolean =>
  cfn.node.scopes.some(
    ({ node }) => OWN.some((pattern) => pattern.test(node.id)) || node.metadata.some(({ type }) => MARK.test(type)),
  );
