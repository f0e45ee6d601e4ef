/** The calls of EC2 about how functions in a VPC reach the internet. */
import type { Connection } from './connection';
import { ask, elements } from './signed';

export const networkCalls = (connection: Connection) => ({
  /** The target of a subnet's default route, such as `nat-0abc`; nothing where there is no such route. */
  exit: (vpc: string, subnet: string): Promise<string | undefined> => findExit(connection, vpc, subnet),

  /** The names of the services that have an endpoint in a VPC. */
  endpoints: async (vpc: string): Promise<string[]> =>
    elements(await describe(connection, 'DescribeVpcEndpoints', { 'vpc-id': vpc }), 'serviceName'),
});

/** A subnet that names no route table has the main one. Source: docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html */
async function findExit(connection: Connection, vpc: string, subnet: string): Promise<string | undefined> {
  const own = await describe(connection, 'DescribeRouteTables', { 'association.subnet-id': subnet });
  const isNamed = elements(own, 'routeTableId').length > 0;
  const main = { 'vpc-id': vpc, 'association.main': 'true' };
  const xml = isNamed ? own : await describe(connection, 'DescribeRouteTables', main);
  // A black hole is a route whose target is gone.
  const route = xml
    .split('<item>')
    .find(
      (item) =>
        elements(item, 'destinationCidrBlock').includes(ANYWHERE) && !elements(item, 'state').includes('blackhole'),
    );
  return route === undefined ? undefined : TARGETS.flatMap((name) => elements(route, name))[0];
}

const ANYWHERE = '0.0.0.0/0';

/** The elements that name the target of a route. Source: docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html */
const TARGETS = [
  'natGatewayId',
  'transitGatewayId',
  'networkInterfaceId',
  'vpcPeeringConnectionId',
  'coreNetworkArn',
  'gatewayId',
];

const describe = (
  { lambda, caller }: Connection,
  action: string,
  filters: Readonly<Record<string, string>>,
): Promise<string> => {
  const fields = Object.entries(filters).flatMap(([name, value], index) => [
    [`Filter.${index + 1}.Name`, name],
    [`Filter.${index + 1}.Value.1`, value],
  ]);
  const form = { Action: action, Version: '2016-11-15', ...Object.fromEntries(fields) };
  return caller.call('other', () => ask(lambda, { service: 'ec2', method: 'POST', root: `${action}Response`, form }));
};
