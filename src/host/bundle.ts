/** What a bundler has made of a function's code, as far as the file that the handler names shows it. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { hasFooter } from '../core/bundle';
import type { Target } from '../core/state';

/** How esbuild hands out the exports of a CommonJS bundle: as getters. */
const GETTERS = /module\.exports\s*=\s*(__toCommonJS|[\w$]{1,3})\([\w$]+\)/;

/** Where the CDK lets esbuild be given a footer, if the folder has such a bundle for the handler. */
export function bundleIn(folder: string, handler: string): Target['bundle'] {
  const file = resolve(folder, `${handler.split('.')[0]}.js`);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  return GETTERS.test(text) && !hasFooter(text) ? '`bundling.footer` of a `NodejsFunction`' : undefined;
}
