/** Where Datadog shows a function. */
import type { Located } from '../../core/provider';
import { concat, type Value } from '../../core/value';
import type { Options } from './options';
import { DEFAULT_SITE } from './site';

/** Nothing where it is not asked for, or for a site that is known only at deployment. */
export function page({ addOutputs, site = DEFAULT_SITE }: Options, fn: Located): Value | undefined {
  if (!addOutputs || typeof site !== 'string') return undefined;
  // Sites that are not named after a data center have their pages below `app`.
  const host = site.split('.').length === 2 ? `app.${site}` : site;
  const query = 'cloud=aws&entity_view=lambda_functions&selection=aws-lambda-functions';
  return concat(`https://${host}/functions?${query}%2B${fn.name.toLowerCase()}%2B${fn.region}%2B`, fn.account);
}
