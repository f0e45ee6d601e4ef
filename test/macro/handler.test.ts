/** The macro answers CloudFormation's event with a traced fragment, or with every mistake and where it is. */

import { type Response, respond } from '../../src/macro/handler';
import type { Event } from '../../src/macro/request';
import type { ProviderName } from '../../src/providers';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:datadog';
const properties = {
  Runtime: 'nodejs22.x',
  Handler: 'app.handler',
  Environment: { Variables: { PASSWORD: 'hunter2' } },
};
const fn = (more = {}, others = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { ...properties, ...more },
  ...others,
});
const event = (more: Partial<Event> = {}): Event => ({
  requestId: 'request',
  transformId: '123456789012::DatadogServerless',
  region: 'eu-west-1',
  accountId: '123456789012',
  fragment: { Resources: { Api: fn() } },
  params: { apiKeySecretArn: SECRET },
  templateParameterValues: {},
  ...more,
});

function run(
  given: Event,
  environment = {},
  provider: ProviderName = 'datadog',
): Response & { lines: string[]; variables: (id?: string) => any } {
  const lines: string[] = [];
  const response = respond(given, { provider, environment, log: (line) => lines.push(line) });
  const variables = (id = 'Api') => response.fragment?.Resources[id].Properties.Environment.Variables;
  return { ...response, lines, variables };
}

describe('the response', () => {
  test('has the request’s id, a status and the whole traced template', () => {
    const { requestId, status, fragment } = run(event());
    expect([requestId, status]).toEqual(['request', 'success']);
    expect(fragment.Resources.Api.Properties).toMatchObject({
      Handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      Layers: [
        expect.stringContaining('arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Node22-x:'),
        expect.anything(),
      ],
    });
  });

  test('is a failure with every mistake and where it is', () => {
    const { status, errorMessage, fragment } = run(
      event({ params: { apiKeySecretArn: SECRET, nodeLayerversion: '1', addLayers: 'maybe' } }),
    );
    expect(status).toBe('failure');
    expect(fragment).toBeUndefined();
    expect(errorMessage).toContain('`nodeLayerversion`. Did you mean `nodeLayerVersion`?');
    expect(errorMessage).toContain('`addLayers` must be true or false');
  });

  test.each([null, [], 'text', {}, { Outputs: {} }, { Type: 'AWS::S3::Bucket', Properties: {} }, properties])(
    'is a failure with a sentence for a fragment that is nothing of the kind: %j',
    (fragment) => {
      const { status, errorMessage } = run(event({ fragment }));
      expect([status, errorMessage]).toEqual([
        'failure',
        expect.stringContaining('not a template, a function, or a map of resources'),
      ]);
    },
  );

  test('accepts resources that are null or have no properties', () => {
    const fragment = { Resources: { Nothing: null, Bare: { Type: 'AWS::Lambda::Function' }, Api: fn() } };
    const { status, lines } = run(event({ fragment }));
    expect(status).toBe('success');
    expect(lines).toContainEqual(expect.stringMatching(/^Bare: /));
  });

  test('has findings in the template if the option is set', () => {
    const { fragment } = run(event({ params: { apiKeySecretArn: SECRET, reportFindings: 'true' } }));
    expect(fragment.Metadata.TracelayerFindings).toEqual([expect.stringMatching(/^Api: /)]);
  });
});

describe('a function that cannot be traced', () => {
  const fragment = {
    Resources: {
      Api: fn(),
      Old: fn({ Runtime: 'cobol1' }),
      Own: fn({ Handler: 'x.y', Environment: { Variables: { DD_LAMBDA_HANDLER: 'z' } } }),
    },
  };

  test('stays as it was, and the others are traced', () => {
    const { status, fragment: after, lines } = run(event({ fragment }));
    expect(status).toBe('success');
    expect(after.Resources).toMatchObject({ Old: fragment.Resources.Old, Own: fragment.Resources.Own });
    expect(after.Resources.Api).not.toEqual(fragment.Resources.Api);
    expect(lines.at(-1)).toBe('1 traced, 2 not traced');
  });

  test('stops the deployment where the user is strict about it', () => {
    const strict = (Datadog: object) => ({
      Resources: { ...fragment.Resources, Old: { ...fragment.Resources.Old, Metadata: { Datadog } } },
    });
    expect(run(event({ fragment, params: { apiKeySecretArn: SECRET, strict: true } })).errorMessage).toMatch(
      /2 mistakes:\n- Old: .*\n- Own: /,
    );
    expect(run(event({ fragment: strict({ strict: true }) })).errorMessage).toMatch(/^Old: /);
  });

  test('is not reported if the user acknowledges it', () => {
    const params = { apiKeySecretArn: SECRET, acknowledge: 'runtime-unsupported,handler-conflict' };
    const { lines } = run(event({ fragment, params }));
    expect(lines.filter((line) => /^(Old|Own): /.test(line))).toEqual([]);
  });

  test('stops the deployment where its own options are wrong, and every mistake is named', () => {
    const wrong = { ...fragment.Resources.Api, Metadata: { Datadog: { addLayers: 'maybe', sevice: 'a' } } };
    const { errorMessage } = run(event({ fragment: { Resources: { ...fragment.Resources, Wrong: wrong } } }));
    expect(errorMessage).toMatch(/2 mistakes:\n.*`addLayers`.*\n.*`sevice`/);
  });
});

describe('the template', () => {
  const large = (size: number) => ({ Resources: { Api: fn() }, Metadata: { Text: 'x'.repeat(size) } });

  test.each<[number, string, RegExp]>([
    [50_800, 'success', /Amazon S3/],
    [999_500, 'failure', /1000000/],
  ])('that becomes larger than CloudFormation takes, from %i bytes, is a %s', (size, expected, line) => {
    const { status, lines } = run(event({ fragment: large(size) }));
    expect(status).toBe(expected);
    expect(lines).toContainEqual(expect.stringMatching(line));
  });

  test('that was too large before is not reported', () => {
    const { lines } = run(event({ fragment: large(60_000) }));
    expect(lines.filter((line) => line.startsWith('the template'))).toEqual([]);
  });
});

describe('options', () => {
  test.each<[string, object]>([
    ['nothing', { site: { Ref: 'AWS::NoValue' } }],
    ['nothing in this deployment', { site: { 'Fn::If': ['Never', 'datadoghq.eu', { Ref: 'AWS::NoValue' }] } }],
  ])('that are %s count as not given', (_title, given) => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const fragment = { Conditions, Resources: { Api: fn({}, { Metadata: { Datadog: given } }) } };
    expect(run(event({ fragment })).variables()).toMatchObject({ DD_SITE: 'datadoghq.com' });
  });

  test('of the older macro for state machines are not supported yet, and the functions are traced', () => {
    const params = { apiKeySecretArn: SECRET, stepFunctionForwarderArn: 'arn:aws:lambda:us-east-1:1:function:f' };
    const { status, lines } = run(event({ params }));
    expect(status).toBe('success');
    expect(lines.join()).not.toContain('stepFunctionForwarderArn');
  });

  test.each<[string, unknown, boolean]>([
    ['a text', 'false', false],
    ['a text in capitals', 'False', false],
    ['a boolean', false, false],
    ['a text', 'true', true],
    ['a boolean', true, true],
  ])('are typed: %s, %j', (_title, addLayers, hasLibrary) => {
    const { fragment } = run(event({ params: { apiKeySecretArn: SECRET, addLayers } }));
    expect(JSON.stringify(fragment.Resources.Api.Properties.Layers).includes('Node22')).toBe(hasLibrary);
  });

  test('take lists as lists and as texts', () => {
    const fragment = { Resources: { Api: fn(), Worker: fn(), Cron: fn() } };
    for (const exclude of ['Worker,Cron', ['Worker', 'Cron']]) {
      const { fragment: after } = run(event({ fragment, params: { apiKeySecretArn: SECRET, exclude } }));
      expect(after.Resources).toMatchObject({ Worker: fragment.Resources.Worker, Cron: fragment.Resources.Cron });
      expect(after.Resources.Api).not.toEqual(fragment.Resources.Api);
    }
  });

  test('have the names of the existing macro', () => {
    const { variables } = run(
      event({
        params: { apiKMSKey: 'AQ', enableDDTracing: 'false', enableDDLogs: 'true', layerAWSAccount: '123456789012' },
      }),
    );
    expect(variables()).toMatchObject({
      DD_KMS_API_KEY: 'AQ',
      DD_TRACE_ENABLED: 'false',
      DD_SERVERLESS_LOGS_ENABLED: 'true',
    });
  });

  test('come from the function, the transform, the mapping, the macro’s options, its variables: the nearest wins', () => {
    const fragment = {
      Mappings: { Datadog: { Parameters: { site: 'us3.datadoghq.com', env: 'mapped', version: '3' } } },
      Resources: { Api: fn({}, { Metadata: { Datadog: { service: 'near' } } }) },
    };
    const { variables } = run(event({ fragment, params: { site: 'datadoghq.eu', service: 'far' } }), {
      TRACELAYER_OPTIONS: JSON.stringify({ version: '4', captureLambdaPayload: true, apiKeySecretArn: SECRET }),
      DD_ENV: 'variable',
      DD_LOG_LEVEL: 'debug',
    });
    expect(variables()).toMatchObject({
      DD_SERVICE: 'near',
      DD_SITE: 'datadoghq.eu',
      DD_ENV: 'mapped',
      DD_VERSION: '3',
      DD_CAPTURE_LAMBDA_PAYLOAD: 'true',
      DD_LOG_LEVEL: 'debug',
    });
  });

  test('with a key replace a key from a later source', () => {
    const { variables } = run(event(), { DD_API_KEY: '0123456789abcdef0123456789abcdef' });
    expect(variables()).toMatchObject({ DD_API_KEY_SECRET_ARN: SECRET });
    expect(variables()).not.toHaveProperty('DD_API_KEY');
  });

  test('of a function may leave it out, or refer to a parameter', () => {
    const fragment = {
      Parameters: { Service: { Type: 'String' }, Trace: { Type: 'String' } },
      Resources: {
        Out: fn({}, { Metadata: { Datadog: { enabled: false } } }),
        Off: fn({}, { Metadata: { Datadog: false } }),
        Api: fn(
          {},
          {
            Metadata: {
              Datadog: {
                service: { Ref: 'Service' },
                enableDatadogTracing: { Ref: 'Trace' },
                tags: { team: { Ref: 'Team' } },
              },
            },
          },
        ),
      },
    };
    const { fragment: after, variables } = run(
      event({ fragment, templateParameterValues: { Service: 'shop', Trace: 'false' } }),
    );
    expect(after.Resources).toMatchObject({ Out: fragment.Resources.Out, Off: fragment.Resources.Off });
    expect(variables()).toMatchObject({
      DD_SERVICE: 'shop',
      DD_TRACE_ENABLED: 'false',
      DD_TAGS: { 'Fn::Sub': 'team:${Team}' },
    });
  });

  test('of a function never write out a parameter that is not to be shown', () => {
    const fragment = {
      Parameters: { Key: { Type: 'String', NoEcho: true } },
      Resources: { Api: fn({}, { Metadata: { Datadog: { apiKey: { Ref: 'Key' } } } }) },
    };
    const { fragment: after, variables } = run(
      event({ fragment, params: {}, templateParameterValues: { Key: 'hunter3' } }),
    );
    expect(variables().DD_API_KEY).toEqual({ Ref: 'Key' });
    expect(JSON.stringify(after)).not.toContain('hunter3');
  });

  test.each(['no JSON', '[]'])('of the macro that are %s are reported', (TRACELAYER_OPTIONS) => {
    expect(run(event(), { TRACELAYER_OPTIONS })).toMatchObject({
      status: 'failure',
      errorMessage: expect.stringContaining('TRACELAYER_OPTIONS'),
    });
  });

  test('that match no function are reported', () => {
    const { lines } = run(event({ params: { apiKeySecretArn: SECRET, exclude: 'Wroker' } }));
    expect(lines).toContainEqual(expect.stringContaining('"Wroker"'));
  });
});

describe('a snippet', () => {
  test('may be one function, which gets everything that is its own', () => {
    const { fragment, lines } = run(event({ fragment: fn() }));
    expect(fragment).toMatchObject({
      Type: 'AWS::Lambda::Function',
      Properties: { Layers: [expect.anything(), expect.anything()] },
    });
    expect(lines).toContainEqual(expect.stringContaining('secretsmanager:GetSecretValue'));
  });

  test('of one function cannot get a log subscription, with a message', () => {
    const { fragment, lines } = run(
      event({ fragment: fn(), params: { forwarderArn: 'arn:aws:lambda:eu-west-1:1:function:f' } }),
    );
    expect(fragment.Type).toBe('AWS::Lambda::Function');
    expect(lines).toContainEqual(expect.stringContaining('log group could not be subscribed'));
  });

  test('may be a map of resources', () => {
    const { fragment } = run(event({ fragment: { Api: fn(), Bucket: { Type: 'AWS::S3::Bucket' } } }));
    expect(fragment.Api.Properties.Layers).toHaveLength(2);
    expect(fragment.Bucket).toEqual({ Type: 'AWS::S3::Bucket' });
  });
});

describe('the log', () => {
  test('has nothing of a template but names and findings', () => {
    const secrets = ['hunter2', 'app.handler', SECRET];
    const { lines } = run(event());
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) for (const secret of secrets.slice(0, 2)) expect(line).not.toContain(secret);
  });

  test('shows no key', () => {
    const { errorMessage, lines } = run(event({ params: { apiKey: { key: 'hunter2' } } }));
    expect([errorMessage, ...lines].join()).not.toContain('hunter2');
  });
});

describe('the macro of OpenTelemetry', () => {
  const called = (params: object) =>
    run(event({ params: { ...params } }), { TRACELAYER_OPTIONS: '{"service":"shop"}' }, 'opentelemetry');

  test('traces with its own options', () => {
    const { status, variables } = called({ otlpEndpoint: 'https://otlp.example.com' });
    expect(status).toBe('success');
    expect(variables()).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler', OTEL_SERVICE_NAME: 'shop' });
  });

  test('refuses what would lose spans', () => {
    expect(called({ otlpEndpoint: 'localhost:4318' }).errorMessage).toMatch(
      /`otlpEndpoint` must be a URL with its scheme/,
    );
  });

  test('knows no option of another provider', () => {
    expect(called({ apiKeySecretArn: SECRET }).errorMessage).toContain('no option `apiKeySecretArn`');
  });
});
