/** The same traces before an independent judge: Datadog's own test agent takes them, not this project's receiver. */
import { CONFIGURED, instrumented, NAME, original, type Provider } from './functions';
import { judgeAt } from './judge';
import { describeWith } from './machine';
import { TRAITS, TRIED } from './traits';

const CASES = (Object.keys(TRAITS) as Provider[]).flatMap((provider) =>
  TRIED.map((language) => ({ provider, language })),
);
const BODY = { statusCode: 200, body: '42 echo' };
const CUSTOM = 9529;

/** A port at which nothing listens. */
const NOWHERE = 'http://127.0.0.1:4999';

describeWith(['sandbox', 'judge'], "before Datadog's test agent", () => {
  describe('on the usual ports', () => {
    const judge = judgeAt(8126);

    test.each(CASES)('a $language function with $provider sends one root an invocation', async (one) => {
      await judge.run(instrumented(one.provider, one.language), ['plain', 'plain']);
      const roots = await judge.roots(one.provider);
      expect(roots).toHaveLength(2);
      for (const root of roots)
        expect(root).toMatchObject({ service: CONFIGURED.service, tags: TRAITS[one.provider].tags });
    });

    test.each(TRIED)('a %s function for Datadog sends the spans that its handler makes', async (language) => {
      await judge.run(instrumented('datadog', language), ['plain']);
      const spans = (await judge.traces()).flat();
      expect(spans.find(({ name }) => name === 'aws.lambda')).toMatchObject({ resource: NAME });
      expect(spans.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['orders.place', 'orders.check', 'orders.price', 'orders.refund']),
      );
    });

    test.each(TRIED)('a %s function uninstrumented sends nothing', async (language) => {
      const ran = await judge.run(original(language), ['plain', 'plain']);
      expect(ran.invocations.map(({ response }) => response)).toEqual([BODY, BODY]);
      expect([await judge.traces(), await judge.otlp()]).toEqual([[], []]);
    });

    test.each(CASES)('a $language function with $provider that sends elsewhere sends nothing here', async (one) => {
      const { endpoint, hasty } = TRAITS[one.provider];
      const wish = { environment: { [endpoint]: NOWHERE }, options: hasty };
      const ran = await judge.run(instrumented(one.provider, one.language, wish), ['plain']);
      expect(ran.invocations[0].response).toEqual(BODY);
      expect([await judge.traces(), await judge.otlp()]).toEqual([[], []]);
    });
  });

  describe("on a port of one's own", () => {
    const judge = judgeAt(CUSTOM);

    test.each(TRIED)('a %s function sends there, the last trace too', async (language) => {
      const environment = { DD_TRACE_AGENT_URL: `http://127.0.0.1:${CUSTOM}` };
      await judge.run(instrumented('datadog', language, { environment }), ['plain', 'plain', 'plain']);
      expect(await judge.roots('datadog')).toHaveLength(3);
    });
  });
});
