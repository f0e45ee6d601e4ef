/** The calls of Step Functions about state machines. */
import type { Tags } from '../../surfaces/lambda/configuration';
import { namingCall } from './attempts';
import type { Connection } from './connection';
import { isKeyRefusal } from './trouble';

/** What `DescribeStateMachine` answers, as far as this project reads it. */
export interface MachineDescription {
  readonly stateMachineArn?: string;
  readonly name?: string;
  readonly type?: string;
  /** Absent where it cannot be decrypted. */
  readonly definition?: string;
  readonly roleArn?: string;
  readonly revisionId?: string;
  readonly loggingConfiguration?: {
    readonly level?: string;
    readonly includeExecutionData?: boolean;
    readonly destinations?: readonly { readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string } }[];
  };
  readonly tracingConfiguration?: { readonly enabled?: boolean };
  readonly encryptionConfiguration?: { readonly kmsKeyId?: string };
}

/** One `UpdateStateMachine`: what it leaves out stays. */
export interface MachineUpdate
  extends Pick<MachineDescription, 'definition' | 'roleArn' | 'loggingConfiguration' | 'tracingConfiguration'> {
  readonly stateMachineArn: string;
}

export const machineCalls = (connection: Connection) => ({
  /** The ARNs of all state machines of the Region. */
  machines: (): Promise<string[]> => namingCall('states:ListStateMachines', () => listMachines(connection)),

  /** Without its definition where the key may not be used. */
  machine: (stateMachineArn: string): Promise<MachineDescription> =>
    describe(connection, { stateMachineArn }).catch((problem) => {
      if (!isKeyRefusal(problem)) throw problem;
      return describe(connection, { stateMachineArn, includedData: 'METADATA_ONLY' });
    }),

  machineTags: async (resourceArn: string): Promise<Tags> => {
    const { sdk, machines, caller } = connection;
    const command = new sdk.ListMachineTagsCommand({ resourceArn });
    const { tags = [] } = await caller.call('other', () => machines.send(command));
    return Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
  },

  ...writeCalls(connection),
});

async function describe(
  { sdk, machines, caller }: Connection,
  input: ConstructorParameters<Connection['sdk']['DescribeStateMachineCommand']>[0],
): Promise<MachineDescription> {
  const command = new sdk.DescribeStateMachineCommand(input);
  return (await caller.call('other', () => machines.send(command))) as MachineDescription;
}

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
