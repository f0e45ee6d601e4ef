/** Keys from a terminal, one by one. */
import { emitKeypressEvents, type Key } from 'node:readline';
import type { Host } from '../host';

/** Ctrl-C or Ctrl-D while a question is open: the program ends without having done anything. */
export class Cancelled extends Error {
  constructor() {
    super('Nothing was changed.');
    this.name = 'Cancelled';
  }
}

/** Asks once the terminal hands over every key, so that none is lost or seen, and calls back until a result comes. */
export function onKeys<T>(
  { input }: Host,
  ask: () => void,
  take: (text: string | undefined, key: Key) => { readonly result: T } | undefined,
): Promise<T> {
  emitKeypressEvents(input);
  const isRaw = input.isTTY === true;
  if (isRaw) input.setRawMode?.(true);
  input.resume();
  return new Promise<T>((resolve, reject) => {
    const finish = (end: () => void) => {
      input.off('keypress', listener);
      if (isRaw) input.setRawMode?.(false);
      input.pause();
      end();
    };
    const listener = (text: string | undefined, key: Key) => {
      if (key.ctrl && (key.name === 'c' || key.name === 'd')) return finish(() => reject(new Cancelled()));
      const found = take(text, key);
      if (found) finish(() => resolve(found.result));
    };
    input.on('keypress', listener);
    ask();
  });
}
