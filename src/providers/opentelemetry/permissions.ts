/** What a function's role must be allowed, so that its traces and its collector's configuration get through. */
import type { Statement } from '../../core/recipe';
import type { Target } from '../../core/state';
import { concat, isKnown } from '../../core/value';
import { XRAY_STATEMENT } from '../xray';
import { type Distribution, distributionOf, type Options, wantsCollector } from './options';

/** As the managed policy CloudWatchLambdaApplicationSignalsExecutionRolePolicy allows it. */
const signals = ({ partition, account }: Target): Statement[] => [
  { actions: ['xray:PutTraceSegments'], resources: ['*'] },
  {
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [concat('arn:', partition, ':logs:*:', account, ':log-group:/aws/application-signals/data:*')],
  },
];

const BY_DISTRIBUTION: Record<Distribution, (target: Target, xray: boolean) => Statement[]> = {
  community: (_target, xray) => (xray ? [XRAY_STATEMENT] : []),
  adot: () => [XRAY_STATEMENT],
  'application-signals': signals,
};

export const statements = (options: Options, target: Target, xray: boolean): Statement[] => [
  ...BY_DISTRIBUTION[distributionOf(options)](target, xray),
  ...(wantsCollector(options) ? readsConfiguration(options, target) : []),
];

/** The collector reads its configuration with the function's role. */
function readsConfiguration({ collectorConfig: config }: Options, { partition }: Target): Statement[] {
  if (config === undefined || !isKnown(config)) return [];
  const object = /^s3:\/\/([^.]+)\.s3\.[^/]+\/(.+)$/.exec(config);
  if (object)
    return [{ actions: ['s3:GetObject'], resources: [concat('arn:', partition, `:s3:::${object[1]}/${object[2]}`)] }];
  const secret = /^secretsmanager:(arn:.+)$/.exec(config)?.[1];
  return secret === undefined ? [] : [{ actions: ['secretsmanager:GetSecretValue'], resources: [secret] }];
}
