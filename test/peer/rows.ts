/** Where the peer and our construct differ, on purpose. */
import { matches } from '../../src/core/select';

/** One difference that was found. */
export interface Difference {
  /** The name of the case. */
  readonly in: string;
  /** The name of the fact. */
  readonly what: string;
  /** Both texts; `-` is none. */
  readonly peer: string;
  readonly ours: string;
}

/** Differences of one kind; every column is a pattern, as in `include`. */
export interface Row extends Omit<Difference, 'in'> {
  /** All cases when absent. */
  readonly in?: string;
  /** Why ours is right. */
  readonly why: string;
  /** What the peer gets wrong, as this project numbers its defects. */
  readonly defect?: number;
}

type Facts = Readonly<Record<string, string>>;

/** The facts of a case that are not the same on both sides. */
export const differencesIn = (name: string, peer: Facts, ours: Facts): Difference[] =>
  [...new Set([...Object.keys(peer), ...Object.keys(ours)])]
    .map((what) => ({ in: name, what, peer: peer[what] ?? '-', ours: ours[what] ?? '-' }))
    .filter((found) => found.peer !== found.ours);

export const explains = (row: Row, found: Difference): boolean =>
  matches(row.in ?? '*', found.in) &&
  matches(row.what, found.what) &&
  matches(row.peer, found.peer) &&
  matches(row.ours, found.ours);

const ANY = '*';
const NONE = '-';

export const ROWS: readonly Row[] = [
  // What is written although no option asks for it.
  ...Object.entries({
    DD_CAPTURE_LAMBDA_PAYLOAD: 'false',
    DD_MERGE_XRAY_TRACES: 'false',
    DD_SERVERLESS_LOGS_ENABLED: 'true',
    DD_TRACE_CLOUD_REQUEST_PAYLOAD_TAGGING: '',
    DD_TRACE_CLOUD_RESPONSE_PAYLOAD_TAGGING: '',
    DD_FLUSH_TO_LOG: 'false',
  }).map(
    ([name, peer]): Row => ({
      what: `* variable ${name}`,
      peer,
      ours: NONE,
      why: `${name} is the default of the libraries, so it only takes of the 4 KB`,
      defect: 20,
    }),
  ),
  {
    in: 'forwarder, *',
    what: '* variable DD_LOGS_INJECTION',
    peer: 'true',
    ours: NONE,
    why: 'injection is on in the libraries by default',
  },
  {
    in: 'forwarder, *',
    what: '* variable DD_FLUSH_TO_LOG',
    peer: 'true',
    ours: NONE,
    why: 'only the libraries for Node.js and Python write metrics to the log',
  },
  {
    in: 'forwarder, switches',
    what: '* variable DD_SERVERLESS_LOGS_ENABLED',
    peer: 'false',
    ours: NONE,
    why: 'the variable is of the extension, and there is none',
  },
  {
    in: 'forwarder, metrics sent directly',
    what: '* variable DD_SITE',
    peer: 'datadoghq.com',
    ours: NONE,
    why: 'no site was given, and the libraries have this default',
  },
  {
    what: '* variable DD_LAMBDA_HANDLER',
    peer: 'app.handler',
    ours: NONE,
    why: 'in Ruby and custom runtimes the handler is not redirected, so nothing reads it',
  },
  ...[
    'COLD_START_TRACING',
    'COLD_START_TRACE_SKIP_LIB',
    'MIN_COLD_START_DURATION',
    'APM_FLUSH_DEADLINE_MILLISECONDS',
    'ENCODE_AUTHORIZER_CONTEXT',
    'DECODE_AUTHORIZER_CONTEXT',
    'LLMOBS_*',
    'MERGE_XRAY_TRACES',
    'PROFILING_ENABLED',
  ].map(
    (name): Row => ({
      in: 'extension, *',
      what: `java21 variable DD_${name}`,
      peer: ANY,
      ours: NONE,
      why: `no tracer for Java reads DD_${name} in Lambda, and a finding says so`,
    }),
  ),

  // What the user has set.
  {
    in: '*, own environment',
    what: '* variable DD_SERVICE',
    peer: 'shop',
    ours: 'mine',
    why: "the function's own value wins",
    defect: 3,
  },
  {
    in: '*, own environment',
    what: '* variable DD_TRACE_ENABLED',
    peer: 'true',
    ours: 'false',
    why: "the function's own value wins",
    defect: 3,
  },
  {
    in: '*, own environment',
    what: '* variable DD_TAGS',
    peer: 'team:checkout,url:https://x.example/a',
    ours: 'own:1,team:mine,url:https://x.example/a',
    why: "the function's own tags stay, and win by key",
    defect: 3,
  },
  {
    in: 'extension, own wrapper',
    what: 'java21 *',
    peer: ANY,
    ours: '/opt/own',
    why: 'a function has one wrapper: the user keeps their own, and gets a warning',
    defect: 3,
  },
  {
    in: 'extension, own wrapper',
    what: '* Handler',
    peer: ANY,
    ours: 'app.handler',
    why: 'a function that an unknown script starts is left as it was',
    defect: 7,
  },
  {
    in: 'extension, own wrapper',
    what: '*',
    peer: ANY,
    ours: NONE,
    why: 'a function that an unknown script starts is left as it was',
    defect: 7,
  },
  {
    in: 'extension, injection on',
    what: '* variable DD_LOGS_INJECTION',
    peer: 'false',
    ours: 'true',
    why: 'who asks for it gets it',
    defect: 20,
  },

  // Layers.
  ...['', '-ARM'].map(
    (architecture): Row => ({
      what: 'ruby3.4 layer 0',
      peer: `*:layer:undefined${architecture}:*`,
      ours: `*:layer:Datadog-Ruby3-4${architecture}:*`,
      why: 'no layer is named undefined',
      defect: 1,
    }),
  ),
  ...['java21', 'dotnet8'].map(
    (runtime): Row => ({
      in: 'forwarder, every family, *',
      what: `${runtime} *`,
      peer: ANY,
      ours: NONE,
      why: `${runtime} is started by a wrapper in the extension, without which its layer is never loaded; a finding says so`,
      defect: 7,
    }),
  ),
  {
    in: 'forwarder, every family, *',
    what: 'filter "" to *',
    peer: '6',
    ours: '4',
    why: 'functions that cannot be traced are left as they were',
    defect: 7,
  },
  {
    in: 'forwarder, every family, *',
    what: 'resource AWS::Logs::SubscriptionFilter',
    peer: '6',
    ours: '4',
    why: 'functions that cannot be traced are left as they were',
    defect: 7,
  },
  {
    in: 'extension, old runtimes',
    what: 'nodejs16.x layer 0',
    peer: '*:Datadog-Node16-x:*',
    ours: '*:Datadog-Node16-x:120',
    why: 'the layer of an old runtime is not made any more, and ends with this version',
    defect: 11,
  },
  {
    in: 'extension, old runtimes',
    what: 'python3.7 layer 0',
    peer: '*:Datadog-Python37:*',
    ours: '*:Datadog-Python37:85',
    why: 'the layer of an old runtime is not made any more, and ends with this version',
    defect: 11,
  },
  {
    in: 'extension, GovCloud',
    what: '* layer 1',
    peer: 'arn:aws-us-gov:*:Datadog-Extension:*',
    ours: 'arn:aws-us-gov:*:Datadog-Extension-FIPS:*',
    why: 'in GovCloud the libraries expect the FIPS build',
    defect: 10,
  },
  {
    in: 'extension, any region',
    what: '* layer ?',
    peer: '*"arn:aws:lambda:"*:464622532012:*',
    ours: '*{"Ref":"AWS::Partition"}*"datadogAccount"*',
    why: 'the region is open, and so are the partition and the account of the layers',
    defect: 10,
  },
  {
    in: 'extension, China',
    what: '*',
    peer: ANY,
    ours: NONE,
    why: 'Datadog publishes no layers in China; a finding says so',
    defect: 10,
  },
  {
    in: 'extension, China',
    what: '* Handler',
    peer: ANY,
    ours: 'app.handler',
    why: 'Datadog publishes no layers in China; a finding says so',
    defect: 10,
  },

  // Protection.
  ...Object.entries({
    'variable AWS_LAMBDA_EXEC_WRAPPER': ['/opt/datadog_wrapper', NONE],
    'variable DD_SERVERLESS_APPSEC_ENABLED': ['true', NONE],
    'variable DD_APPSEC_ENABLED': [NONE, 'true'],
  }).map(
    ([name, [peer = NONE, ours = NONE]]): Row => ({
      in: 'extension, protection*',
      what: `python3.13 ${name}`,
      peer,
      ours,
      why: 'the library that the function gets protects it by itself, whether its version was given or not',
      defect: 5,
    }),
  ),

  {
    in: 'extension, protection*',
    what: '* layer 0',
    peer: '*:layer:*',
    ours: '*:layer:*',
    why: 'the newest layer of each tool is meant here, and the peer that is compared is an older release',
  },

  // Commits.
  {
    in: 'extension, commit by default',
    what: '* variable DD_TAGS',
    peer: 'git.commit.sha:c0ffee0,git.repository_url:github.com/shop/shop.git',
    ours: NONE,
    why: 'a commit that redeploys every function must be asked for',
    defect: 13,
  },

  // Tags.
  {
    what: '* tag tracelayer',
    peer: NONE,
    ours: 'datadog',
    why: 'a tag says who traces the function',
  },
  {
    what: '* tag dd_cdk_construct',
    peer: 'v5.1.0',
    ours: NONE,
    why: 'a tag says who traces the function',
  },
  {
    in: 'forwarder, *',
    what: '* tag url',
    peer: 'https',
    ours: 'https://x.example/a',
    why: 'a value may have colons',
    defect: 17,
  },
  {
    in: 'forwarder, *',
    what: 'role tag *',
    peer: ANY,
    ours: NONE,
    why: 'the tags are for the Forwarder, which looks at functions only',
    defect: 17,
  },

  // Permissions.
  ...[
    'resource AWS::IAM::Policy',
    'may secretsmanager:GetSecretValue on *:secret:datadog-??????',
    'may ssm:GetParameter on *',
    'may kms:Decrypt on * under conditions',
  ].map(
    (what): Row => ({
      in: 'extension, *',
      what,
      peer: NONE,
      ours: ANY,
      why: 'the extension must be able to read the key that it is given',
      defect: 4,
    }),
  ),
  {
    in: 'extension, complete ARN, granted',
    what: 'may secretsmanager:GetSecretValue on *-AbCdEf-??????',
    peer: '1',
    ours: NONE,
    why: 'no secret has an ARN with more behind its six characters',
    defect: 4,
  },
  {
    in: 'extension, complete ARN, granted',
    what: 'may secretsmanager:GetSecretValue on *-AbCdEf',
    peer: NONE,
    ours: '1',
    why: 'a complete ARN is allowed as it is: with more behind it no secret has it',
    defect: 4,
  },
  {
    what: 'may secretsmanager:DescribeSecret on *',
    peer: ANY,
    ours: NONE,
    why: 'the extension reads the value of the secret only',
  },
  {
    in: 'extension, parameter, granted',
    what: 'may ssm:GetParameters on *',
    peer: ANY,
    ours: NONE,
    why: 'the extension reads one parameter',
    defect: 18,
  },
  {
    in: 'extension, parameter, granted',
    what: 'may kms:Decrypt on *:alias/aws/ssm',
    peer: ANY,
    ours: NONE,
    why: 'a statement on an alias allows no decrypting',
    defect: 18,
  },

  // Logs.
  ...[
    'resource Custom::LogRetention',
    'LogRetention*',
    'may logs:*RetentionPolicy on *',
    'resource AWS::IAM::Policy',
  ].map(
    (what): Row => ({
      in: 'forwarder, *',
      what,
      peer: ANY,
      ours: NONE,
      why: 'a subscription needs no custom resource',
      defect: 16,
    }),
  ),
  ...['resource AWS::IAM::Role', 'resource AWS::Lambda::Function'].flatMap((what) =>
    [
      ['3', '2'],
      ['7', '6'],
    ].map(
      ([peer = NONE, ours = NONE]): Row => ({
        in: 'forwarder, *',
        what,
        peer,
        ours,
        why: 'a subscription needs no custom resource',
        defect: 16,
      }),
    ),
  ),
  {
    in: 'forwarder, *',
    what: 'resource AWS::Logs::LogGroup',
    peer: NONE,
    ours: ANY,
    why: 'a subscription needs its log group to be there, so it is declared',
    defect: 16,
  },
  ...['resource AWS::Lambda::Permission', 'permission for logs.amazonaws.com to lambda:InvokeFunction of *'].map(
    (what): Row => ({
      in: 'forwarder, permissions',
      what,
      peer: '2',
      ours: '1',
      why: "one permission is enough for all log groups, and the Forwarder's policy does not grow with them",
    }),
  ),
];
