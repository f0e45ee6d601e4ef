/** The calls of Step Functions about state machines. */
import type { Tags } from '../../surfaces/lambda/configuration';
import { namingCall } from './attempts';
import type { Connection } from './connection';

/** What `DescribeStateMachine` answers, as far as this project reads it. */
export interface MachineDescription {
  readonly stateMachineArn?: string;
  readonly name?: string;
  readonly type?: string;
  /** Absent where the caller may not decrypt it. */
  readonly definition?: string;
  readonly roleArn?: string;
  readonly revisionId?: string;
  readonly loggingConfiguration?: {
    readonly level?: string;
    readonly includeExecutionData?: boolean;
    readonly destinations?: readonly { readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string } }[];
  };
  readonly tracingConfiguration?: { readonly enabled?: boolean };
}

/** One `UpdateStateMachine`: what it leaves out stays. */
export interface MachineUpdate
  extends Pick<MachineDescription, 'definition' | 'loggingConfiguration' | 'tracingConfiguration'> {
  readonly stateMachineArn: string;
}

export const machineCalls = (connection: Connection) => ({
  /** The ARNs of all state machines of the Region. */
  machines: (): Promise<string[]> => namingCall('states:ListStateMachines', () => listMachines(connection)),

  machine: async (stateMachineArn: string): Promise<MachineDescription> => {
    const { sdk, machines, caller } = connection;
    const command = new sdk.DescribeStateMachineCommand({ stateMachineArn });
    return (await caller.call('other', () => machines.send(command))) as MachineDescription;
  },

  machineTags: async (resourceArn: string): Promise<Tags> => {
    const { sdk, machines, caller } = connection;
    const command = new sdk.ListMachineTagsCommand({ resourceArn });
    const { tags = [] } = await caller.call('other', () => machines.send(command));
    return Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
  },

  ...writeCalls(connection),
});

const writeCalls = ({ sdk, machines, caller }: Connection) => ({
  updateMachine: (update: MachineUpdate): Promise<unknown> =>
    caller.call('other', () => machines.send(new sdk.UpdateStateMachineCommand(update as never))),

  tagMachine: (resourceArn: string, given: Tags): Promise<unknown> => {
    const tags = Object.entries(given).map(([key, value]) => ({ key, value }));
    return caller.call('other', () => machines.send(new sdk.TagMachineCommand({ resourceArn, tags })));
  },

  untagMachine: (resourceArn: string, tagKeys: readonly string[]): Promise<unknown> =>
    caller.call('other', () => machines.send(new sdk.UntagMachineCommand({ resourceArn, tagKeys: [...tagKeys] }))),
});

async function listMachines({ sdk, machines, caller }: Connection): Promise<string[]> {
  const all: string[] = [];
  let nextToken: string | undefined;
  do {
    const command = new sdk.ListStateMachinesCommand({ nextToken, maxResults: 1000 });
    const page = await caller.call('other', () => machines.send(command));
    all.push(...(page.stateMachines ?? []).map(({ stateMachineArn = '' }) => stateMachineArn));
    nextToken = page.nextToken;
  } while (nextToken);
  return all;
}
