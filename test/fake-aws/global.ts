/** IAM, EC2, and CloudFront, which answer in XML: the operations that are used. */
import { Failure } from './failure';
import type { FakeAws } from './fake-aws';

interface Answered {
  readonly operation: string;
  readonly subject: string;
  readonly run: (fake: FakeAws) => string;
}

/** The operation of a form or a path; nothing for another service. */
export function globalCall(method: string, url: URL, form: URLSearchParams): Answered | undefined {
  if (form.get('Action') === 'SimulatePrincipalPolicy') return simulation(form);
  const found = NETWORK[form.get('Action') ?? ''];
  if (found) return { operation: form.get('Action') ?? '', subject: '', run: (fake) => found(fake, filtersOf(form)) };
  if (/^(Put|Delete)RolePolicy$/.test(form.get('Action') ?? '')) return rolePolicy(form);
  if (method === 'GET' && url.pathname === '/2020-05-31/distribution')
    return { operation: 'ListDistributions', subject: '', run: (fake) => distributions(fake, url.searchParams) };
  return undefined;
}

/** Source: docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
function simulation(form: URLSearchParams): Answered {
  const role = form.get('PolicySourceArn') ?? '';
  const resource = form.get('ResourceArns.member.1') ?? '';
  const actions = [...form].filter(([name]) => name.startsWith('ActionNames.member.')).map(([, action]) => action);
  const run = ({ settings: { roles } }: FakeAws): string => {
    if (roles === undefined)
      throw new Failure(403, 'AccessDenied', 'not authorized to perform: iam:SimulatePrincipalPolicy');
    const isAllowed = roles[role]?.includes(resource) ?? false;
    const results = actions.map(
      (action) =>
        `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${isAllowed ? 'allowed' : 'implicitDeny'}</EvalDecision></member>`,
    );
    return `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>${results.join('')}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
  };
  return { operation: 'SimulatePrincipalPolicy', subject: role, run };
}

/** One association a page. Source: docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html */
function distributions({ settings: { edge = [] } }: FakeAws, query: URLSearchParams): string {
  if (edge === 'denied')
    throw new Failure(403, 'AccessDenied', 'not authorized to perform: cloudfront:ListDistributions');
  const place = Number(query.get('Marker') ?? 0);
  const items = edge.slice(place, place + 1).map((arn) => `<LambdaFunctionARN>${arn}</LambdaFunctionARN>`);
  const more = place + 1 < edge.length;
  return `<DistributionList><IsTruncated>${more}</IsTruncated>${more ? `<NextMarker>${place + 1}</NextMarker>` : ''}<Items>${items.join('')}</Items></DistributionList>`;
}

/** Source: docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
function rolePolicy(form: URLSearchParams): Answered {
  const operation = form.get('Action') ?? '';
  const [role, name] = [form.get('RoleName') ?? '', form.get('PolicyName') ?? ''];
  const run = ({ rolePolicies }: FakeAws): string => {
    const arn = `arn:aws:iam::123456789012:role/${role}`;
    const policies = rolePolicies.get(arn) ?? new Map();
    if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw new Failure(400, 'ValidationError', 'the policy name is not valid');
    if (operation === 'PutRolePolicy') policies.set(name, JSON.parse(form.get('PolicyDocument') ?? ''));
    else if (!policies.delete(name)) throw new Failure(404, 'NoSuchEntity', 'The role policy cannot be found.');
    rolePolicies.set(arn, policies);
    return `<${operation}Response></${operation}Response>`;
  };
  return { operation, subject: role, run };
}

type Filters = Readonly<Record<string, string>>;

const filtersOf = (form: URLSearchParams): Filters =>
  Object.fromEntries(
    [...form]
      .filter(([name]) => /^Filter\.\d+\.Name$/.test(name))
      .map(([name, filter]) => [filter, form.get(name.replace('Name', 'Value.1')) ?? '']),
  );

/** Sources: docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html and API_DescribeVpcEndpoints.html */
const NETWORK: Readonly<Record<string, (fake: FakeAws, filters: Filters) => string>> = {
  DescribeRouteTables: ({ settings: { routes = {} } }, filters) => {
    const key = filters['association.main'] === 'true' ? 'main' : (filters['association.subnet-id'] ?? '');
    const target = routes[key];
    const element = target?.startsWith('nat-') ? 'natGatewayId' : 'gatewayId';
    const local =
      '<item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state></item>';
    const route = target
      ? `<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><${element}>${target}</${element}><state>active</state></item>`
      : '';
    const table =
      target === undefined
        ? ''
        : `<item><routeTableId>rtb-1</routeTableId><routeSet>${local}${route}</routeSet></item>`;
    return `<DescribeRouteTablesResponse><routeTableSet>${table}</routeTableSet></DescribeRouteTablesResponse>`;
  },
  DescribeVpcEndpoints: ({ settings: { endpoints = [] } }) =>
    `<DescribeVpcEndpointsResponse><vpcEndpointSet>${endpoints.map((name) => `<item><serviceName>${name}</serviceName></item>`).join('')}</vpcEndpointSet></DescribeVpcEndpointsResponse>`,
};
