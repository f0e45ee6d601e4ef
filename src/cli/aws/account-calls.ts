/** The calls of services that belong to the whole account: what roles allow, and which functions run at the edge. */
import { unless } from './attempts';
import type { Connection } from './connection';
import { ask, elements } from './signed';

/** Source: docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html, EvalDecision. */
export type SimulatedDecision = 'allowed' | 'implicitDeny' | 'explicitDeny';

export const accountCalls = (connection: Connection) => ({
  /** Whether a role allows all actions on a resource; conditions of its statements are not looked at. */
  isAllowed: (role: string, actions: readonly string[], resource: string): Promise<SimulatedDecision> =>
    simulate(connection, { role, actions, resource }),

  /** Writes an inline policy of a role. */
  putPolicy: (role: string, name: string, document: object): Promise<unknown> =>
    changePolicy(connection, 'PutRolePolicy', { ...policyOf(role, name), PolicyDocument: JSON.stringify(document) }),

  deletePolicy: (role: string, name: string): Promise<unknown> =>
    unless('missing', () => changePolicy(connection, 'DeleteRolePolicy', policyOf(role, name))),

  /** The ARNs of functions, with their versions, that a distribution of CloudFront runs at the edge. */
  edge: (): Promise<string[]> => listEdgeFunctions(connection),
});

const policyOf = (role: string, name: string) => ({
  RoleName: role.slice(role.lastIndexOf('/') + 1),
  PolicyName: name,
});

const changePolicy = (
  { lambda, caller }: Connection,
  action: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> =>
  caller.call('role', () =>
    ask(lambda, {
      service: 'iam',
      method: 'POST',
      root: `${action}Response`,
      form: { Action: action, Version: '2010-05-08', ...fields },
    }),
  );

interface Question {
  readonly role: string;
  readonly actions: readonly string[];
  readonly resource: string;
}

async function simulate(
  { lambda, caller }: Connection,
  { role, actions, resource }: Question,
): Promise<SimulatedDecision> {
  const form = {
    Action: 'SimulatePrincipalPolicy',
    Version: '2010-05-08',
    PolicySourceArn: role,
    'ResourceArns.member.1': resource,
    ...Object.fromEntries(actions.map((action, index) => [`ActionNames.member.${index + 1}`, action])),
  };
  const xml = await caller.call('role', () =>
    ask(lambda, { service: 'iam', method: 'POST', root: 'SimulatePrincipalPolicyResponse', form }),
  );
  const decisions = elements(xml, 'EvalDecision');
  return (['explicitDeny', 'implicitDeny'] as const).find((one) => decisions.includes(one)) ?? 'allowed';
}

async function listEdgeFunctions({ lambda, caller }: Connection): Promise<string[]> {
  const path = '/2020-05-31/distribution';
  const arns: string[] = [];
  let marker: string | undefined;
  do {
    const query = { MaxItems: '100', ...(marker === undefined ? {} : { Marker: marker }) };
    const xml = await caller.call('other', () =>
      ask(lambda, { service: 'cloudfront', method: 'GET', root: 'DistributionList', path, query }),
    );
    arns.push(...elements(xml, 'LambdaFunctionARN'));
    marker = elements(xml, 'NextMarker')[0];
  } while (marker);
  return arns;
}
