/** What a bundler has made of a function's code, as far as the staged asset shows it. */
import { resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib/core';
import type { Target } from '../core/state';
import { bundleIn } from '../host/bundle';
import type { CfnLambda } from '../surfaces/cdk/resource';

/** Nothing where the code is no asset, or no such bundle. */
export function assetBundle(cfn: CfnLambda): Target['bundle'] {
  const asset = (cfn.node.scope?.node.tryFindChild('Code') as { assetPath?: unknown } | undefined)?.assetPath;
  const folder = Stage.of(cfn)?.outdir;
  if (typeof asset !== 'string' || folder === undefined || typeof cfn.handler !== 'string') return undefined;
  return bundleIn(resolve(folder, asset), cfn.handler);
}
