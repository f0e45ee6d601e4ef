/** Java once, with AWS's own runtime client: the agent by the exec wrapper. */
import { CONFIGURED, instrumented, NAME, original, type Provider } from './functions';
import { describeWith } from './machine';
import { isBelow, named, run, spansOf } from './run';

const BODY = { statusCode: 200, body: '42 echo' };
const EVENTS = ['plain', 'plain', 'error'] as const;
/** Datadog's agent leaves the root to the extension, and sends this in its place. */
const ROWS: Readonly<Record<Provider, { root: string; call: string }>> = {
  datadog: { root: 'dd-tracer-serverless-span', call: 'http.request' },
  opentelemetry: { root: NAME, call: 'GET' },
};

describeWith(['sandbox', 'java'], 'a Java function', () => {
  test.each(Object.entries(ROWS))(
    'instrumented for %s has a root, the call below it, and the error',
    async (provider, row) => {
      const ran = await run(instrumented(provider as Provider, 'java'), EVENTS);
      expect(ran.invocations.map(({ response, error }) => response ?? error?.message)).toEqual([
        BODY,
        BODY,
        'told to fail',
      ]);
      for (const { spans } of ran.invocations) {
        const [root] = named(spans, row.root);
        expect(root.service).toBe(CONFIGURED.service);
        expect(named(spans, row.call).some((call) => isBelow(spans, call, root))).toBe(true);
      }
      expect(ran.invocations.map(({ spans }) => named(spans, row.root)[0].error)).toEqual([false, false, true]);
    },
  );

  test('uninstrumented answers the same and sends nothing', async () => {
    const ran = await run(original('java'), EVENTS);
    expect(ran.invocations.map(({ response, error }) => response ?? error?.message)).toEqual([
      BODY,
      BODY,
      'told to fail',
    ]);
    expect(spansOf(ran)).toEqual([]);
  });

  test('with the layers and without the wrapper sends nothing', async () => {
    const { environment, ...fn } = instrumented('datadog', 'java');
    const { AWS_LAMBDA_EXEC_WRAPPER: _, ...rest } = environment;
    expect(spansOf(await run({ ...fn, environment: rest }, ['plain']))).toEqual([]);
  });
});
