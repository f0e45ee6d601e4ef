/** App and API Protection: in the tracer where it can be, else in the extension, which needs the wrapper. */
import { type Note, note } from '../../core/finding';
import type { Setting } from '../../core/recipe';
import { appSecInTracer } from '../layers/datadog.json';
import { isNote } from '../targets';
import { libraryOf, type ResolvedTarget } from './case';
import { DATADOG_WRAPPER } from './hooks';
import { releaseOf } from './layers';
import { appSecModeOf } from './options';

/** The variables that switch it on; none where it is off or does not work. */
export function appSec(resolved: ResolvedTarget): Readonly<Record<string, Setting>> {
  switch (appsecPlace(resolved)) {
    case 'tracer':
      return { DD_APPSEC_ENABLED: { rule: 'default', value: 'true' } };
    case 'extension':
      return {
        DD_SERVERLESS_APPSEC_ENABLED: { rule: 'default', value: 'true' },
        AWS_LAMBDA_EXEC_WRAPPER: { rule: 'require', value: DATADOG_WRAPPER },
      };
    case undefined:
      return {};
  }
}

/** That a mode was asked for which does not work in the function. */
export function appSecNotes(resolved: ResolvedTarget): Note[] {
  const mode = appSecModeOf(resolved.options);
  if (mode === 'off' || appsecPlace(resolved) !== undefined) return [];
  const why = `"${mode}" does not work in ${resolved.runtime} functions`;
  return [note('option-without-effect', { option: 'datadogAppSecMode', why })];
}

/** Where it is done, by the mode; runtimes that only have an operating system run no wrapper. */
function appsecPlace(resolved: ResolvedTarget): 'tracer' | 'extension' | undefined {
  const canWrap = resolved.family !== undefined && resolved.family !== 'custom';
  switch (appSecModeOf(resolved.options)) {
    case 'off':
      return undefined;
    case 'tracer':
      return tracerProtects(resolved, true) ? 'tracer' : undefined;
    case 'extension':
      return canWrap ? 'extension' : undefined;
    case 'on':
      return tracerProtects(resolved, resolved.image) ? 'tracer' : canWrap ? 'extension' : undefined;
  }
}

/** Whether the tracer can do it, by the release that its layer brings; `otherwise` if no layer has a known release. */
function tracerProtects(resolved: ResolvedTarget, otherwise: boolean): boolean {
  if (resolved.family !== 'python') return false;
  const library = libraryOf(resolved);
  const release = library && !isNote(library) ? releaseOf(library) : undefined;
  return release === undefined ? otherwise : release >= appSecInTracer.python;
}
