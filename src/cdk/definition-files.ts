/** The definition of a state machine in a file that the app uploads: found by its place in Amazon S3, and read as it was staged. */
import { resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { FileProblem, readText } from '../host/text-file';
import type { DefinitionFile, LocatedDefinition } from '../surfaces/cdk/machine-parts';
import type { CfnMachine } from '../surfaces/cdk/resource';

/** What `Asset` of `aws-s3-assets` has. */
interface FileAsset extends IConstruct {
  readonly assetPath: string;
  readonly s3BucketName: string;
  readonly s3ObjectKey: string;
}

/** Nothing where no asset of the app is at that place. */
export function definitionFile(cfn: CfnMachine, location: LocatedDefinition): DefinitionFile | undefined {
  const asset = assetAt(cfn, location);
  if (asset === undefined) return undefined;
  try {
    const text = readText(resolve(Stage.of(asset)?.outdir ?? '.', asset.assetPath)).replace(/^\ufeff/, '');
    const isLarge = Buffer.byteLength(JSON.stringify(text)) > LIMIT;
    return isLarge ? { unread: `the file ${asset.assetPath} would fill more than half of the template` } : { text };
  } catch (problem) {
    if (!(problem instanceof FileProblem)) throw problem;
    return { unread: `the file ${asset.assetPath} can't be read: ${problem.reason}` };
  }
}

/**
 * Bytes of a template that one definition may fill: half of what CloudFormation takes.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const LIMIT = 500_000;

/** The asset with that name in Amazon S3, which is looked for near the state machine first. */
function assetAt({ node, stack }: CfnMachine, { Bucket, Key }: LocatedDefinition): FileAsset | undefined {
  const wanted = JSON.stringify([Bucket, Key]);
  for (const scope of [...node.scopes].reverse()) {
    const found = scope.node
      .findAll()
      .filter(isFileAsset)
      .find(({ s3BucketName, s3ObjectKey }) => JSON.stringify(stack.resolve([s3BucketName, s3ObjectKey])) === wanted);
    if (found) return found;
  }
  return undefined;
}

const isFileAsset = (node: IConstruct): node is FileAsset =>
  FIELDS.every((field) => typeof (node as Partial<FileAsset>)[field] === 'string');
const FIELDS = ['assetPath', 's3BucketName', 's3ObjectKey'] as const;
