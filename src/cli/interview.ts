/** Questions in place of flags, for whoever does this for the first time. */
import type { Call } from './command';

export const interview = async (call: Call): Promise<Call> => call;
