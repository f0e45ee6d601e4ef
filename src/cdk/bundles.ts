/** What a bundler has made of a function's code, as far as the staged asset shows it. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App, Stage } from 'aws-cdk-lib/core';
import type { Target } from '../core/state';
import type { CfnLambda } from '../surfaces/cdk/resource';

/** How esbuild hands out the exports of a CommonJS bundle: as getters, which nothing can redefine. */
const GETTERS = /module\.exports\s*=\s*(__toCommonJS|[\w$]{1,3})\([\w$]+\)/;

/** The footer that turns them into plain properties. */
const FOOTER = /module\.exports\s*=\s*\{\s*\.\.\.\s*module\.exports\s*\}/;

/** Nothing where the code is no asset, or no such bundle. */
export function bundleOf(cfn: CfnLambda): Target['bundle'] {
  const file = fileOf(cfn);
  if (file === undefined || !existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  return GETTERS.test(text) && !FOOTER.test(text) ? 'commonjs' : undefined;
}

/** The file that the handler names, in the folder of the staged asset. */
function fileOf(cfn: CfnLambda): string | undefined {
  const asset = (cfn.node.scope?.node.tryFindChild('Code') as { assetPath?: unknown } | undefined)?.assetPath;
  const folder = (Stage.of(cfn) ?? App.of(cfn))?.assetOutdir;
  const [module] = typeof cfn.handler === 'string' ? cfn.handler.split('.') : [];
  if (typeof asset !== 'string' || folder === undefined || module === undefined) return undefined;
  return resolve(folder, asset, `${module}.js`);
}
