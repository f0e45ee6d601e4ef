/** Everything there is to tell, a row each: the code is stable, the words may improve. */

import { FOOTER } from './bundle';

export type Severity = 'error' | 'warning' | 'info';

/** What a finding is about, in words: names and numbers, never a secret. */
export type Details = Readonly<Record<string, string>>;

interface Row {
  readonly severity: Severity;
  /** What is wrong, what was given, what is allowed. */
  readonly says: (details: Details) => string;
  /** What to do about it. */
  readonly cure: (details: Details) => string;
}

const FINDINGS = {
  'runtime-unresolved': {
    severity: 'warning',
    says: (d) => `the runtime is ${d.runtime}, which is known only at deployment`,
    cure: () => 'write the runtime as a literal, or exclude the function',
  },
  'runtime-unsupported': {
    severity: 'warning',
    says: (d) => `${d.provider} has no layer for the runtime ${d.runtime}`,
    cure: (d) =>
      `use ${d.supported}, ${d.option ? `or give a layer of your own with \`${d.option}\`, ` : ''}or exclude the function`,
  },
  'runtime-missing': {
    severity: 'warning',
    says: () => 'it has neither a runtime nor a container image',
    cure: () => 'set its runtime, or exclude the function',
  },
  'architecture-unresolved': {
    severity: 'warning',
    says: (d) => `the architecture is ${d.architecture}, which is known only at deployment`,
    cure: () => 'write the architecture as a literal, or exclude the function',
  },
  'image-unsupported': {
    severity: 'warning',
    says: (d) => `it is a container image, which takes no layers, and ${d.provider} comes in layers`,
    cure: () => 'put the SDK into the image, or exclude the function',
  },
  'bundle-getters': {
    severity: 'warning',
    says: () =>
      'esbuild bundles its code as CommonJS, where a handler written as `export` cannot be wrapped: it would fail at its start',
    cure: (d) => `give esbuild the footer \`${FOOTER}\` (${d.setting}), or have it make ES modules (\`.mjs\`)`,
  },
  'value-impossible': {
    severity: 'error',
    says: (d) => `\`${d.option}\` is ${d.given}, and ${d.why}`,
    cure: (d) => d.instead ?? 'correct it',
  },
  'provider-conflict': {
    severity: 'warning',
    says: (d) => `${d.by} traces it already (${d.what}), and two cannot trace one function`,
    cure: (d) => `take ${d.by} out first, or exclude the function`,
  },
  'layer-missing': {
    severity: 'warning',
    says: (d) => `${d.provider} publishes no layer ${d.layer} for ${d.architecture} in ${d.region}`,
    cure: (d) =>
      `give one with \`${d.option}\` or the account of your own copies with \`useLayersFromAccount\`, or exclude the function`,
  },
  'extension-needed': {
    severity: 'warning',
    says: (d) => `${d.runtime} is traced through a wrapper in the extension's layer, and the extension is off`,
    cure: () =>
      'let the extension be added (no `forwarderArn`, no agent, `addExtension` not false), or exclude the function',
  },
  'collector-unconfigured': {
    severity: 'warning',
    says: (d) => `${d.runtime} is served by the collector alone, which sends nowhere without a configuration`,
    cure: () => 'give `collectorConfig`, or exclude the function',
  },
  'setting-conflict': {
    severity: 'error',
    says: (d) =>
      `the variable ${d.name} is "${d.given}" already, and tracing needs "${d.wanted}"; a function has only one`,
    cure: (d) => `remove ${d.name} from the function, or exclude it from tracing`,
  },
  'handler-conflict': {
    severity: 'error',
    says: (d) =>
      `the handler is "${d.handler}", but the variable ${d.name}, which keeps the original one, says "${d.given}"`,
    cure: (d) => `remove ${d.name} from the function`,
  },
  'handler-lost': {
    severity: 'error',
    says: (d) =>
      `the handler "${d.handler}" is the tracer's, and the variable ${d.name}, which names the function's own, is missing`,
    cure: (d) => `set the handler back to the function's own, or set ${d.name}`,
  },
  'handler-missing': {
    severity: 'warning',
    says: () => 'it has no handler to redirect',
    cure: () => 'set its handler, or exclude the function',
  },
  'part-unresolved': {
    severity: 'warning',
    says: (d) => `its ${d.part} are ${d.given} as a whole, which is known only at deployment, so nothing can be added`,
    cure: (d) => `write the ${d.part} one by one, or exclude the function`,
  },
  'conditions-too-many': {
    severity: 'warning',
    says: (d) => `what it is hangs on ${d.count} conditions, and no more than ${d.limit} are followed`,
    cure: () => 'use fewer `Fn::If` in its runtime, architecture, layers and environment, or exclude the function',
  },
  'part-inherited': {
    severity: 'warning',
    says: (d) => `its ${d.part} come from \`Globals\`, and a function can take nothing away that is global`,
    cure: (d) => `move the ${d.part} from \`Globals\` to the functions, or exclude the function`,
  },
  'version-stale': {
    severity: 'warning',
    says: () =>
      'with `AutoPublishAliasAllProperties: false` a new layer alone publishes no new version, and the alias stays with the old one',
    cure: () => 'take the property out, or set it to true',
  },
  'log-group-declared': {
    severity: 'info',
    says: (d) => `its log group ${d.group} is declared in the template, so that it can be subscribed`,
    cure: () => 'import the group into the stack if the function has run before and its group exists already',
  },
  'fragment-unknown': {
    severity: 'error',
    says: (d) => `this is ${d.given}, and neither a template nor a function nor a map of resources`,
    cure: () => 'use the transform for the whole template, or beside `Type` and `Properties` of a function',
  },
  'file-unreadable': {
    severity: 'error',
    says: (d) => d.why ?? 'it cannot be read',
    cure: () => 'correct the file',
  },
  'file-not-editable': {
    severity: 'error',
    says: () => 'what must change in it comes from a merged or repeated part (`<<`, `*`) that others need as it is',
    cure: () => 'write that part out, or use the macro',
  },
  'resources-too-many': {
    severity: 'error',
    says: (d) => `it would have ${d.count} resources, and CloudFormation allows ${d.limit}`,
    cure: () => 'divide the template into nested stacks, or subscribe the log groups elsewhere',
  },
  'layers-too-many': {
    severity: 'error',
    says: (d) => `it would have ${d.count} layers, and Lambda allows ${d.limit}`,
    cure: () =>
      'merge some of its own layers, or leave the library out with `addLayers: false` and package it with the function',
  },
  'environment-too-large': {
    severity: 'error',
    says: (d) => `its environment would have ${d.size} bytes, and Lambda allows ${d.limit}`,
    cure: () => 'move some of its own variables to Parameter Store or a file, or set fewer options',
  },
  'tags-too-many': {
    severity: 'error',
    says: (d) => `it would have ${d.count} tags, and Lambda allows ${d.limit}`,
    cure: () => 'remove some of its own tags',
  },
  'layer-kept': {
    severity: 'info',
    says: (d) => `it has ${d.layer} already, which is newer than version ${d.version}, and keeps it`,
    cure: () => 'nothing; remove the layer from the function to have it chosen here',
  },
  'layer-replaced': {
    severity: 'info',
    says: (d) => `its layer ${d.layer} gives way to ${d.by}`,
    cure: () => 'nothing',
  },
  'variable-dead': {
    severity: 'warning',
    says: (d) => `its variable ${d.name} is read by nothing any more`,
    cure: (d) => d.instead ?? 'remove it',
  },
  'option-without-effect': {
    severity: 'info',
    says: (d) => `\`${d.option}\` has no effect: ${d.why}`,
    cure: () => 'nothing, or leave the option out for this function',
  },
  'outputs-too-many': {
    severity: 'warning',
    says: (d) => `the template would have ${d.count} outputs, and CloudFormation allows ${d.limit}: none is added`,
    cure: () => 'take `addOutputs` out',
  },
  'packages-bundled': {
    severity: 'warning',
    says: (d) =>
      `${d.bundler} puts ${d.packages} into the functions' own packages, and a bundled tracer traces nothing`,
    cure: (d) => `${d.byHand}: the layer brings them`,
  },
  'code-needed': {
    severity: 'info',
    says: (d) => `${d.runtime} is traced only with the help of the function's own code`,
    cure: (d) => d.lines ?? '',
  },
  'image-by-hand': {
    severity: 'warning',
    says: (d) => `it is a container image, which takes no layers: ${d.done}`,
    cure: (d) => `add to its Dockerfile: ${d.lines}`,
  },
  'image-language-unknown': {
    severity: 'warning',
    says: () => 'it is a container image, and what language is in it cannot be seen',
    cure: () =>
      'name the language with `imageRuntime` for this function, and add the extension to its Dockerfile: ' +
      '`COPY --from=public.ecr.aws/datadog/lambda-extension:latest /opt/. /opt/`',
  },
  'dockerfile-stage-missing': {
    severity: 'error',
    says: (d) => `there is ${d.given} in it`,
    cure: () => 'give a Dockerfile, or the name of one of its stages',
  },
  'dockerfile-traced': {
    severity: 'error',
    says: (d) => `its command is "${d.command}" already, and not by tracelayer`,
    cure: () => 'nothing more is needed; or take the lines out that were written by hand',
  },
  'dockerfile-command': {
    severity: 'warning',
    says: (d) => `its command is no single handler (${d.given}), so it was not redirected`,
    cure: (d) => `make "${d.command}" the command, with the own handler in ${d.name}`,
  },
  'language-unknown': {
    severity: 'error',
    says: (d) => `what language is in it cannot be seen: its base is ${d.given}`,
    cure: () => 'name it with `--language`',
  },
  'permission-needed': {
    severity: 'warning',
    says: (d) => `its role is not declared here, so ${d.actions} could not be allowed`,
    cure: (d) => `add to the role: ${d.statement}`,
  },
  'subscription-needed': {
    severity: 'warning',
    says: (d) => `its log group could not be subscribed: ${d.why}`,
    cure: (d) => `subscribe the log group to ${d.destination}`,
  },
  'last-trace-late': {
    severity: 'info',
    says: (d) =>
      `${d.runtime} sends traces to an agent in the background, every millisecond: a trace may still wait for the next invocation`,
    cure: () =>
      'attach a layer with an (empty) folder `extensions/datadog-agent` to have them sent before the response for certain, or accept it',
  },
  'function-imported': {
    severity: 'warning',
    says: () => 'it is imported, so its configuration is not in this app',
    cure: () => 'add it where it is declared, or instrument the deployed function with `tracelayer instrument`',
  },
  'function-edge': {
    severity: 'info',
    says: () => 'it runs at the edge (Lambda@Edge), where neither variables nor layers are allowed, and is left alone',
    cure: () => 'nothing',
  },
  'function-of-cdk': {
    severity: 'info',
    says: () => "it is one of the CDK's own provider functions and is left alone",
    cure: () => 'nothing; add it by hand if its traces are wanted',
  },
  'function-raw': {
    severity: 'warning',
    says: () => 'it is a bare `CfnResource`, whose properties cannot be read',
    cure: () => 'declare it with `CfnFunction` or `Function`',
  },
  'stage-unseen': {
    severity: 'warning',
    says: (d) => `the stage ${d.stage} came after the scope that it is in was added, and its functions are not seen`,
    cure: () => 'add the stage before, or add it as a scope itself',
  },
  'not-a-function': {
    severity: 'warning',
    says: (d) => `it is ${d.given}, not a Lambda function`,
    cure: () => 'give a function, a version or an alias',
  },
  'environment-unreadable': {
    severity: 'error',
    says: (d) => `its variables cannot be read, and writing any would wipe them all: ${d.reason}`,
    cure: () => 'allow `kms:Decrypt` on its key to whoever runs this',
  },
  'receipt-unreadable': {
    severity: 'error',
    says: (d) => `its variable ${d.name}, which keeps what was changed, is damaged or of a newer release`,
    cure: (d) => `use the newest release, or remove ${d.name} to have the function taken as it is`,
  },
  'function-managed': {
    severity: 'warning',
    says: (d) => `it belongs to the stack ${d.stack}, whose next deployment puts the old configuration back`,
    cure: () =>
      'for a lasting way use the construct, the macro, `tracelayer transform` or the plugin; or run this after each deployment',
  },
  'function-qualified': {
    severity: 'warning',
    says: (d) => `"${d.given}" is a version or alias, which keeps its configuration`,
    cure: (d) => `${d.instead}; publish a version and move the alias to it afterwards`,
  },
  'function-foreign': {
    severity: 'warning',
    says: (d) => `it is instrumented by ${d.by}, and is left alone`,
    cure: () => 'give `--others take-over`, or undo it with the other tool first',
  },
  'function-taken-over': {
    severity: 'info',
    says: (d) => `it is instrumented by ${d.by}, whose variables stay and win`,
    cure: () => 'nothing',
  },
  'traces-remain': {
    severity: 'info',
    says: (d) => `${d.by} kept no record, so ${d.names} stay: who set them cannot be known`,
    cure: () => 'remove them by hand if they are not yours',
  },
  'option-off': {
    severity: 'info',
    says: (d) => `\`${d.option}\` is false for it, so it is left alone`,
    cure: () => 'nothing',
  },
  'call-failed': {
    severity: 'error',
    says: (d) => `${d.call} failed: ${d.reason}`,
    cure: (d) => d.instead ?? '',
  },
  'selector-unmatched': {
    severity: 'warning',
    says: (d) => `the pattern "${d.pattern}" of \`${d.option}\` matches no function`,
    cure: (d) => (d.nearest ? `did you mean "${d.nearest}"?` : 'correct it or take it out'),
  },
  'kms-key-missing': {
    severity: 'warning',
    says: () => '`apiKmsKey` is given without the key that it is encrypted with, so nobody is allowed to decrypt it',
    cure: () => 'give `kmsKeyArn`, or allow `kms:Decrypt` on that key by hand and set `grantSecretReadAccess: false`',
  },
  'headers-in-plain-text': {
    severity: 'warning',
    says: () => 'the headers, and keys among them, stand in plain text in the configuration of every function',
    cure: () => 'send to a collector whose configuration holds them, or give a reference to Secrets Manager',
  },
  'key-in-plain-text': {
    severity: 'warning',
    says: () => 'the API key stands in plain text in the template and in the configuration of every function',
    cure: () => 'keep it in Secrets Manager and give `apiKeySecretArn`',
  },
  'command-unknown': {
    severity: 'error',
    says: (d) => `there is no command "${d.given}"`,
    cure: (d) => (d.nearest ? `did you mean "${d.nearest}"?` : 'take one of the list'),
  },
  'operand-unknown': {
    severity: 'error',
    says: (d) => `"${d.given}" stands where nothing is expected`,
    cure: () => 'take it out, or write the flag that it belongs to',
  },
  'option-unknown': {
    severity: 'error',
    says: (d) => `there is no option \`${d.option}\``,
    cure: (d) => (d.nearest ? `did you mean \`${d.nearest}\`?` : 'take it out; docs/options.md lists them all'),
  },
  'option-retired': {
    severity: 'error',
    says: (d) => `\`${d.option}\` has no effect any more`,
    cure: (d) => d.instead ?? 'take it out',
  },
  'option-ignored': {
    severity: 'info',
    says: (d) => `\`${d.option}\` does nothing here`,
    cure: (d) => d.instead ?? 'take it out',
  },
  'option-invalid': {
    severity: 'error',
    says: (d) => `\`${d.option}\` must be ${d.allowed}, and is ${d.given}`,
    cure: (d) => d.hint ?? 'correct it or take it out',
  },
  'option-missing': {
    severity: 'error',
    says: (d) => `${d.option} must be given: ${d.why}`,
    cure: (d) => d.instead ?? 'give it',
  },
  'destination-missing': {
    severity: 'warning',
    says: () => 'traces are made and sent nowhere: there is no extension, no `forwarderArn` and no agent of your own',
    cure: () => 'let the extension be added, or give `forwarderArn` or `agentUrl`, unless something else picks them up',
  },
  'options-conflict': {
    severity: 'error',
    says: (d) => `${d.options} exclude each other: ${d.why}`,
    cure: () => 'take all but one out',
  },
} as const satisfies Record<string, Row>;

export type FindingCode = keyof typeof FINDINGS;

/** A finding whose subject is still open. */
export interface Note {
  readonly code: FindingCode;
  readonly details: Details;
}

/** Something to tell of one function, or of where an option was set. */
export interface Finding extends Note {
  readonly subject: string;
}

export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

export const note = (code: FindingCode, details: Details = {}): Note => ({ code, details });

export const about = (subject: string, notes: readonly Note[]): Finding[] =>
  notes.map(({ code, details }) => ({ code, subject, details }));

export const severity = ({ code }: Note): Severity => FINDINGS[code].severity;

/** What a finding says and what to do about it, which may be nothing. */
export const words = ({ code, details }: Note): { says: string; cure?: string } => {
  const row: Row = FINDINGS[code];
  const cure = row.cure(details);
  return { says: row.says(details), ...(cure === '' || cure === 'nothing' ? {} : { cure }) };
};

/** The sentence for people, without the subject. */
export const sentence = (note: Note): string => {
  const { says, cure } = words(note);
  return cure === undefined ? says : `${says}; ${cure}`;
};

/** The whole line for people. */
export const describe = (finding: Finding): string => `${finding.subject}: ${sentence(finding)}`;
