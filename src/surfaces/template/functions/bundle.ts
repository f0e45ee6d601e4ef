/** What `sam build` makes of a function's code, as far as its metadata say. */
import { FOOTER, hasFooter } from '../../../core/bundle';
import type { Target } from '../../../core/state';
import { isMap, type Resource } from '../document/document';

/** CommonJS is what SAM asks esbuild for if no format is given. Source: aws-lambda-builders, nodejs_npm_esbuild. */
export function samBundle({ Metadata }: Resource): Target['bundle'] {
  const { BuildMethod, BuildProperties } = isMap(Metadata) ? Metadata : {};
  const { Format = 'cjs', Footer } = isMap(BuildProperties) ? BuildProperties : {};
  const isPlain = BuildMethod !== 'esbuild' || Format !== 'cjs' || hasFooter(Footer);
  return isPlain ? undefined : `\`Footer: ["js=${FOOTER}"]\` of \`BuildProperties\``;
}
