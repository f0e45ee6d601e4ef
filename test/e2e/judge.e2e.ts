/** The same traces before an independent judge: Datadog's own test agent takes them, not this project's receiver. */
import { Receiver } from '../../src/preview/receiver/receiver';
import { CONFIGURED, instrumented, NAME, original } from './functions';
import { Judge } from './judge';
import { describeWith } from './machine';
import { run } from './run';

const LANGUAGES = ['python', 'nodejs'] as const;
const CUSTOM = 9529;

describeWith(['sandbox', 'judge'], "before Datadog's test agent", () => {
  describe('on the usual ports', () => {
    const judge = new Judge(8126);
    beforeAll(() => judge.start());
    afterAll(() => judge.stop());
    beforeEach(() => judge.clear());

    test.each(LANGUAGES)('a %s function for Datadog sends one trace an invocation, as configured', async (language) => {
      await judged(instrumented('datadog', language), 2);
      const traces = await judge.traces();
      const roots = traces.flat().filter(({ name }: any) => name === 'aws.lambda');
      expect(roots).toHaveLength(2);
      for (const root of roots) {
        expect(root).toMatchObject({ service: CONFIGURED.service, resource: NAME });
        expect(root.meta).toMatchObject({ env: CONFIGURED.env, version: CONFIGURED.version, team: CONFIGURED.team });
      }
      const names = traces.flat().map(({ name }: any) => name);
      expect(names).toEqual(expect.arrayContaining(['orders.place', 'orders.check', 'orders.price', 'orders.refund']));
    });

    test.each(LANGUAGES)(
      'a %s function with OpenTelemetry sends one trace an invocation, as configured',
      async (language) => {
        await judged(instrumented('opentelemetry', language), 2);
        const resources = await judge.otlp();
        const services = resources.map(({ resource }: any) => attribute(resource, 'service.name'));
        expect(new Set(services)).toEqual(new Set([CONFIGURED.service]));
        const spans = resources.flatMap((one: any) =>
          (one.scope_spans ?? one.scopeSpans).flatMap((scope: any) => scope.spans),
        );
        expect(spans.filter(({ name }: any) => name === NAME)).toHaveLength(2);
      },
    );

    test.each(LANGUAGES)('a %s function uninstrumented sends nothing', async (language) => {
      await judged(original(language), 2);
      expect([await judge.traces(), await judge.otlp()]).toEqual([[], []]);
    });
  });

  describe("on a port of one's own", () => {
    const judge = new Judge(CUSTOM);
    beforeAll(() => judge.start());
    afterAll(() => judge.stop());
    beforeEach(() => judge.clear());

    test.each(LANGUAGES)('a %s function sends there, the last trace too', async (language) => {
      const environment = { DD_TRACE_AGENT_URL: `http://127.0.0.1:${CUSTOM}` };
      await judged(instrumented('datadog', language, { environment }), 3);
      const roots = (await judge.traces()).flat().filter(({ name }: any) => name === 'aws.lambda');
      expect(roots).toHaveLength(3);
    });
  });
});

/** Runs with a receiver that listens nowhere, so that the judge alone is reached. */
async function judged(fn: Parameters<typeof run>[0], times: number): Promise<void> {
  const receiver = new Receiver();
  await run(
    fn,
    Array.from({ length: times }, () => 'plain' as const),
    { receiver },
  );
}

function attribute(resource: any, key: string): string | undefined {
  return stringOf(resource.attributes.find((pair: any) => pair.key === key)?.value);
}

/** The agent shows protobuf in its own spelling and JSON as it came. */
function stringOf(value: any): string | undefined {
  return value?.string_value ?? value?.stringValue;
}
