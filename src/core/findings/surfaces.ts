/** Findings of surfaces: what they cannot read, write, or find in templates, Dockerfiles, and deployed functions. */
import { asEnd, asSentence, type FindingRows, NOTHING_TO_DO, nounIn, type Words, type WordsOf } from './row';

export const SURFACE_FINDINGS = {
  'layers-lost': {
    severity: 'warning',
    effect: 'damaged',
    message: (d: Words<'handler'>) =>
      `The handler "${d.handler}" belongs to the tracer, and the layers that contain it are gone. The function cannot run.`,
    remediation: () => 'Instrument the function again, or remove the instrumentation.',
  },
  'conditions-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) =>
      `The function depends on ${d.count} conditions, and tracelayer follows at most ${d.limit}.`,
    remediation: () => 'Use fewer `Fn::If` in it, or exclude the function.',
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
    message: (d: WordsOf<'why'>) =>
      `The ${nounIn(d)} keeps its earlier tracing, because it cannot be updated. ${asSentence(d.why)}`,
    remediation: (d: WordsOf<never>) => `Resolve that, or exclude the ${nounIn(d)} to remove its tracing.`,
  },
  'removal-skipped': {
    severity: 'warning',
    effect: 'not updated',
    message: (d: Words<'why'>) =>
      `The state machine keeps its tracing, because it cannot be removed. ${asSentence(d.why)}`,
    remediation: () => 'Resolve that, and remove the tracing again.',
  },
  'version-stale': {
    severity: 'warning',
    pending: 'version',
    message: (d: Words<never, 'alias' | 'version' | 'why'>) =>
      d.why !== undefined
        ? `Version ${d.version} keeps the configuration from before this change: ${asEnd(d.why)}`
        : d.alias === undefined
          ? 'With `AutoPublishAliasAllProperties: false`, the alias keeps the untraced version.'
          : `The alias ${d.alias} points to version ${d.version}, which is older than this change.`,
    remediation: (d: Words<never, 'alias' | 'why'>) =>
      d.why !== undefined
        ? 'Use `currentVersion`, or give the version a new id.'
        : d.alias === undefined
          ? 'Remove the property, or set it to true.'
          : 'Publish a version and move the alias to it, or deploy the function.',
  },
  'log-group-declared': {
    severity: 'info',
    message: (d: Words<'group'>) =>
      `The function's log group ${d.group} is now declared in the template, so that it can be subscribed.`,
    remediation: () =>
      'If it exists already, because the function has run, the deployment fails: set `logGroups: existing`, or import the log group into the stack.',
  },
  'log-group-expected': {
    severity: 'info',
    message: (d: Words<'group'>) =>
      `The function's log group ${d.group} is subscribed and not declared, because of \`logGroups: existing\`.`,
    remediation: () =>
      'If it does not exist, because the function has never run, the deployment fails: set `logGroups: declare`.',
  },
  'log-group-left': {
    severity: 'info',
    message: () => "The function's log group is not subscribed, because of `logGroups: none`.",
    remediation: (d: Words<'destination'>) => `Send its logs to ${d.destination} in another way.`,
  },
  'fragment-unknown': {
    severity: 'error',
    message: (d: Words<'given'>) => `This is ${d.given}, not a template, a function, or a map of resources.`,
    remediation: (d: Words<never, 'instead'>) =>
      asSentence(d.instead ?? 'use the transform for the template, or next to `Type` of a function'),
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
      `The template has ${d.size} bytes, and CloudFormation takes more than ${d.limit} from Amazon S3 only.`,
    remediation: () => 'Deploy it with `aws cloudformation deploy --s3-bucket`.',
  },
  'resources-too-many': {
    severity: 'error',
    message: (d: Words<'count' | 'limit'>) =>
      `The template would have ${d.count} resources, and CloudFormation allows ${d.limit}.`,
    remediation: () => 'Divide the template into nested stacks.',
  },
  'dockerfile-stage-missing': {
    severity: 'error',
    message: (d: Words<'given'>) => `The Dockerfile has ${d.given}.`,
    remediation: () => 'Name a Dockerfile, or one of its stages.',
  },
  'dockerfile-traced': {
    severity: 'error',
    message: (d: Words<'command'>) =>
      `The command of the Dockerfile is already "${d.command}", and tracelayer did not write it.`,
    remediation: () =>
      'The image is traced already. To have tracelayer write these lines, remove the ones that were written by hand.',
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
  'permission-needed': {
    severity: 'info',
    message: (d: WordsOf<'actions'>) =>
      `The ${nounIn(d)}'s role can't be read here, so whether it allows ${d.actions} is not known.`,
    remediation: (d: Words<'statement'>) => `Unless the role allows it already, add this statement: ${d.statement}`,
  },
  'permission-missing': {
    severity: 'warning',
    pending: 'permission',
    message: (d: WordsOf<'actions'>) =>
      `The ${nounIn(d)}'s role does not allow ${d.actions}, and the statement could not be added.`,
    remediation: (d: Words<'statement'>) => `Add this statement to the role: ${d.statement}`,
  },
  'subscription-needed': {
    severity: 'warning',
    pending: 'subscription',
    message: (d: WordsOf<'why'>) => `The ${nounIn(d)}'s log group could not be subscribed: ${asEnd(d.why)}`,
    remediation: (d: Words<'destination'>) => `Subscribe the log group to ${d.destination}.`,
  },
  'function-edge': {
    severity: 'info',
    effect: 'not traced',
    message: () => 'Lambda@Edge allows neither variables nor layers.',
    remediation: NOTHING_TO_DO,
  },
  'function-absent': {
    severity: 'info',
    message: (d: Words<'condition'>) =>
      `The function is not created here, because its condition ${d.condition} does not hold.`,
    remediation: NOTHING_TO_DO,
  },
  'not-a-function': {
    severity: 'warning',
    message: (d: Words<'given'>) => `This is ${d.given}, not a Lambda function.`,
    remediation: () => 'Pass a function, a version, or an alias.',
  },
  'environment-unreadable': {
    severity: 'error',
    message: (d: Words<'reason'>) =>
      `The function's variables cannot be read, and writing any would erase them all: ${asEnd(d.reason)}`,
    remediation: () => 'Allow `kms:Decrypt` on the key of the variables to the caller of this command.',
  },
  'receipt-unreadable': {
    severity: 'error',
    message: (d: Words<'name'>) =>
      `The function's ${d.name}, which keeps what was changed, is damaged or written by a newer release.`,
    remediation: (d: Words<'name'>) =>
      `Use the newest release. If you remove ${d.name}, the function counts as untraced.`,
  },
  'receipt-not-copied': {
    severity: 'warning',
    message: (d: Words<'free' | 'needed'>) =>
      `The second copy of the receipt needs ${d.needed} tags, and the function has only ${d.free} left, so it is not written.`,
    remediation: () =>
      'Remove some of its own tags; without the copy, a deployment that replaces the variables also removes the receipt.',
  },
  'tracing-removed': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'parts'>) => `A deployment removed parts of the instrumentation: ${d.parts}.`,
    remediation: () => 'Instrument the function again, or remove the rest of the instrumentation.',
  },
  'selector-unmatched': {
    severity: 'warning',
    message: (d: Words<'option' | 'pattern'>) => `The pattern "${d.pattern}" of \`${d.option}\` matches nothing.`,
    remediation: (d: Words<never, 'nearest'>) =>
      d.nearest ? `Did you mean "${d.nearest}"?` : 'Correct it or remove it.',
  },
} as const satisfies FindingRows;
