/** The example apps are synthesized without changes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The functions of an example's stack, by the beginning of their logical ids. */
function functionsOf(app: string): Record<string, any> {
  const CDK_OUTDIR = mkdtempSync(join(tmpdir(), 'tracelayer-example-'));
  const args = ['-r', './scripts/register.cjs', join('examples/cdk-typescript', app)];
  try {
    execFileSync(process.execPath, args, { cwd: ROOT, env: { ...process.env, CDK_OUTDIR }, stdio: 'pipe' });
    const { Resources } = JSON.parse(readFileSync(join(CDK_OUTDIR, 'Orders.template.json'), 'utf8'));
    const functions = Object.entries<any>(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    return Object.fromEntries(functions.map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), Properties]));
  } finally {
    rmSync(CDK_OUTDIR, { recursive: true });
  }
}

test('with Datadog: a function of every kind', () => {
  const { Orders, Invoices, Prices } = functionsOf('app.ts');
  expect(Orders.Environment.Variables).toMatchObject({ DD_LAMBDA_HANDLER: 'app.handler', DD_SERVICE: 'orders' });
  expect(Invoices.Environment.Variables).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/datadog_wrapper' });
  expect(Prices.Layers).toEqual([expect.stringContaining('Datadog-Extension')]);
}, 60_000);

test('with OpenTelemetry: the scope, one function with its own options, and one that is excluded', () => {
  const { Orders, Payments, Migration } = functionsOf('opentelemetry.ts');
  expect(Orders.Environment.Variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com',
    OTEL_RESOURCE_ATTRIBUTES: 'team=checkout,deployment.environment=demo',
  });
  expect(Payments.Environment.Variables).toMatchObject({ OTEL_SERVICE_NAME: 'orders', OTEL_TRACES_SAMPLER_ARG: '0.1' });
  expect(Migration).not.toHaveProperty('Layers');
}, 60_000);
