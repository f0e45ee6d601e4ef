/** Every surface's own output, run for real: the same function, traced the same way. */
import { namesOfTrace } from '../../src/preview/span';
import { removeFolders } from '../serverless/framework';
import { CONFIGURED, NAME, original } from './functions';
import { describeWith } from './machine';
import { isBelow, only, type Ran, run, spansOf } from './run';
import { essence, type Made, made, removeOutputs, type State, SURFACES } from './surfaces';

const ROOT = 'aws.lambda';
const ROWS = {
  python: { call: 'requests.request', failure: 'RuntimeError' },
  nodejs: { call: 'http.request', failure: 'RangeError' },
} as const;
const LANGUAGES = Object.keys(ROWS) as (keyof typeof ROWS)[];
const BODY = { statusCode: 200, body: '42 echo' };

/** Making a service's package takes its time on a loaded machine. */
const MAKING_MS = 300_000;

afterAll(() => {
  removeFolders();
  removeOutputs();
});

describe.each(LANGUAGES)('a %s function', (language) => {
  const row = ROWS[language];

  describeWith(['sandbox', language], 'as each surface leaves it', () => {
    const all: Partial<Record<(typeof SURFACES)[number], Made>> = {};
    beforeAll(async () => {
      for (const surface of SURFACES) all[surface] = await made(surface, language);
    }, MAKING_MS);

    test.each<State>(['traced', 'off', 'excluded', 'removed'])('is the same on all of them, %s', (state) => {
      const [first, ...others] = SURFACES.map((surface) => essence((all[surface] as Made)[state]));
      for (const other of others) expect(other).toEqual(first);
    });

    test.each<State>(['excluded', 'removed'])('is as its author wrote it, %s', (state) => {
      for (const surface of SURFACES)
        expect(essence((all[surface] as Made)[state])).toEqual(essence(original(language)));
    });

    describe.each(SURFACES)('by %s', (surface) => {
      let ran: Ran;
      beforeAll(async () => {
        ran = await run((all[surface] as Made).traced, ['plain', 'plain', 'error']);
      });

      test('answers as before, and no payload was refused', () => {
        expect(ran.invocations.map(({ response, error }) => response ?? error?.type)).toEqual([
          BODY,
          BODY,
          row.failure,
        ]);
        expect(ran.refused).toEqual([]);
      });

      test('has one root span an invocation with service, env, version and tags, cold once, and the error on its own', () => {
        const roots = ran.invocations.map(({ spans }) => only(spans, ROOT));
        for (const root of roots) {
          expect(root).toMatchObject({ service: CONFIGURED.service, resource: NAME });
          expect(root.tags).toMatchObject({ env: CONFIGURED.env, version: CONFIGURED.version, team: CONFIGURED.team });
        }
        expect(roots.map(({ tags }) => tags.cold_start)).toEqual(['true', 'false', 'false']);
        expect(roots.map(({ error }) => error)).toEqual([false, false, true]);
        expect(roots[2].tags['error.message']).toBe('told to fail');
      });

      test('has the outgoing call below the root, and the trace id in the log line', () => {
        for (const { spans, log } of ran.invocations) {
          const root = only(spans, ROOT);
          expect(isBelow(spans, only(spans, row.call), root)).toBe(true);
          const line = log.find((text) => text.includes('order placed')) ?? '';
          expect(namesOfTrace(root.traceId)).toContain(/dd\.trace_id=(\w+)/.exec(line)?.[1]);
        }
      });

      test.each<State>(['off', 'excluded', 'removed'])('answers the same and sends nothing, %s', async (state) => {
        const silent = await run((all[surface] as Made)[state], ['plain', 'plain'], { thawMs: 1500 });
        expect(silent.invocations.map(({ response }) => response)).toEqual([BODY, BODY]);
        expect([spansOf(silent), silent.invocations.flatMap(({ late, printed }) => [...late, ...printed])]).toEqual([
          [],
          [],
        ]);
      });
    });
  });
});
