/** App and API Protection: in the tracer where it can be, else in the extension, which needs the wrapper. */
import { type Note, note } from '../../core/finding';
import type { Setting } from '../../core/recipe';
import published from '../layers/datadog.json';
import { type Case, isNote, libraryOf } from './case';
import { WRAPPER } from './hooks';
import { releaseOf } from './layers';
import { appSecModeOf } from './options';

/** The variables that switch it on; none where it is off or does not work. */
export function appSec(settled: Case): Readonly<Record<string, Setting>> {
  switch (placeOf(settled)) {
    case 'tracer':
      return { DD_APPSEC_ENABLED: { rule: 'default', value: 'true' } };
    case 'extension':
      return {
        DD_SERVERLESS_APPSEC_ENABLED: { rule: 'default', value: 'true' },
        AWS_LAMBDA_EXEC_WRAPPER: { rule: 'require', value: WRAPPER },
      };
    case undefined:
      return {};
  }
}

/** That a mode was asked for which does not work in the function. */
export function appSecNotes(settled: Case): Note[] {
  const mode = appSecModeOf(settled.options);
  if (mode === 'off' || placeOf(settled) !== undefined) return [];
  const why = `"${mode}" does not work in ${settled.runtime} functions`;
  return [note('option-without-effect', { option: 'datadogAppSecMode', why })];
}

/** Where it is done, by the mode; runtimes that only have an operating system run no wrapper. */
function placeOf(settled: Case): 'tracer' | 'extension' | undefined {
  const canWrap = settled.family !== undefined && settled.family !== 'custom';
  switch (appSecModeOf(settled.options)) {
    case 'off':
      return undefined;
    case 'tracer':
      return tracerProtects(settled, true) ? 'tracer' : undefined;
    case 'extension':
      return canWrap ? 'extension' : undefined;
    case 'on':
      return tracerProtects(settled, settled.image) ? 'tracer' : canWrap ? 'extension' : undefined;
  }
}

/** Whether the tracer can do it, by the release that its layer brings; `otherwise` where no layer tells. */
function tracerProtects(settled: Case, otherwise: boolean): boolean {
  if (settled.family !== 'python') return false;
  const library = libraryOf(settled);
  const release = library && !isNote(library) ? releaseOf(library) : undefined;
  return release === undefined ? otherwise : release >= published.appSecInTracer.python;
}
