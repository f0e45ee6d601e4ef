/** What a bundler has made of a function's code, as far as the asset next to its template shows it. */
import { dirname, resolve } from 'node:path';
import { bundleIn } from '../../host/bundle';
import { PROVIDERS, type ProviderName } from '../../providers';
import type { Request, Resource } from '../../surfaces/template';

/** For a template at a path: the CDK notes where it has put the code of functions. */
export function codeNextTo(path: string, provider: ProviderName): Request['codeOf'] {
  if (!PROVIDERS[provider].seesBundles) return undefined;
  return ({ Metadata, Properties }: Resource) => {
    const [asset, handler] = [Metadata?.['aws:asset:path'], Properties?.Handler];
    const isThere = typeof asset === 'string' && typeof handler === 'string';
    return isThere ? bundleIn(resolve(dirname(path), asset), handler) : undefined;
  };
}
