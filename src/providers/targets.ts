/** What a recipe needs to know of a target before it can be made, or the note that says why it cannot. */
import { type Note, note } from '../core/finding';
import { isKnown, type Value, valueText } from '../core/value';

export type Architecture = 'x86_64' | 'arm64';

/** Whether a step of a recipe ended with a note instead of a result. */
export const isNote = (result: object): result is Note => 'code' in result;

/** The name of the runtime. */
export function knownRuntime(runtime: Value | undefined): { runtime: string } | Note {
  if (runtime === undefined) return note('runtime-missing');
  return isKnown(runtime) ? { runtime } : note('runtime-unresolved', { runtime: valueText(runtime) });
}

/** The architecture, for which layers are published. */
export const knownArchitecture = (architecture: Value): { architecture: Architecture } | Note =>
  architecture === 'x86_64' || architecture === 'arm64'
    ? { architecture }
    : note('architecture-unresolved', { architecture: valueText(architecture) });

/** An option that is set and that nothing reads in functions of this runtime. */
export const unreadOption = (option: string, runtime: string): Note =>
  note('option-without-effect', { option, why: `${runtime} functions do not read it` });
