/** Every surface's own output, run for real with both providers: the same function, traced the same way. */
import { namesOfTrace } from '../helpers/trace';
import { removeFolders } from '../serverless/framework';
import { CONFIGURED, original, type Provider } from './functions';
import { judgeAt } from './judge';
import { describeWith } from './machine';
import { isBelow, type Ran, run, spansOf } from './run';
import { essence, type Made, made, removeOutputs, SURFACES } from './surfaces';
import { SILENT, type State, TRAITS, TRIED } from './traits';

const FAILURES = { python: 'RuntimeError', nodejs: 'RangeError' } as const;
const PROVIDERS = Object.keys(TRAITS) as Provider[];
const CASES = PROVIDERS.flatMap((provider) => TRIED.map((language) => ({ provider, language })));
const BODY = { statusCode: 200, body: '42 echo' };

/** Making a service's package takes its time on a loaded machine. */
const MAKING_MS = 300_000;

afterAll(() => {
  removeFolders();
  removeOutputs();
});

describe.each(CASES)('a $language function with $provider', ({ provider, language }) => {
  const { roots, calls, tags, cold, logged, header } = TRAITS[provider];

  describeWith(['sandbox', language], 'as each surface leaves it', () => {
    const all: Partial<Record<(typeof SURFACES)[number], Made>> = {};
    beforeAll(async () => {
      for (const surface of SURFACES) all[surface] = await made(surface, provider, language);
    }, MAKING_MS);
    const madeBy = (surface: (typeof SURFACES)[number]): Made => all[surface] as Made;

    test.each<State>(['traced', 'off', 'narrowed', 'excluded', 'removed'])(
      'is the same on all of them, %s',
      (state) => {
        const [first, ...others] = SURFACES.map((surface) => essence(madeBy(surface)[state]));
        for (const other of others) expect(other).toEqual(first);
      },
    );

    test.each<State>(['excluded', 'removed'])('is as its author wrote it, %s', (state) => {
      for (const surface of SURFACES) expect(essence(madeBy(surface)[state])).toEqual(essence(original(language)));
    });

    describe.each(SURFACES)('by %s', (surface) => {
      let ran: Ran;
      beforeAll(async () => {
        ran = await run(madeBy(surface).traced, ['plain', 'plain', 'error']);
      });

      test('answers as before, and no payload was refused', () => {
        expect(ran.invocations.map(({ response, error }) => response ?? error?.type)).toEqual([
          BODY,
          BODY,
          FAILURES[language],
        ]);
        expect(ran.refused).toEqual([]);
      });

      test('has one root an invocation with service, environment, version and tags, and the error on its own', () => {
        expect(ran.invocations.map(({ spans }) => roots(spans).length)).toEqual([1, 1, 1]);
        const found = ran.invocations.flatMap(({ spans }) => roots(spans));
        for (const root of found) expect(root).toMatchObject({ service: CONFIGURED.service, tags });
        expect(found.map(({ error }) => error)).toEqual([false, false, true]);
        expect(found[2].tags['error.message']).toContain('told to fail');
      });

      test('has the outgoing call below the root, and hands the trace on with it', () => {
        for (const [index, { spans }] of ran.invocations.entries()) {
          const [call] = calls[language](spans);
          expect(isBelow(spans, call, roots(spans)[0])).toBe(true);
          const handed = String(ran.calls[index][header]);
          expect(namesOfTrace(call.traceId).some((name) => handed.includes(name))).toBe(true);
        }
      });

      test('is cold once, then warm, and names its trace in its log, where the provider does that', () => {
        const tag = cold[language];
        const found = ran.invocations.map(({ spans }) => roots(spans)[0].tags[tag ?? '']);
        expect(found).toEqual(tag === undefined ? [undefined, undefined, undefined] : ['true', 'false', 'false']);
        for (const { spans, log } of ran.invocations) {
          const line = log.find((text) => text.includes('order placed')) ?? '';
          if (logged) expect(namesOfTrace(roots(spans)[0].traceId)).toContain(logged.exec(line)?.[1]);
        }
      });

      test('has no span of a library that is disabled, and its root all the same', async () => {
        const { invocations } = await run(madeBy(surface).narrowed, ['plain'], { thawMs: 800 });
        // Which ones there are is the question here, not when: on a busy machine one may come after the response.
        const [{ spans, late, response }] = invocations;
        const all = [...spans, ...late];
        expect([response, calls[language](all), roots(all).length]).toEqual([BODY, [], 1]);
      });

      test.each(SILENT)('answers the same and sends nothing, %s', async (state) => {
        const silent = await run(madeBy(surface)[state], ['plain', 'plain'], { thawMs: 1500 });
        expect(silent.invocations.map(({ response }) => response)).toEqual([BODY, BODY]);
        expect([spansOf(silent), silent.invocations.flatMap(({ late, printed }) => [...late, ...printed])]).toEqual([
          [],
          [],
        ]);
      });
    });

    describeWith(['judge'], "before Datadog's test agent, which takes both protocols", () => {
      const judge = judgeAt(8126);

      test.each(SURFACES)(
        'by %s it sends one trace an invocation, with its resource and its error',
        async (surface) => {
          await judge.run(madeBy(surface).traced, ['plain', 'error']);
          const found = await judge.roots(provider);
          expect(found.map(({ error }) => error)).toEqual([false, true]);
          for (const root of found) expect(root).toMatchObject({ service: CONFIGURED.service, tags });
        },
      );

      test.each(SILENT)('sends nothing, %s', async (state) => {
        await judge.run(madeBy('template')[state], ['plain', 'plain']);
        expect(await judge.roots(provider)).toEqual([]);
      });
    });
  });
});
