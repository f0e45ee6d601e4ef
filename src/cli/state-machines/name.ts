/** The forms in which people name a state machine, and what its ARN says. */
import type { FunctionName } from '../functions/name';

/** Where a state machine is, from its ARN. */
export interface MachineAddress {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** Without the number of a version or the name of an alias: only a state machine itself can be changed. */
const MACHINE_ARN =
  /^arn:(?<partition>[a-z-]+):states:(?<region>[a-z0-9-]+):(?<account>\d{12}):stateMachine:(?<name>[^:\s]{1,80})$/;

export const parseMachineArn = (arn: string): MachineAddress | undefined =>
  MACHINE_ARN.exec(arn)?.groups as MachineAddress | undefined;

/** Whether an operand means a state machine: Step Functions has no short forms of an ARN. */
export const isMachineArn = (given: string): boolean => /^arn:[^:]*:states:/.test(given);

/** Source: docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html, name */
const MACHINE_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** A name or an ARN; nothing for another text. */
export function parseMachineName(given: string): FunctionName | undefined {
  const address = parseMachineArn(given);
  if (address !== undefined) return { given, name: address.name, region: address.region, account: address.account };
  return MACHINE_NAME.test(given) ? { given, name: given } : undefined;
}

/** The log group of a machine without one: Step Functions wants the prefix, and a log group allows fewer characters. */
export const newLogGroupName = (name: string): string =>
  `/aws/vendedlogs/states/${name.replaceAll(/[^\w.\-/#]/g, '-')}-tracelayer`;

/** The name of a log group in its ARN. */
export const logGroupIn = (arn: string): string | undefined => /:log-group:(.+?)(?::\*)?$/.exec(arn)?.[1];

/** Roles belong to all Regions, and machines of one name may share a role. */
export const policyName = ({ region, name }: MachineAddress): string =>
  `tracelayer-${region}-${name.replaceAll(/[^\w+=.@-]/g, '-')}`;
