/** With an alias that SAM publishes, a new layer must be enough for a new version. */
import { note } from '../../../core/finding';
import { merged } from '../document/globals';
import { setOn } from '../document/metadata';
import type { ResourceContext } from './context';
import type { Instrumented } from './instrument';

export const SAM_FUNCTION = 'AWS::Serverless::Function';

export function publishedVersion({ id, globals }: ResourceContext, done: Instrumented): Instrumented {
  const { resource, findings } = done;
  if (resource.Type !== SAM_FUNCTION) return done;
  const { AutoPublishAlias: alias, AutoPublishAliasAllProperties: all } = merged(globals, resource.Properties ?? {});
  if (alias === undefined || alias === null) return done;
  if (all === undefined) return { ...done, resource: setOn(resource, 'AutoPublishAliasAllProperties', true) };
  const isOff = String(all).toLowerCase() === 'false';
  return isOff ? { ...done, findings: [...findings, { ...note('version-stale'), subject: id }] } : done;
}
