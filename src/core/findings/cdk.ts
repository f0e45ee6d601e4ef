/** Findings of the constructs only. */
import { type FindingRows, NOTHING_TO_DO, type Words } from './row';

export const CDK_FINDINGS = {
  'function-imported': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function is imported, so its configuration is not in this app.',
    remediation: () => 'Add it where it is declared, or instrument the deployed function with `tracelayer instrument`.',
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
      `The function ${d.path} was added after tracelayer processed its scope, so it is not traced.`,
    remediation: () => 'Create it earlier, or add it by hand.',
  },
  'function-raw': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function is a bare `CfnResource`, whose properties cannot be read.',
    remediation: () => 'Declare it with `CfnFunction` or `Function`.',
  },
  'machine-imported': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The state machine is imported, so its definition is not in this app.',
    remediation: () => 'Add it where it is declared.',
  },
  'machine-raw': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The state machine is a bare `CfnResource`, whose properties cannot be read.',
    remediation: () => 'Declare it with `CfnStateMachine` or `StateMachine`.',
  },
  'not-a-state-machine': {
    severity: 'warning',
    message: (d: Words<'given'>) => `This is ${d.given}, not a state machine.`,
    remediation: () => 'Pass a `StateMachine` or a `CfnStateMachine`.',
  },
  'stage-unseen': {
    severity: 'warning',
    message: (d: Words<'stage'>) =>
      `The stage ${d.stage} was created after its scope was added, so its functions are not traced.`,
    remediation: () => 'Create the stage earlier, or add the stage itself as a scope.',
  },
} as const satisfies FindingRows;
