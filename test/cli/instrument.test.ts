/** `instrument` and `uninstrument` against the fake of AWS. */
import { RECORD } from '../../src/surfaces/lambda/record';
import { against, configurationOf, fakes, KEY } from './harness';

const start = fakes();

describe('instrument', () => {
  test('asks once and writes once for a function that nothing stands against', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    const ran = await against(fake)(`instrument orders ${KEY} --yes`);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('instrumented') });
    expect(fake.requests.map(({ operation }) => operation)).toEqual([
      'GetFunction',
      'UpdateFunctionConfiguration',
      'TagResources',
    ]);
    const { configuration, tags } = fake.get('orders');
    expect(configuration.Handler).toBe('/opt/nodejs/node_modules/datadog-lambda-js/handler.handler');
    expect(configuration.Environment?.Variables).toMatchObject({
      DD_LAMBDA_HANDLER: 'index.handler',
      DD_SITE: 'datadoghq.com',
      [RECORD]: expect.stringMatching(/^1;datadog;/),
    });
    expect(tags).toEqual({ tracelayer: 'datadog' });
  });

  test('only shows the plan with --dry-run', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'orders' });
    const ran = await against(fake)(`instrument orders ${KEY} --dry-run`);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('~ handler = index.handler → /opt/nodejs');
    expect(fake.requests.map(({ operation }) => operation)).toEqual(['GetFunction']);
  });
});

test('uninstrument gives the same function', async () => {
  const fake = await start();
  fake.add({ FunctionName: 'orders' });
  const before = configurationOf(fake, 'orders');
  await against(fake)(`instrument orders ${KEY} --yes`);
  const ran = await against(fake)('uninstrument orders --yes');
  expect(ran.code).toBe(0);
  expect(configurationOf(fake, 'orders')).toEqual(before);
});
