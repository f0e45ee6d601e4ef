/** The calls of AWS in one region, paced and repeated, as one identity. */
import { accountCalls } from './account-calls';
import { type Identity, openConnection } from './connection';
import { lambdaCalls } from './lambda-calls';
import { logCalls } from './log-calls';
import { machineCalls } from './machine-calls';
import { networkCalls } from './network-calls';
import { tagCalls } from './tag-calls';

export function connect(region: string | undefined, identity: Identity) {
  const connection = openConnection(region, identity);
  return {
    ...lambdaCalls(connection),
    ...tagCalls(connection),
    ...logCalls(connection),
    ...machineCalls(connection),
    ...accountCalls(connection),
    ...networkCalls(connection),
  };
}

export type RegionalApi = ReturnType<typeof connect>;
