/** The examples are traced without a mistake, and are what their comments say. */
import { readFileSync } from 'node:fs';
import { severity } from '../../src/core/finding';
import { respond } from '../../src/macro/handler';
import { macroNameOf, PROVIDERS, type ProviderName } from '../../src/providers';
import { type Template, transform } from '../../src/surfaces/template';
import { readTemplate, requestFor } from '../surfaces/template/corpus';

const PROVIDER_OF = new Map((Object.keys(PROVIDERS) as ProviderName[]).map((name) => [macroNameOf(name), name]));

/** What CloudFormation calls the macro with. */
function deployed(path: string): { template: Template; lines: string[] } {
  const { Transform, ...fragment } = readTemplate(readFileSync(path, 'utf8')) as any;
  const parameters = Object.fromEntries(
    Object.entries<any>(fragment.Parameters ?? {}).map(([name, { Default }]) => [name, Default]),
  );
  const { Name, Parameters: given } = Transform.find(({ Name }: any) => PROVIDER_OF.has(Name));
  const params = Object.fromEntries(
    Object.entries<any>(given).map(([name, value]) => [name, value.Ref ? parameters[value.Ref] : value]),
  );
  const lines: string[] = [];
  const event = {
    requestId: '1',
    transformId: `123456789012::${Name}`,
    region: 'eu-west-1',
    accountId: '123456789012',
    fragment,
    params,
    templateParameterValues: parameters,
  };
  const {
    status,
    fragment: template,
    errorMessage,
  } = respond(event, {
    provider: PROVIDER_OF.get(Name) as ProviderName,
    environment: {},
    log: (line) => lines.push(line),
  });
  expect({ status, errorMessage }).toEqual({ status: 'success' });
  return { template, lines };
}

describe('the example', () => {
  test('for SAM has both branches traced, and one function unchanged', () => {
    const { template } = deployed('examples/sam/template.yaml');
    const { Orders, Report, Migration } = template.Resources;
    expect(Orders.Properties.Layers).toHaveLength(2);
    expect(JSON.stringify(Report.Properties.Layers)).toMatch(/Python313-ARM.*Python312-ARM/);
    expect(Report.Properties.Environment.Variables.DD_SERVICE).toBe('reports');
    expect(Migration.Properties).not.toHaveProperty('Environment');
  });

  test('for SAM with OpenTelemetry has one function sent to the endpoint, one to a collector of its own, and one left', () => {
    const { template, lines } = deployed('examples/sam/opentelemetry.yaml');
    const { Orders, Report, Migration } = template.Resources;
    expect(lines).toEqual(['2 traced, 1 not selected']);
    expect(Orders.Properties.Environment.Variables).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=dev',
    });
    expect(JSON.stringify(Report.Properties.Layers)).toMatch(/opentelemetry-python.*opentelemetry-collector-arm64/);
    expect(Report.Properties.Environment.Variables).toMatchObject({
      OPENTELEMETRY_COLLECTOR_CONFIG_URI: '/var/task/collector.yaml',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
      OTEL_SERVICE_NAME: 'reports',
    });
    expect(Migration.Properties).not.toHaveProperty('Environment');
  });

  test('for CloudFormation has its log group subscribed', () => {
    const { template, lines } = deployed('examples/cloudformation/template.yaml');
    const types = Object.values<any>(template.Resources).map(({ Type }) => Type);
    expect(types).toEqual(expect.arrayContaining(['AWS::Logs::LogGroup', 'AWS::Logs::SubscriptionFilter']));
    expect(lines).toEqual([expect.stringContaining('log group /aws/lambda/${Hello} is now declared'), '1 traced']);
  });

  test.each(['examples/sam/template.yaml', 'examples/cloudformation/template.yaml'])(
    '%s can be transformed as a file',
    (path) => {
      const { findings } = transform(
        readTemplate(readFileSync(path, 'utf8')),
        requestFor({ forwarderArn: 'arn:aws:lambda:eu-west-1:1:function:f' }),
      );
      expect(findings.filter((found) => severity(found) === 'error')).toEqual([]);
    },
  );
});
