/** The function that a construct of the user represents: itself, that of a version or an alias, or none. */

import { CfnResource, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct, type IConstruct, type Node } from 'constructs';
import { type Note, note } from '../core/finding';
import { isFunctionResource } from '../surfaces/cdk/resource';

/** What the constructs of `aws-lambda` have, with the properties that are read here. */
interface LambdaConstruct extends IConstruct {
  /** Of a version, an alias, an edge function. */
  readonly lambda?: IConstruct;
  /** Of a singleton, the node of the function that it represents. */
  readonly permissionsNode?: Node;
  readonly functionArn?: string;
}

/** The function's resource, or why there is none. */
export function resourceOf(construct: IConstruct): CfnResource | Note {
  const given = construct as LambdaConstruct;
  if (isFunctionResource(given)) return given;
  if (given.lambda !== undefined && given.lambda !== given) return resourceOf(given.lambda);
  const child = (given.permissionsNode ?? given.node).defaultChild;
  if (child !== undefined && isFunctionResource(child)) return child;
  if (given.functionArn !== undefined) return note('function-imported');
  return note('not-a-function', { given: describeKind(given) });
}

export const describeKind = (given: IConstruct): string =>
  CfnResource.isCfnResource(given) ? given.cfnResourceType : `a construct of the class ${given.constructor.name}`;

export const isConstruct = (given: unknown): given is IConstruct => Construct.isConstruct(given);

/** What something is that should have been a construct. */
export const kindWord = (given: unknown): string => (given === null ? 'null' : typeof given);

/** What is wrong with the arguments of `addLambdaFunctions` and the like, a sentence each, which no option is to blame for. */
export function argumentMistakes(noun: string, given: unknown, overrides: unknown): string[] {
  const second = isConstruct(overrides)
    ? [
        `The second argument is the construct ${overrides.node.path}, which only \`datadog-cdk-constructs-v2\` takes: leave it out, or give options.`,
      ]
    : [];
  if (!Array.isArray(given)) return [`The first argument must be a list of ${noun}s.`, ...second];
  const items = given.flatMap((item, place) => itemMistakes(noun, item, `The item ${place} of the list`));
  return [...items, ...second];
}

const itemMistakes = (noun: string, item: unknown, name: string): string[] => {
  if (!isConstruct(item)) return [`${name} is ${kindWord(item)}, not a ${noun}.`];
  const isScope = Stack.isStack(item) || Stage.isStage(item);
  return isScope ? [`${name} is ${item.node.path || 'the app'}, not a ${noun}: give it to \`addScope\`.`] : [];
};

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

/** Marks the construct that installs the macro: its function traces others, and is not traced by their options. */
export const MACRO = Symbol.for('tracelayer.macro');

export const isOfMacro = (cfn: CfnResource): boolean => cfn.node.scopes.some((scope) => MACRO in scope);
