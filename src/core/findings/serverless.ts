/** Findings of the Serverless Framework plugin only. */
import { asSentence, type FindingRows, type Words } from './row';

export const SERVERLESS_FINDINGS = {
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
} as const satisfies FindingRows;
