/** Every message for people, one row each: the code is stable, the words may improve. */

import { FOOTER } from './bundle';
import { visibleLine } from './visible';

export type Severity = 'error' | 'warning' | 'info';

/** What a finding means for the function that it is about; see `status.ts`. */
export type Effect = 'not traced' | 'damaged' | 'needs code' | 'not updated';

/** What a traced function still waits for, outside of the function itself. */
export type Pending = 'permission' | 'version' | 'subscription';

/** What a finding is about, in words: names and numbers, never a secret. */
export type Details = Readonly<Record<string, string>>;

/** The details that a sentence needs, and those that it can do without. */
type Words<Needed extends string, Optional extends string = never> = Readonly<
  Record<Needed, string> & Partial<Record<Optional, string>>
>;

interface FindingRow<D> {
  /**
   * `error` is for mistakes in options, documents that can't be read or would be invalid, and calls that failed. What is
   * wrong with one function is a `warning` with an effect, so that one function never stops the others.
   */
  readonly severity: Severity;
  readonly effect?: Effect;
  readonly pending?: Pending;
  /** What is wrong, what was given, what is allowed: whole sentences. */
  readonly message: (details: D) => string;
  /** What to do about it: whole sentences, or nothing. */
  readonly remediation: (details: D) => string;
}

const NOTHING_TO_DO = () => '';

const FINDINGS = {
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
  'value-impossible': {
    severity: 'error',
    message: (d: Words<'given' | 'option' | 'why'>) => `\`${d.option}\` is ${d.given}. ${asSentence(d.why)}`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'correct the value'),
  },
  'provider-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'by' | 'what'>) => `${d.by} already traces the function (${d.what}).`,
    remediation: (d: Words<'by'>) => `Remove ${d.by} first, or exclude the function.`,
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
    remediation: () =>
      'Let the extension be added (no `forwarderArn`, no agent, `addExtension` not false), or exclude the function.',
  },
  'collector-unconfigured': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'runtime'>) =>
      `${d.runtime} gets only the collector, which sends nothing without a configuration.`,
    remediation: () => 'Set `collectorConfig`, or exclude the function.',
  },
  'setting-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'name' | 'wanted'>) =>
      `The variable ${d.name} has another value, and tracing needs "${d.wanted}".`,
    remediation: (d: Words<'name'>) => `Remove ${d.name} from the function, or exclude the function.`,
  },
  'wrapper-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'name' | 'why'>) =>
      `The variable ${d.name} starts the function through a script. ${asSentence(d.why)}`,
    remediation: (d: Words<'name', 'instead'>) =>
      `${asSentence(d.instead ?? `remove ${d.name} from the function`)} Or exclude the function.`,
  },
  'handler-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'handler' | 'name'>) =>
      `The handler is "${d.handler}", but the variable ${d.name}, which keeps the original, names another.`,
    remediation: (d: Words<'name'>) => `Remove ${d.name} from the function, or exclude the function.`,
  },
  'handler-lost': {
    severity: 'warning',
    effect: 'damaged',
    message: (d: Words<'handler' | 'name'>) =>
      `The handler "${d.handler}" belongs to the tracer, and the variable ${d.name}, which names its own handler, is missing. The function cannot run.`,
    remediation: (d: Words<'name'>) => `Set the handler back to the function's own, or set ${d.name}.`,
  },
  'layers-lost': {
    severity: 'warning',
    effect: 'damaged',
    message: (d: Words<'handler'>) =>
      `The handler "${d.handler}" belongs to the tracer, and the layers that contain it are gone. The function cannot run.`,
    remediation: () => 'Instrument the function again, or remove the instrumentation.',
  },
  'handler-missing': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function has no handler to redirect.',
    remediation: () => 'Set its handler, or exclude the function.',
  },
  'part-unresolved': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'part', 'noun'>) =>
      `The ${d.noun ?? 'function'}'s ${d.part} are one value that is known only at deployment, so nothing can be added.`,
    remediation: (d: Words<'part', 'noun'>) =>
      `Write the ${d.part} one by one, or exclude the ${d.noun ?? 'function'}.`,
  },
  'conditions-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) =>
      `The function depends on ${d.count} conditions, and at most ${d.limit} are followed.`,
    remediation: () =>
      'Use fewer `Fn::If` in its runtime, architecture, layers, and environment, or exclude the function.',
  },
  'part-inherited': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'part', 'item'>) =>
      `The function's ${d.part} come from \`Globals\`, and a function cannot remove what \`Globals\` adds${d.item ? ` (${d.item})` : ''}.`,
    remediation: (d: Words<'part'>) => `Move the ${d.part} from \`Globals\` to the functions, or exclude the function.`,
  },
  'update-skipped': {
    severity: 'warning',
    effect: 'not updated',
    message: (d: Words<'why'>) =>
      `The function keeps its earlier tracing, because it cannot be updated. ${asSentence(d.why)}`,
    remediation: () => 'Resolve that, or exclude the function to remove its tracing.',
  },
  'version-stale': {
    severity: 'warning',
    pending: 'version',
    message: (d: Words<never, 'alias' | 'version' | 'why'>) =>
      d.why !== undefined
        ? `Version ${d.version} keeps the configuration from before this change: ${asEnd(d.why)}`
        : d.alias === undefined
          ? 'With `AutoPublishAliasAllProperties: false`, the alias keeps the untraced version, because a new layer alone publishes no version.'
          : `The alias ${d.alias} points to version ${d.version}, which is older than this change.`,
    remediation: (d: Words<never, 'alias' | 'why'>) =>
      d.why !== undefined
        ? 'Use `currentVersion` of the function, or give the version a new id yourself.'
        : d.alias === undefined
          ? 'Remove the property, or set it to true.'
          : 'Publish a version and move the alias to it, or deploy the function.',
  },
  'log-group-declared': {
    severity: 'info',
    message: (d: Words<'group'>) =>
      `The function's log group ${d.group} is now declared in the template, so that it can be subscribed.`,
    remediation: () => 'If the log group exists already, import it into the stack.',
  },
  'fragment-unknown': {
    severity: 'error',
    message: (d: Words<'given'>) => `This is ${d.given}, not a template, a function, or a map of resources.`,
    remediation: (d: Words<never, 'instead'>) =>
      asSentence(
        d.instead ?? 'use the transform for the whole template, or next to `Type` and `Properties` of a function',
      ),
  },
  'file-unreadable': {
    severity: 'error',
    message: (d: Words<never, 'why'>) => asSentence(d.why ?? 'the file cannot be read'),
    remediation: () => 'Correct the file.',
  },
  'file-not-editable': {
    severity: 'error',
    message: (d: Words<never, 'why'>) =>
      asSentence(
        d.why ??
          'what must change in the file comes from a merged or repeated part (`<<`, `*`) that others need as it is',
      ),
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'write that part out, or use the macro'),
  },
  'template-too-large': {
    severity: 'error',
    message: (d: Words<'limit' | 'size'>) =>
      `The template would have ${d.size} bytes, and CloudFormation allows ${d.limit}.`,
    remediation: () => 'Divide the template into nested stacks, or exclude some functions.',
  },
  'template-not-inline': {
    severity: 'info',
    message: (d: Words<'limit' | 'size'>) =>
      `The template has ${d.size} bytes now. CloudFormation takes templates above ${d.limit} from Amazon S3 only.`,
    remediation: () => 'Deploy it with `aws cloudformation deploy --s3-bucket`.',
  },
  'resources-too-many': {
    severity: 'error',
    message: (d: Words<'count' | 'limit'>) =>
      `The template would have ${d.count} resources, and CloudFormation allows ${d.limit}.`,
    remediation: () => 'Divide the template into nested stacks.',
  },
  'layers-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) =>
      `The function would have ${d.count} layers, and Lambda allows ${d.limit}.`,
    remediation: () =>
      'Merge some of its own layers, package the library with it (`addLayers: false`), or exclude the function.',
  },
  'environment-too-large': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'limit' | 'size'>) =>
      `The function's environment would have ${d.size} bytes, and Lambda allows ${d.limit}.`,
    remediation: () => 'Move some of its own variables to Parameter Store or a file, or exclude the function.',
  },
  'tags-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) => `The function would have ${d.count} tags, and Lambda allows ${d.limit}.`,
    remediation: () => 'Remove some of its own tags, or exclude the function.',
  },
  'machine-switched-off': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'name' | 'given' | 'wanted'>) =>
      `The state machine's tag ${d.name} is "${d.given}", and tracing needs "${d.wanted}".`,
    remediation: (d: Words<'name'>) => `Remove the tag ${d.name}, or exclude the state machine.`,
  },
  'machine-tags-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) =>
      `The state machine would have ${d.count} tags, and Step Functions allows ${d.limit}.`,
    remediation: () => 'Remove some of its own tags, or exclude the state machine.',
  },
  'definition-too-large': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'size' | 'limit'>) =>
      `The definition would have ${d.size} characters, and Step Functions allows ${d.limit}.`,
    remediation: () => 'Split the state machine, set `mergeStateMachineTraces: false`, or exclude it.',
  },
  'definition-unread': {
    severity: 'info',
    message: (d: Words<'why'>) =>
      `The state machine's tasks don't hand its trace on to what they call, because its definition can't be read: ${asEnd(d.why)}`,
    remediation: () => 'Write the definition in the template, as an object or as JSON.',
  },
  'context-not-handed-on': {
    severity: 'info',
    message: (d: Words<'state' | 'why'>) => `The state ${d.state} doesn't hand the trace on: ${asEnd(d.why)}`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'write its input as an object of fields'),
  },
  'context-assumes-object': {
    severity: 'info',
    message: (d: Words<'state' | 'why'>) =>
      `The state ${d.state} hands the trace on, and fails where its input is not an object: ${asEnd(d.why)}`,
    remediation: () =>
      'If the state machine may get a text, a number, or a list, set `mergeStateMachineInputs: proved`.',
  },
  'machine-logging-raised': {
    severity: 'info',
    message: (d: Words<'name' | 'given' | 'wanted'>) =>
      `The state machine's logging had ${d.name} "${d.given}", and tracing needs "${d.wanted}".`,
    remediation: () => 'Execution data may be personal. To keep the logging as it was, exclude the state machine.',
  },
  'machine-propagator-missing': {
    severity: 'warning',
    message: (d: Words<'given'>) =>
      `The state machine hands its trace on in the header of X-Ray, and the functions' propagators are ${d.given}.`,
    remediation: () => 'Add `xray` to `propagators`.',
  },
  'machine-not-subscribed': {
    severity: 'info',
    message: () => 'Traces of the state machine arrive only if its log group is sent to the Forwarder.',
    remediation: () => 'Set `stateMachineForwarderArn`, unless something else subscribes its log group.',
  },
  'layer-kept': {
    severity: 'info',
    message: (d: Words<'layer' | 'version'>) =>
      `The function keeps its layer ${d.layer}, which is newer than version ${d.version}.`,
    remediation: () => 'To have the version chosen for you, remove the layer from the function.',
  },
  'layer-replaced': {
    severity: 'info',
    message: (d: Words<'by' | 'layer'>) => `The function's layer ${d.layer} is replaced by ${d.by}.`,
    remediation: NOTHING_TO_DO,
  },
  'variable-dead': {
    severity: 'warning',
    message: (d: Words<'name'>) => `Nothing reads the function's variable ${d.name} any more.`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'remove it'),
  },
  'option-without-effect': {
    severity: 'info',
    message: (d: Words<'option' | 'why'>) =>
      `${inBackticks(d.option)} ${isSeveral(d.option) ? 'have' : 'has'} no effect: ${asEnd(d.why)}`,
    remediation: (d: Words<never, 'instead'>) =>
      asSentence(d.instead ?? 'You can leave the option out for this function'),
  },
  'outputs-too-many': {
    severity: 'warning',
    message: (d: Words<'count' | 'limit'>) =>
      `The template would have ${d.count} outputs, and CloudFormation allows ${d.limit}, so none is added.`,
    remediation: () => 'Remove `addOutputs`.',
  },
  'logs-disabled': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function has `disableLogs: true`, and the Forwarder takes traces from the log.',
    remediation: () =>
      'Remove `disableLogs`, send traces with the extension or to an agent of your own, or exclude the function.',
  },
  'plugin-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'plugin'>) =>
      `${d.plugin} is in \`plugins\` too, and only one tool can trace a function, so tracelayer leaves every function as it was.`,
    remediation: () => 'Remove one of the two plugins.',
  },
  'cloud-unsupported': {
    severity: 'warning',
    message: (d: Words<'provider'>) =>
      `The provider of the service is ${d.provider}, and only functions of AWS Lambda can be traced, so the plugin does nothing.`,
    remediation: () => 'Remove the plugin from `plugins`.',
  },
  'deployment-needed': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'names'>) =>
      `The variables ${d.names} refer to something that is not deployed yet, and \`deploy function\` cannot send variables with such a reference, so tracing is not changed.`,
    remediation: () => 'Deploy the whole service first.',
  },
  'packages-bundled': {
    severity: 'warning',
    message: (d: Words<'bundler' | 'packages'>) =>
      `${d.bundler} puts ${d.packages} into the functions' packages, and a bundled tracer traces nothing.`,
    remediation: (d: Words<'byHand'>) => `${asSentence(d.byHand)} The layer contains the packages.`,
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
  'dockerfile-stage-missing': {
    severity: 'error',
    message: (d: Words<'given'>) => `The Dockerfile has ${d.given}.`,
    remediation: () => 'Give a Dockerfile, or the name of one of its stages.',
  },
  'dockerfile-traced': {
    severity: 'error',
    message: (d: Words<'command'>) =>
      `The command of the Dockerfile is already "${d.command}", and tracelayer did not write it.`,
    remediation: () => 'Nothing more is needed; or remove the lines that were written by hand.',
  },
  'dockerfile-command': {
    severity: 'warning',
    message: (d: Words<'given'>) =>
      `The command of the Dockerfile is not a single handler (${d.given}), so it was not redirected.`,
    remediation: (d: Words<'command' | 'name'>) =>
      `Make "${d.command}" the command, and keep your own handler in ${d.name}.`,
  },
  'image-base-unsupported': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'base' | 'why'>) => `The image's base is ${d.base}, ${d.why}, so nothing was added.`,
    remediation: (d: Words<never, 'wrapper'>) =>
      d.wrapper === undefined
        ? "Use AWS's base image for Lambda."
        : `Use AWS's base image for Lambda, or start the program through \`${d.wrapper}\` in the entry point by hand.`,
  },
  'image-language-unsupported': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'provider' | 'family'>) =>
      `${d.provider} has nothing that could be added to an image of ${d.family}, so nothing was added.`,
    remediation: () => 'Choose another `--distribution`, or set up the SDK in the code.',
  },
  'language-unknown': {
    severity: 'error',
    message: (d: Words<'given'>) => `The language of the image is unknown: its base is ${d.given}.`,
    remediation: () => 'Name the language with `--language`.',
  },
  'permission-needed': {
    severity: 'info',
    message: (d: Words<'actions'>) =>
      `The function's role is declared elsewhere, so ${d.actions} could not be allowed.`,
    remediation: (d: Words<'statement'>) => `Unless the role allows it already, add this statement: ${d.statement}`,
  },
  'permission-missing': {
    severity: 'warning',
    pending: 'permission',
    message: (d: Words<'actions'>) =>
      `The function's role does not allow ${d.actions}, and the statement could not be added.`,
    remediation: (d: Words<'statement'>) => `Add this statement to the role: ${d.statement}`,
  },
  'subscription-needed': {
    severity: 'warning',
    pending: 'subscription',
    message: (d: Words<'why'>) => `The function's log group could not be subscribed: ${asEnd(d.why)}`,
    remediation: (d: Words<'destination'>) => `Subscribe the log group to ${d.destination}.`,
  },
  'subscriptions-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'filters' | 'group' | 'limit'>) =>
      `The log group ${d.group} already has the subscription filters ${d.filters}, and CloudWatch Logs allows ${d.limit}.`,
    remediation: () => 'Remove one of the filters, or exclude the function.',
  },
  'lookup-denied': {
    severity: 'info',
    message: (d: Words<'call' | 'what'>) => `\`${d.call}\` is not allowed, so it is not known whether ${asEnd(d.what)}`,
    remediation: () => 'If you want to know, allow the call.',
  },
  'last-trace-late': {
    severity: 'info',
    message: (d: Words<'runtime'>) =>
      `${d.runtime} sends traces in the background, every millisecond: a trace may wait for the next invocation.`,
    remediation: (d: Words<'folder'>) =>
      `To send them before the response, attach a layer with an empty folder \`${d.folder}\`.`,
  },
  'function-imported': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function is imported, so its configuration is not in this app.',
    remediation: () => 'Add it where it is declared, or instrument the deployed function with `tracelayer instrument`.',
  },
  'function-edge': {
    severity: 'info',
    effect: 'not traced',
    message: () => 'Lambda@Edge allows neither variables nor layers, so the function is left as it was.',
    remediation: NOTHING_TO_DO,
  },
  'edge-possible': {
    severity: 'warning',
    effect: 'not traced',
    message: () =>
      'The function may run at the edge (Lambda@Edge), which cannot be found out here, so it is left as it was.',
    remediation: () => 'Allow `cloudfront:ListDistributions`, or name the function in the command.',
  },
  'edge-unlisted': {
    severity: 'warning',
    message: (d: Words<'count' | 'reason'>) =>
      `\`cloudfront:ListDistributions\` failed (${d.reason}), so ${d.count} that may run at the edge (Lambda@Edge) cannot be distinguished from others.`,
    remediation: () => 'Allow the call, or name the functions that do not run at the edge in the command.',
  },
  'function-absent': {
    severity: 'info',
    message: (d: Words<'condition'>) =>
      `The function is not created here, because its condition ${d.condition} does not hold.`,
    remediation: NOTHING_TO_DO,
  },
  'function-forwarder': {
    severity: 'info',
    effect: 'not traced',
    message: () => 'The function is the Forwarder itself, which cannot forward its own logs, so it is left as it was.',
    remediation: NOTHING_TO_DO,
  },
  'function-of-cdk': {
    severity: 'info',
    message: (d: Words<'count', 'names'>) =>
      d.names === undefined
        ? 'The function is one of the provider functions of the CDK itself, so it is left as it was.'
        : `The CDK's own functions are left as they were (${d.count}): ${d.names}.`,
    remediation: () => 'If you want their traces, add them by hand.',
  },
  'function-unseen': {
    severity: 'warning',
    message: (d: Words<'path'>) =>
      `The function ${d.path} was added after its scope was looked at, so it is not traced.`,
    remediation: () => 'Create it earlier, or add it by hand.',
  },
  'function-raw': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function is a bare `CfnResource`, whose properties cannot be read.',
    remediation: () => 'Declare it with `CfnFunction` or `Function`.',
  },
  'stage-unseen': {
    severity: 'warning',
    message: (d: Words<'stage'>) =>
      `The stage ${d.stage} was created after its scope was added, so its functions are not seen.`,
    remediation: () => 'Create the stage earlier, or add the stage itself as a scope.',
  },
  'not-a-function': {
    severity: 'warning',
    message: (d: Words<'given'>) => `This is ${d.given}, not a Lambda function.`,
    remediation: () => 'Give a function, a version, or an alias.',
  },
  'environment-unreadable': {
    severity: 'error',
    message: (d: Words<'reason'>) =>
      `The function's variables cannot be read, and writing any would erase them all: ${asEnd(d.reason)}`,
    remediation: () => 'Allow `kms:Decrypt` on the key of the variables for whoever runs this command.',
  },
  'receipt-unreadable': {
    severity: 'error',
    message: (d: Words<'name'>) =>
      `The function's ${d.name}, which keeps what was changed, is damaged or written by a newer release.`,
    remediation: (d: Words<'name'>) =>
      `Use the newest release, or remove ${d.name} to have the function taken as it is.`,
  },
  'receipt-not-copied': {
    severity: 'warning',
    message: (d: Words<'free' | 'needed'>) =>
      `The second copy of the receipt needs ${d.needed} tags, and the function has only ${d.free} left, so it is not written.`,
    remediation: () =>
      'Remove some of its own tags; without the copy, a deployment that replaces the variables also removes the receipt.',
  },
  'tags-denied': {
    severity: 'warning',
    message: (d: Words<'call' | 'count' | 'region'>) =>
      `\`${d.call}\` is not allowed, so the tags of ${d.count} in ${d.region} stay as they are.`,
    remediation: () =>
      'Allow the call and run the same command again; the tags keep the second copy of the receipt, which survives a deployment.',
  },
  'tracing-removed': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'parts'>) => `A deployment removed parts of the instrumentation: ${d.parts}.`,
    remediation: () => 'Instrument the function again, or remove the rest of the instrumentation.',
  },
  'function-managed': {
    severity: 'warning',
    message: (d: Words<'stack'>) =>
      `The function belongs to the stack ${d.stack}, whose next deployment restores the old configuration.`,
    remediation: () =>
      'For a lasting result use the construct, the macro, `tracelayer transform`, or the plugin; or run this command after each deployment.',
  },
  'function-qualified': {
    severity: 'warning',
    message: (d: Words<'given' | 'instead'>) =>
      `"${d.given}" is a version or an alias, which keeps its configuration. ${asSentence(d.instead)}`,
    remediation: () => 'Publish a version and move the alias to it afterwards.',
  },
  'function-foreign': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'by'>) => `The function is instrumented by ${d.by}, so it is left as it was.`,
    remediation: () => 'Set `--others take-over`, or remove the instrumentation with the other tool first.',
  },
  'function-taken-over': {
    severity: 'info',
    message: (d: Words<'by'>) => `The function is instrumented by ${d.by}; the variables that it set are kept.`,
    remediation: NOTHING_TO_DO,
  },
  'traces-remain': {
    severity: 'info',
    message: (d: Words<'by' | 'names'>) => `${d.by} kept no record, so what it may have set stays: ${d.names}.`,
    remediation: () => 'If they are not yours, remove them by hand.',
  },
  'option-off': {
    severity: 'info',
    message: (d: Words<'option'>) => `\`${d.option}\` is false for the function, so it is left as it was.`,
    remediation: NOTHING_TO_DO,
  },
  'call-failed': {
    severity: 'error',
    message: (d: Words<'call' | 'reason'>) => `${d.call} failed: ${asEnd(d.reason)}`,
    remediation: (d: Words<never, 'instead'>) => (d.instead === undefined ? '' : asSentence(d.instead)),
  },
  'function-missing': {
    severity: 'error',
    message: (d: Words<'name' | 'region'>) => `There is no function ${d.name} in ${d.region}.`,
    remediation: () => 'Check the name, the region, and the account.',
  },
  'selection-empty': {
    severity: 'error',
    message: (d: Words<'regions'>) => `No function in ${d.regions} matches.`,
    remediation: () => 'Check the names and patterns, the region, and the account.',
  },
  'credentials-missing': {
    severity: 'error',
    message: () => 'There are no AWS credentials.',
    remediation: () => 'Log in to AWS, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or name a profile with `--profile`.',
  },
  'credentials-refused': {
    severity: 'error',
    message: (d: Words<'reason'>) => `AWS refused the credentials: ${asEnd(d.reason)}`,
    remediation: () => 'Log in to AWS again, or name another profile with `--profile`.',
  },
  'selector-unmatched': {
    severity: 'warning',
    message: (d: Words<'option' | 'pattern'>) => `The pattern "${d.pattern}" of \`${d.option}\` matches no function.`,
    remediation: (d: Words<never, 'nearest'>) =>
      d.nearest ? `Did you mean "${d.nearest}"?` : 'Correct it or remove it.',
  },
  'kms-key-open': {
    severity: 'info',
    message: () =>
      'The key that encrypts the API key is unknown, so `kms:Decrypt` is granted for any key, but only for this secret or parameter.',
    remediation: () => 'To grant that one key only, set `kmsKeyArn`.',
  },
  'kms-key-missing': {
    severity: 'warning',
    message: () => '`apiKmsKey` is set without the key that it is encrypted with, so no role is allowed to decrypt it.',
    remediation: () =>
      'Set `kmsKeyArn`, or allow `kms:Decrypt` on that key by hand and set `grantSecretReadAccess: false`.',
  },
  'headers-in-plain-text': {
    severity: 'warning',
    message: () => 'The headers, with any keys among them, are in plain text in the configuration of every function.',
    remediation: () => 'Send to a collector whose configuration contains them, or set a reference to Secrets Manager.',
  },
  'key-in-plain-text': {
    severity: 'warning',
    message: () => 'The API key is in plain text in the template and in the configuration of every function.',
    remediation: () => 'Keep it in Secrets Manager and set `apiKeySecretArn`.',
  },
  'command-unknown': {
    severity: 'error',
    message: (d: Words<'given'>) => `There is no command "${d.given}".`,
    remediation: (d: Words<never, 'nearest'>) =>
      d.nearest ? `Did you mean "${d.nearest}"?` : 'Run `tracelayer --help` for the list.',
  },
  'operand-unknown': {
    severity: 'error',
    message: (d: Words<'given'>) => `"${d.given}" is not expected here.`,
    remediation: () => 'Remove it, or write the flag that it belongs to.',
  },
  'option-unknown': {
    severity: 'error',
    message: (d: Words<'option'>) => `There is no option \`${d.option}\`.`,
    remediation: (d: Words<never, 'nearest'>) =>
      d.nearest ? `Did you mean \`${d.nearest}\`?` : 'Remove it; docs/options.md lists all options.',
  },
  'option-retired': {
    severity: 'warning',
    message: (d: Words<'option'>) => `\`${d.option}\` has no effect any more, so it is ignored.`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'remove it'),
  },
  'option-ignored': {
    severity: 'info',
    message: (d: Words<'option'>) => `\`${d.option}\` does nothing here.`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'remove it'),
  },
  'option-invalid': {
    severity: 'error',
    message: (d: Words<'allowed' | 'given' | 'option'>) => `\`${d.option}\` must be ${d.allowed}, but is ${d.given}.`,
    remediation: (d: Words<never, 'hint'>) => asSentence(d.hint ?? 'correct it or remove it'),
  },
  'option-missing': {
    severity: 'error',
    message: (d: Words<'option' | 'why'>) => `${asStart(d.option)} must be set: ${asEnd(d.why)}`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'set it'),
  },
  'destination-missing': {
    severity: 'warning',
    message: () =>
      'Traces are created and sent nowhere: there is no extension, no `forwarderArn`, and no agent of your own.',
    remediation: () =>
      'Let the extension be added, or set `forwarderArn` or `agentUrl`, unless something else collects the traces.',
  },
  'options-conflict': {
    severity: 'error',
    message: (d: Words<'options' | 'why'>) => `${d.options} exclude each other: ${asEnd(d.why)}`,
    remediation: () => 'Remove all but one.',
  },
} as const satisfies Record<string, FindingRow<never>>;

export type FindingCode = keyof typeof FINDINGS;

/** A finding whose subject is still open. */
export interface Note {
  readonly code: FindingCode;
  readonly details: Details;
}

/** A message about one function, or about where an option was set. */
export interface Finding extends Note {
  readonly subject: string;
  /** Whether the user wants a function that is not traced to be an error. */
  readonly strict?: true;
}

export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

/** A row whose sentences take details of any finding: `note` has checked that a finding has its own. */
const findingRow = (code: FindingCode): FindingRow<Details> => FINDINGS[code] as FindingRow<Details>;

/** The details that the sentences of a code print. */
type DetailsOf<Code extends FindingCode> = Code extends unknown
  ? DetailsIn<(typeof FINDINGS)[Code]['message']> & DetailsIn<(typeof FINDINGS)[Code]['remediation']>
  : never;
type DetailsIn<Sentence> = Sentence extends (details: infer D) => string ? (unknown extends D ? object : D) : never;

/** A note whose details are typed by its code, for notes that this module doesn't create. */
export type TypedNote = {
  [Code in FindingCode]: { readonly code: Code; readonly details: DetailsOf<Code> };
}[FindingCode];

/** A note of a code, with every detail that its sentences print; it may have more. */
export const note = <Code extends FindingCode>(
  code: Code,
  ...[details = {}]: object extends DetailsOf<Code> ? [details?: Details] : [details: DetailsOf<Code> & Details]
): Note => ({ code, details });

export const about = (subject: string, notes: readonly Note[]): Finding[] =>
  notes.map(({ code, details }) => ({ code, subject, details }));

/** A warning with a strict effect is an error where the user asked for `strict`. */
export const severity = ({ code, strict }: Pick<Finding, 'code' | 'strict'>): Severity => {
  const { severity: own, effect } = findingRow(code);
  return strict && own === 'warning' && effect !== undefined && STRICT.has(effect) ? 'error' : own;
};
const STRICT: ReadonlySet<Effect> = new Set<Effect>(['not traced', 'damaged', 'not updated']);

export const effectOf = ({ code }: Note): Effect | undefined => findingRow(code).effect;

export const pendingOf = ({ code }: Note): Pending | undefined => findingRow(code).pending;

/** The findings that nothing can be done with. */
export const errorsOf = <T extends Finding>(findings: readonly T[]): T[] =>
  findings.filter((found) => severity(found) === 'error');

/** Whether people may say that they know of it: of everything but mistakes and damaged functions. */
export const isAcknowledgeable = (code: FindingCode): boolean =>
  findingRow(code).severity !== 'error' && findingRow(code).effect !== 'damaged';

/** How a user wants findings to be treated: the options `strict` and `acknowledge`. */
export interface Policy {
  readonly strict?: boolean;
  readonly acknowledge?: readonly string[];
}

/** The findings of a function without those that its user has acknowledged, and as errors where the user is strict. */
export function withPolicy(findings: readonly Finding[], { strict, acknowledge = [] }: Policy): readonly Finding[] {
  if (!strict && acknowledge.length === 0) return findings;
  const open = findings.filter(({ code }) => !(isAcknowledgeable(code) && acknowledge.includes(code)));
  return strict ? open.map((found) => ({ ...found, strict: true })) : open;
}

/** The sentences of a finding: what is wrong, and what to do, if anything. */
export const sentencesOf = ({ code, details }: Note): { message: string; remediation?: string } => {
  const row = findingRow(code);
  const remediation = row.remediation(details);
  return { message: row.message(details), ...(remediation === '' ? {} : { remediation }) };
};

/** The text for people, without the subject, in one line: names and values in it come from outside. */
export const sentence = (note: Note): string => {
  const { message, remediation } = sentencesOf(note);
  return visibleLine(remediation === undefined ? message : `${message} ${remediation}`);
};

/** The whole line for people. */
export const describe = (finding: Finding): string => `${visibleLine(finding.subject)}: ${sentence(finding)}`;

/** A part of a message that begins a sentence; what is not prose, such as `code`, keeps its first letter. */
const asStart = (given = ''): string => given.replace(/^[a-z](?=[a-z']*(?:\s|$))/, (letter) => letter.toUpperCase());

/** A part of a message that ends a sentence. */
const asEnd = (given = ''): string => (/[.?!]$/.test(given) || given === '' ? given : `${given}.`);

const isSeveral = (names = ''): boolean => names.includes(', ');

const inBackticks = (names = ''): string =>
  names
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(', ');

const asSentence = (given?: string): string => asEnd(asStart(given));
