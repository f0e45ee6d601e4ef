/** Work that Ctrl-C ends early. */
import type { Call } from '../command';

/** What ran before an interruption is still shown; a second one ends the program at once. */
export async function untilInterrupted(
  { host }: Pick<Call, 'host'>,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<AbortSignal> {
  const controller = new AbortController();
  const release = host.onInterrupt(() => {
    release();
    controller.abort(new Error('The preview was interrupted.'));
  });
  try {
    await work(controller.signal);
  } finally {
    release();
  }
  return controller.signal;
}
