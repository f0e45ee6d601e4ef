/** Findings of the CLI only: its files, its calls of AWS, and the functions that it selects. */
import { asEnd, asSentence, type FindingRows, NOTHING_TO_DO, nounIn, type Words, type WordsOf } from './row';

export const CLI_FINDINGS = {
  'version-needed': {
    severity: 'info',
    message: (d: Words<'shape'>) =>
      `The function is ${d.shape}, so its callers see this change only after a version is published.`,
    remediation: () => 'Publish a version and move the aliases to it, or deploy the function.',
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
          'what must change in the file comes from a merged or repeated part (`<<`, `*`) that other parts use unchanged',
      ),
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'write that part out, or use the macro'),
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
  'subscriptions-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'filters' | 'group' | 'limit'>) =>
      `The log group ${d.group} already has the subscription filters ${d.filters}, and CloudWatch Logs allows ${d.limit}.`,
    remediation: (d: WordsOf<never>) => `Remove one of the filters, or exclude the ${nounIn(d)}.`,
  },
  'lookup-denied': {
    severity: 'info',
    message: (d: Words<'call' | 'what'>) => `\`${d.call}\` is not allowed, so it is not known whether ${asEnd(d.what)}`,
    remediation: () => 'If you want to know, allow the call.',
  },
  'edge-possible': {
    severity: 'warning',
    effect: 'not traced',
    message: () =>
      'The function may be a Lambda@Edge function, which cannot be looked up here, so it is left as it was.',
    remediation: () => 'Allow `cloudfront:ListDistributions`, or name the function in the command.',
  },
  'edge-unlisted': {
    severity: 'warning',
    message: (d: Words<'count' | 'reason'>) =>
      `\`cloudfront:ListDistributions\` failed (${d.reason}), so ${d.count} that may be Lambda@Edge functions cannot be distinguished from others.`,
    remediation: () => 'Allow the call, or name the functions that do not run at the edge in the command.',
  },
  'tags-denied': {
    severity: 'warning',
    message: (d: Words<'call' | 'count' | 'region'>) =>
      `\`${d.call}\` is not allowed, so the tags of ${d.count} in ${d.region} stay as they are.`,
    remediation: () =>
      'Allow the call and run the same command again; the tags keep the second copy of the receipt, which survives a deployment.',
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
    message: (d: WordsOf<'regions'>) => `No ${nounIn(d)} in ${d.regions} matches.`,
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
  'machine-missing': {
    severity: 'error',
    message: (d: Words<'name' | 'region'>) => `There is no state machine ${d.name} in ${d.region}.`,
    remediation: () => 'Check the name, the region, and the account.',
  },
  'machine-unmatched': {
    severity: 'warning',
    message: (d: Words<'pattern'>) => `The pattern "${d.pattern}" of \`--state-machine\` matches no state machine.`,
    remediation: () => 'Correct it or remove it.',
  },
  'machine-managed': {
    severity: 'warning',
    message: (d: Words<'stack'>) =>
      `The state machine belongs to the stack ${d.stack}, whose next deployment restores the old configuration.`,
    remediation: () =>
      'For a lasting result use the construct, the macro, `tracelayer transform`, or the plugin; or run this command after each deployment.',
  },
  'machine-receipt-unreadable': {
    severity: 'error',
    message: (d: Words<'place'>) =>
      `The state machine's ${d.place}, which keeps what was changed, is damaged or written by a newer release.`,
    remediation: (d: Words<'place'>) =>
      `Use the newest release. If you remove the ${d.place}, the state machine counts as untraced.`,
  },
  'machine-role-needs': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'role' | 'actions'>) =>
      `The state machine's role ${d.role} does not allow ${d.actions}, so the state machine is left as it was.`,
    remediation: (d: Words<'statement'>) => `Set \`--grant\`, or add this statement to the role: ${d.statement}`,
  },
  'machine-grant-unseen': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'role' | 'policy' | 'seconds'>) =>
      `The role ${d.role} got the inline policy "${d.policy}", but Step Functions refused the logging for ${d.seconds} seconds. The policy is removed again, and the state machine is left as it was.`,
    remediation: (d: Words<'actions'>) =>
      `Run the same command again, because IAM may need more time. If that doesn't help, find out whether a permissions boundary or a policy of the organization denies ${d.actions}.`,
  },
  'machine-encrypted': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'key'>) =>
      `The state machine's definition is encrypted with the KMS key ${d.key}, which you can't use. The state machine stays as it is.`,
    remediation: () =>
      'Allow `kms:Decrypt` on the key for the identity that runs this command, and make sure that the key is enabled.',
  },
  'machine-update-skipped': {
    severity: 'warning',
    effect: 'not updated',
    message: (d: Words<'why'>) =>
      `The state machine keeps its earlier tracing, because it cannot be updated. ${asSentence(d.why)}`,
    remediation: () => 'Resolve that, or take back the tracing with `tracelayer uninstrument`.',
  },
  'machine-changed': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'names'>) =>
      `Tracing wrote ${d.names} of the state machine, and something else has changed that since.`,
    remediation: () => 'Run `tracelayer instrument` again.',
  },
  'machine-update-later': {
    severity: 'info',
    message: () => 'Running executions keep the definition that they started with, and published versions keep theirs.',
    remediation: () => 'If aliases point to versions, publish a version and point the aliases to it.',
  },
  'machine-log-group-kept': {
    severity: 'info',
    message: (d: Words<'group'>) => `The log group ${d.group} stays, and its events expire.`,
    remediation: (d: Words<'group' | 'region'>) =>
      `If you no longer need its events, delete it with \`aws logs delete-log-group --log-group-name ${d.group} --region ${d.region}\`.`,
  },
  'shared-kept': {
    severity: 'info',
    message: (d: Words<'what'>) => `Other functions or state machines need ${d.what}, so it stays.`,
    remediation: NOTHING_TO_DO,
  },
  'shared-unknown': {
    severity: 'info',
    message: (d: Words<'what'>) =>
      asSentence(`${d.what} stays, because AWS does not say whether other functions or state machines need it`),
    remediation: () => 'Remove it unless something needs it, and allow `tag:GetResources` for the next time.',
  },
  'machine-cleanup-failed': {
    severity: 'error',
    message: (d: Words<'call' | 'reason'>) => `The state machine was changed, but ${d.call} failed: ${asEnd(d.reason)}`,
    remediation: (d: Words<'instead'>) => asSentence(d.instead),
  },
} as const satisfies FindingRows;
