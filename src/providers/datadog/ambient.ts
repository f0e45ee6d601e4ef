/** Which options the process that packages functions may give. */
import { destinationOf, KEY_OPTIONS, type Options } from './options';

/** The site always; the key only where the extension sends with it, so that a CI's own key never reaches a function that needs none. */
export const ambient = (options: Options): readonly string[] =>
  destinationOf(options) === 'extension' && options.forwarderArn === undefined ? ['site', ...KEY_OPTIONS] : ['site'];
