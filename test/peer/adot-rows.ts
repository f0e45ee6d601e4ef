/** Where the CDK's own `adotInstrumentation` and our construct differ, on purpose. */
import type { Row } from './rows';

const ANY = '*';
const NONE = '-';

/** Stacks in which the CDK ends the synthesis. */
const REFUSED = { in: 'refused, *', peer: NONE, ours: ANY };

export const ADOT_ROWS: readonly Row[] = [
  ...['OTEL_METRICS_EXPORTER', 'OTEL_LOGS_EXPORTER'].map(
    (name): Row => ({
      what: `* variable ${name}`,
      peer: NONE,
      ours: 'none',
      why: 'who asks for traces gets traces: metrics and logs are exported where an option says so',
    }),
  ),
  {
    what: '* tag tracelayer',
    peer: NONE,
    ours: 'opentelemetry',
    why: 'a tag says who traces the function',
  },
  {
    in: 'the collector alone',
    what: '* variable AWS_LAMBDA_EXEC_WRAPPER',
    peer: '/opt/otel-handler',
    ours: NONE,
    why: 'the layer of the collector has no script of that name: a function of .NET would not start, the others do not read it',
  },

  // What the user has set.
  {
    in: 'own wrapper',
    what: 'python3.13 variable AWS_LAMBDA_EXEC_WRAPPER',
    peer: '/opt/otel-instrument',
    ours: '/opt/own',
    why: 'a function has one wrapper: the user keeps their own, and gets a warning',
  },
  ...['resource AWS::IAM::Policy', 'may xray:* on *', 'python3.13 layer 0', 'python3.13 TracingConfig'].map(
    (what): Row => ({
      in: 'own wrapper',
      what,
      peer: ANY,
      ours: NONE,
      why: 'a function that cannot be traced whole is left as it was',
    }),
  ),
  ...['resource AWS::IAM::Policy', 'may xray:* on *', '* TracingConfig'].map(
    (what): Row => ({
      in: 'X-Ray disabled',
      what,
      peer: NONE,
      ours: ANY,
      why: 'of `Tracing.DISABLED` nothing is left that could be seen; without X-Ray these layers send nowhere, and `enableXrayTracing: false` says so',
    }),
  ),

  // Places.
  {
    in: 'any region',
    what: '* layer 0',
    peer: '*"arn:aws:lambda:"*:901920570463:*',
    ours: '*{"Ref":"AWS::Partition"}*"adotAccount"*',
    why: 'the region is open, and so are the partition and the account of the layers',
  },

  // What ends the synthesis of the whole app there is a finding here, and the function stays as it was.
  {
    in: 'refused, *',
    what: 'error',
    peer: '*ARN information*in *',
    ours: NONE,
    why: 'no layer in a region is no reason to end the synthesis of an app: a finding says so',
  },
  {
    in: 'refused, *',
    what: 'error',
    peer: '*container image*',
    ours: NONE,
    why: 'an image among the functions is no reason to end the synthesis of an app: a finding says so',
  },
  ...['resource AWS::IAM::Role', 'resource AWS::Lambda::Function', '* Handler', '* Runtime', '* PackageType'].map(
    (what): Row => ({ ...REFUSED, what, why: 'the function is there, as it is without tracing' }),
  ),
];
