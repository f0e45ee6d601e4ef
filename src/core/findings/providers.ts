/** Findings of providers: functions that they cannot trace, and what else tracing needs. */
import { FOOTER } from '../bundle';
import { asEnd, asSentence, type FindingRows, type Words } from './row';

export const PROVIDER_FINDINGS = {
  'runtime-unresolved': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'runtime'>) => `The function's runtime is ${d.runtime}, which is known only at deployment.`,
    remediation: () => 'Write the runtime as a literal, or exclude the function.',
  },
  'runtime-unsupported': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'provider' | 'runtime'>) => `${d.provider} has no layer for the runtime ${d.runtime}.`,
    remediation: (d: Words<'supported', 'option'>) =>
      `Use ${d.supported}, ${d.option ? `set \`${d.option}\` to a layer of your own, ` : ''}or exclude the function.`,
  },
  'runtime-missing': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function has neither a runtime nor a container image.',
    remediation: () => 'Set its runtime, or exclude the function.',
  },
  'architecture-unresolved': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'architecture'>) =>
      `The function's architecture is ${d.architecture}, which is known only at deployment.`,
    remediation: () => 'Write the architecture as a literal, or exclude the function.',
  },
  'image-unsupported': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'provider'>) =>
      `The function is a container image, which takes no layers, and ${d.provider} comes in layers.`,
    remediation: () => 'Put the SDK into the image, or exclude the function.',
  },
  'bundle-getters': {
    severity: 'warning',
    effect: 'not traced',
    message: () =>
      'esbuild bundles the code as CommonJS, in which an exported handler cannot be wrapped: the function would fail when it starts.',
    remediation: (d: Words<'setting'>) =>
      `Give esbuild the footer \`${FOOTER}\` (${d.setting}), or have it write ES modules (\`.mjs\`).`,
  },
  'layer-missing': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'architecture' | 'layer' | 'provider' | 'region'>) =>
      `${d.provider} publishes no layer ${d.layer} for ${d.architecture} in ${d.region}.`,
    remediation: (d: Words<'option'>) =>
      `Set \`${d.option}\` to a layer, or \`useLayersFromAccount\` to the account of your copies, or exclude the function.`,
  },
  'extension-needed': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'runtime'>) =>
      `${d.runtime} is traced through a wrapper in the extension's layer, and the extension is off.`,
    remediation: () => 'Let the extension be added, or exclude the function.',
  },
  'collector-unconfigured': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'runtime'>) =>
      `${d.runtime} gets only the collector, which sends nothing without a configuration.`,
    remediation: () => 'Set `collectorConfig`, or exclude the function.',
  },
  'wrapper-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'name' | 'why'>) =>
      `The variable ${d.name} starts the function through a script. ${asSentence(d.why)}`,
    remediation: (d: Words<'name', 'instead'>) =>
      `${asSentence(d.instead ?? `remove ${d.name} from the function`)} Or exclude the function.`,
  },
  'shape-unsupported': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'provider' | 'shape' | 'why'>) =>
      `The function is ${d.shape}, and ${d.provider} cannot trace it: ${asEnd(d.why)}`,
    remediation: (d: Words<never, 'instead'>) =>
      asSentence(d.instead === undefined ? 'exclude the function' : `${d.instead}, or exclude the function`),
  },
  'shape-limited': {
    severity: 'warning',
    message: (d: Words<'why'>) => `The function's shape limits tracing: ${asEnd(d.why)}`,
    remediation: (d: Words<'instead'>) => asSentence(d.instead),
  },
  'layer-too-old': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'shape' | 'layer' | 'given' | 'oldest'>) =>
      `The function is ${d.shape}, for which version ${d.given} of the layer ${d.layer} is too old.`,
    remediation: (d: Words<'oldest'>) => `Set no version, or ${d.oldest} or newer.`,
  },
  'code-needed': {
    severity: 'warning',
    effect: 'needs code',
    message: (d: Words<'runtime'>) => `${d.runtime} is traced only with the help of the function's own code.`,
    remediation: (d: Words<'lines'>) => asSentence(d.lines),
  },
  'image-by-hand': {
    severity: 'warning',
    effect: 'needs code',
    message: (d: Words<'done'>) => `The function is a container image, which takes no layers: ${asEnd(d.done)}`,
    remediation: () => 'Add to its Dockerfile what `tracelayer dockerfile` writes.',
  },
  'image-language-unknown': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function is a container image, and its language is unknown.',
    remediation: () =>
      'Set `imageRuntime` for this function and add to its Dockerfile what `tracelayer dockerfile` writes, or exclude the function.',
  },
  'last-trace-late': {
    severity: 'info',
    message: (d: Words<'runtime'>) =>
      `${d.runtime} sends traces in the background, so one may wait for the next invocation.`,
    remediation: (d: Words<'folder'>) =>
      `To send them before the response, attach a layer with an empty folder \`${d.folder}\`.`,
  },
  'kms-key-open': {
    severity: 'info',
    message: () =>
      'The key that encrypts the API key is unknown, so `kms:Decrypt` is granted for any key of this secret or parameter.',
    remediation: () => 'To grant that one key only, set `kmsKeyArn`.',
  },
  'kms-key-missing': {
    severity: 'warning',
    message: () => '`apiKmsKey` is set without its key, so no role is allowed to decrypt it.',
    remediation: () => 'Set `kmsKeyArn`, or allow `kms:Decrypt` by hand and set `grantSecretReadAccess: false`.',
  },
  'headers-in-plain-text': {
    severity: 'warning',
    message: () => 'The headers, with any keys among them, are in plain text in the configuration of every function.',
    remediation: () => 'Send to a collector whose configuration contains them, or set a reference to Secrets Manager.',
  },
  'key-in-plain-text': {
    severity: 'warning',
    message: () => 'The API key is in plain text in the template and in every function.',
    remediation: () => 'Keep it in Secrets Manager and set `apiKeySecretArn`.',
  },
  'destination-missing': {
    severity: 'warning',
    message: () => 'Traces are sent nowhere: there is no extension, no `forwarderArn`, and no agent of your own.',
    remediation: () =>
      'Unless something else collects the traces, set `forwarderArn` or `agentUrl`, or let the extension be added.',
  },
} as const satisfies FindingRows;
