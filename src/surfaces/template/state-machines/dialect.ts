/** How the two types of resource that are state machines say the same things. */
import { ownValue } from '../../../core/own';
import { isMap, type Json, type Resource } from '../document/document';
import { type Grantees, granteesOf } from '../document/grantees';

export interface MachineDialect {
  readonly name: string;
  /** The properties that may hold the definition, and the ones that only say where it is. */
  readonly definitions: readonly string[];
  readonly location: string;
  readonly logging: string;
  readonly tracing: string;
  readonly tags: 'list' | 'map';
  readonly role: string;
}

const SAM_MACHINE = 'AWS::Serverless::StateMachine';

const DIALECTS: Readonly<Record<string, MachineDialect>> = {
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    definitions: ['Definition', 'DefinitionString'],
    location: 'DefinitionS3Location',
    logging: 'LoggingConfiguration',
    tracing: 'TracingConfiguration',
    tags: 'list',
    role: 'RoleArn',
  },
  [SAM_MACHINE]: {
    name: 'Name',
    definitions: ['Definition'],
    location: 'DefinitionUri',
    logging: 'Logging',
    tracing: 'Tracing',
    tags: 'map',
    role: 'Role',
  },
};

export const isMachine = (resource: Json): boolean =>
  isMap(resource) && ownValue(DIALECTS, resource.Type) !== undefined;

export const machineDialect = ({ Type }: Resource): MachineDialect => DIALECTS[Type ?? ''] as MachineDialect;

/** Whose policies decide what the machine is allowed. */
export function machineGrantees(machine: Resource): Grantees {
  const Role = machine.Properties?.[machineDialect(machine).role];
  return granteesOf({
    Type: machine.Type === SAM_MACHINE ? 'AWS::Serverless::Function' : machine.Type,
    Properties: { Role },
  });
}
