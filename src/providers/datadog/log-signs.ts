/** What the extension and the libraries write to the log when no traces arrive. */
import type { LogSigns } from '../../core/log-sign';

const KEY =
  'Check the permissions of the role, the form of the secret, and the network that leads to where the key is.';

/**
 * Sources: DataDog/datadog-lambda-extension, bottlecap/src/secrets/decrypt.rs, traces/trace_flusher.rs, and logs/flusher.rs;
 * DataDog/datadog-lambda-js, src/metrics/extension.ts.
 */
export const logSigns: LogSigns = {
  'datadog-key-unread': {
    text: 'Error decrypting key',
    meaning: 'The extension could not read the API key from where the function says that it is.',
    remedy: KEY,
  },
  'datadog-key-empty': {
    text: 'API key has invalid format',
    meaning: 'The extension read an API key that is empty.',
    remedy: 'Store the API key itself in the secret or parameter, as plain text.',
  },
  'datadog-key-missing': {
    text: 'Failed to resolve API key',
    meaning: 'The extension has no API key, so it drops everything that it should send.',
    remedy: KEY,
  },
  'datadog-key-refused': {
    text: 'Request was denied by Datadog',
    meaning: 'Datadog refuses the API key.',
    remedy: 'Use a key of the site that `site` names, and check that it has not been revoked.',
  },
  'datadog-unreachable': {
    text: 'Failed to send request after',
    meaning: 'The extension cannot reach Datadog.',
    remedy: 'Check `site`, the network of the function, and its proxy.',
  },
  'datadog-extension-silent': {
    text: 'Failed to flush extension',
    meaning: 'The library found no extension that answers.',
    remedy: 'Check that the layer of the extension is attached and fits the architecture.',
  },
};
