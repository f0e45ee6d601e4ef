import fc from 'fast-check';
import { type Bar, barsOf, spanTrees } from '../../src/preview/draw/arrange';
import { previewJson } from '../../src/preview/draw/json';
import { previewPage } from '../../src/preview/draw/page';
import { NO_COLORS } from '../../src/preview/draw/palette';
import { serviceNumbers } from '../../src/preview/draw/services';
import { timeOf } from '../../src/preview/draw/tags';
import { drawPreview, drawTrace } from '../../src/preview/draw/terminal';
import type { Preview } from '../../src/preview/preview';
import { environmentSecrets, withoutSecrets } from '../../src/preview/redact';
import type { Span } from '../../src/preview/span';
import { RUNS } from '../helpers/runs';

const MS = 1e6;
const TRACE = 'a'.repeat(32);

function span(spanId: string, parentId: string | undefined, from: number, to: number, more: Partial<Span> = {}): Span {
  const times = { start: from * MS, duration: (to - from) * MS };
  return {
    traceId: TRACE,
    spanId,
    parentId,
    name: spanId,
    service: 'orders',
    resource: spanId,
    ...times,
    error: false,
    tags: {},
    metrics: {},
    ...more,
  };
}

const SPANS = [
  span('root', undefined, 10, 30, { name: 'aws.lambda', resource: 'My-Fn', tags: { env: 'test', '_dd.p.dm': '-0' } }),
  span('load', 'root', 0, 10, { service: 'aws.lambda', tags: { env: 'test' } }),
  span('call', 'root', 12, 20, {
    error: true,
    tags: { 'error.type': 'E', 'error.message': 'refused\nat x', 'http.url': 'http://h' },
    metrics: { port: 1 },
  }),
];

const PREVIEW: Preview = {
  functionName: 'My-Fn',
  interpreter: { family: 'nodejs', executable: '/usr/bin/node', version: '20' },
  overrides: [{ name: 'DD_API_KEY', value: 'preview', why: 'no real key is needed here' }],
  notes: ['A limit is approximated.'],
  invocations: [
    {
      coldStart: true,
      memoryMb: 64,
      startedAt: 0,
      endedAt: 30,
      response: { a: 1 },
      log: ['<b>log</b>'],
      printed: [],
      printedLength: 0,
      metrics: [],
      spans: SPANS,
      late: [],
    },
    {
      coldStart: false,
      memoryMb: 64,
      startedAt: 40,
      endedAt: 41,
      error: { type: 'E', message: 'm' },
      log: [],
      printed: [],
      printedLength: 0,
      metrics: [],
      spans: [],
      late: [span('late', undefined, 40, 41)],
    },
  ],
  metrics: [],
  refused: ['/v0.4/traces: bad'],
};

/** Any trace: each span's parent is one before it, or none, or one that is not there. */
const trace = fc
  .array(fc.record({ parent: fc.nat(), from: fc.nat(100), length: fc.nat(100) }), { minLength: 1, maxLength: 20 })
  .map((parts) =>
    parts.map(({ parent, from, length }, index) => span(String(index), parentIn(parent, index), from, from + length)),
  );

function parentIn(choice: number, index: number): string | undefined {
  return choice % 7 === 0 ? 'absent' : index === 0 ? undefined : String(choice % index);
}

describe('the arrangement of a trace', () => {
  test('has every span once, each below its parent', () => {
    fc.assert(
      fc.property(trace, (spans) => {
        const bars = barsOf(spans);
        expect(bars.map((bar) => bar.span.spanId).sort()).toEqual(spans.map(({ spanId }) => spanId).sort());
        const lanes = new Map(bars.map((bar) => [bar.span.spanId, bar.lane]));
        for (const { span: child, lane } of bars) expect(lane).toBeGreaterThan(lanes.get(child.parentId ?? '') ?? -1);
      }),
      RUNS,
    );
  });

  test('has no two spans over each other', () => {
    fc.assert(
      fc.property(trace, (spans) => {
        const bars = barsOf(spans).filter(({ from, to }) => from < to);
        for (const a of bars) {
          for (const b of bars) expect(a !== b && a.lane === b.lane && a.from < b.to && b.from < a.to).toBe(false);
        }
      }),
      RUNS,
    );
  });

  test('has a span that was sent twice only once, however deep the trace is', () => {
    const chain = Array.from({ length: 60 }, (_, n) => span(`s${n}`, n === 0 ? undefined : `s${n - 1}`, n, 100));
    expect(barsOf([...chain, ...chain.map((one) => ({ ...one }))])).toHaveLength(60);
  });

  test('has spans that name each other as parents', () => {
    const bars = barsOf([span('a', 'b', 0, 3), span('b', 'a', 1, 2), span('c', 'c', 0, 1)]);
    expect(bars.map((bar) => bar.span.spanId)).toEqual(['a', 'b', 'c']);
  });

  test('folds spans that repeat a name below themselves, and counts them where they are folded', () => {
    const imports = Array.from({ length: 5 }, (_, n) =>
      span(`s${n}`, n === 0 ? 'root' : `s${n - 1}`, 10 + n, 20, { name: 'import' }),
    );
    const bars = barsOf([...SPANS, ...imports]);
    const row = ({ span: { spanId }, lane, foldedLane, folded }: Bar) => [spanId, lane, foldedLane, folded];
    expect(bars.filter(({ span: { name } }) => name === 'import').map(row)).toEqual([
      ['s0', 1, 1, 0],
      ['s1', 2, 2, 3],
      ['s2', 3, undefined, 0],
      ['s3', 4, undefined, 0],
      ['s4', 5, undefined, 0],
    ]);
  });

  test('has a span as a root when its parent is not there', () => {
    expect(spanTrees([span('a', 'absent', 0, 1)])).toHaveLength(1);
  });
});

describe('the terminal', () => {
  const draw = (columns: number) => drawTrace(SPANS, { palette: NO_COLORS, columns }).join('\n');

  test('shows each span below its parent with a bar, its service, tags and error', () => {
    expect(draw(60)).toMatchInlineSnapshot(`
"  aws.lambda My-Fn           ████████████████████▋   20.0 ms
  │ service:orders env:test
  ├─ load          ██████████▍                       10.0 ms
  │    service:aws.lambda
  └─ call                      ████████▎              8.0 ms
       ✗ E: refused
       http.url:http://h port:1"
`);
  });

  test('keeps to its width', () => {
    fc.assert(
      fc.property(
        trace,
        fc.string({ minLength: 100, maxLength: 200 }),
        fc.integer({ min: 70, max: 160 }),
        (bare, text, columns) => {
          const tags = { tag: text, 'error.message': text };
          const spans = bare.map((one) => ({ ...one, error: true, tags }));
          for (const line of drawTrace(spans, { palette: NO_COLORS, columns }))
            expect(line.length).toBeLessThanOrEqual(columns);
        },
      ),
      RUNS,
    );
  });

  test('shows control characters from outside as text, each in its line', () => {
    const evil = '\u001b[2Jx\nforged\u202e\u009b1m';
    const tags = { [evil]: evil, 'error.type': evil, 'error.message': evil };
    const spans = [
      { ...span('root', undefined, 0, 1, { name: evil, resource: evil, service: evil, error: true, tags }) },
    ];
    const [invocation] = PREVIEW.invocations;
    const invocations = [{ ...invocation, spans, log: [evil], error: { type: evil, message: evil } }];
    const overrides = [{ name: evil, why: 'w' }];
    const given = { ...PREVIEW, functionName: evil, notes: [evil], refused: [evil], overrides, invocations };
    const drawn = drawPreview(given, { palette: NO_COLORS, columns: 200 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there
    expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(drawn).not.toMatch(/^\s*forged/m);
  });

  test('says what is approximated, and how much memory was in use', () => {
    const text = drawPreview(PREVIEW, { palette: NO_COLORS, columns: 80 });
    expect(text).toContain('A limit is approximated.');
    expect(text).toContain('cold start, 30.0 ms, 64 MB');
  });

  test('breaks a note between words where the terminal ends', () => {
    const notes = [`One two three. ${'x'.repeat(50)} four.`];
    const text = drawPreview({ ...PREVIEW, notes }, { palette: NO_COLORS, columns: 40 });
    expect(text).toContain(`\n  One two three.\n  ${'x'.repeat(50)}\n  four.\n`);
    const sentence = 'The memory limit of 128 MB is approximated: it is compared with what the processes hold.';
    const lines = drawPreview({ ...PREVIEW, notes: [sentence] }, { palette: NO_COLORS, columns: 40 }).split('\n');
    const from = lines.findIndex((line) => line.startsWith('  The memory'));
    expect(lines.slice(from, from + 3).every((line) => line.length <= 40)).toBe(true);
    expect(
      lines
        .slice(from, from + 3)
        .map((line) => line.trim())
        .join(' '),
    ).toBe(sentence);
  });

  test('says what was replaced, what failed, what came late and what could not be read', () => {
    const text = drawPreview(PREVIEW, { palette: NO_COLORS, columns: 80 });
    expect(text).toContain('DD_API_KEY replaced');
    expect(text).toContain('failed with E: m');
    expect(text).toContain('only after the freeze');
    expect(text).toContain('could not be read: /v0.4/traces: bad');
    expect(text).toContain('log  <b>log</b>');
  });

  test('folds a span repeated below itself', () => {
    const spans = [span('1', undefined, 0, 9), span('2', '1', 0, 8), span('3', '2', 0, 7), span('4', '3', 0, 6)];
    const lines = drawTrace(
      spans.map((one) => ({ ...one, name: 'import', resource: 'import' })),
      { palette: NO_COLORS, columns: 60 },
    );
    expect(lines.join('\n')).toContain('(+2 below)');
  });

  test.each([
    [1.5e9, '1.50 s'],
    [2.5e6, '2.5 ms'],
    [5e4, '50 µs'],
  ])('writes %d ns as %s', (nanoseconds, text) => {
    expect(timeOf(nanoseconds)).toBe(text);
  });
});

test('the JSON has the spans of each invocation by trace', () => {
  const { invocations } = JSON.parse(previewJson(PREVIEW));
  expect(invocations[0].traces[0].map(({ spanId }: Span) => spanId)).toEqual(['load', 'root', 'call']);
  expect([invocations[0].lateTraces, invocations[1].lateTraces[0]]).toEqual([
    [],
    [expect.objectContaining({ spanId: 'late' })],
  ]);
});

describe('the page', () => {
  const html = previewPage([PREVIEW]);

  test('loads nothing', () => {
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<(link|img|iframe|script[^>]*\ssrc)|url\(|@import/i);
  });

  test('shows what the function printed as text, never as markup', () => {
    expect(html).not.toContain('<b>log</b>');
    const evil = {
      ...PREVIEW,
      invocations: [
        {
          ...PREVIEW.invocations[0],
          spans: [
            span('x', undefined, 0, 1, { tags: { t: '</script><script>alert(1)</script>' }, resource: '"><img>' }),
          ],
        },
      ],
    };
    expect(previewPage([evil])).not.toMatch(/<script>alert|"><img>/);
  });

  test('shows a trace whose ids are markup as text, too', () => {
    const [invocation] = PREVIEW.invocations;
    const spans = [{ ...span('"><u>', undefined, 0, 1), traceId: '"><s>' }];
    expect(previewPage([{ ...PREVIEW, invocations: [{ ...invocation, spans }] }])).not.toMatch(/"><[us]>/);
  });

  test('has a button with a name for each span', () => {
    expect(html.match(/<button /g)).toHaveLength(SPANS.length + 1);
    expect(html).toContain('aria-label="aws.lambda My-Fn, orders, 20.0 ms"');
  });
});

describe('a page of several functions', () => {
  const spans = Array.from({ length: 5 }, (_, n) =>
    span(`s${n}`, n === 0 ? undefined : `s${n - 1}`, n, 9, { name: 'import', service: n === 4 ? 'zoo' : 'orders' }),
  );
  const other = { ...PREVIEW, functionName: '<script>Other</script>' };
  const [invocation] = PREVIEW.invocations;
  const html = previewPage([PREVIEW, { ...other, invocations: [{ ...invocation, spans }] }]);

  test('lists them, and has each under its name', () => {
    expect(html.match(/<a href="#preview-\d">/g)).toEqual(['<a href="#preview-1">', '<a href="#preview-2">']);
    expect(html.match(/<article id="[^"]*"/g)).toHaveLength(2);
    expect(html).not.toContain('<script>Other');
  });

  test('has one button that shows the spans that are folded', () => {
    expect(html.match(/<button type="button" class="more" aria-expanded="false"/g)).toHaveLength(1);
    expect(html.match(/class="span c\d folded"/g)).toHaveLength(3);
    expect(html).toContain('3 more spans below"');
  });

  test('has a service in one color in all of them', () => {
    const colors = [...html.matchAll(/<li class="(c\d)">orders/g)].map(([, color]) => color);
    expect([colors.length, new Set(colors).size]).toEqual([3, 1]);
  });
});

describe('the color of a service', () => {
  test('follows from its name, and differs from the others while there are enough', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 6 }), (names) => {
        expect(new Set(serviceNumbers(names, 6).values()).size).toBe(names.length);
        expect(serviceNumbers([...names].reverse(), 6)).toEqual(serviceNumbers(names, 6));
      }),
    );
    expect(serviceNumbers(['shop', 'orders'], 6).get('orders')).toBe(serviceNumbers(['orders'], 6).get('orders'));
  });
});

describe('secrets', () => {
  test('are nowhere in what is shown', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{6,20}$/), fc.json(), fc.string(), (secret, json, around) => {
        const data = { [`${around}${secret}`]: [around + secret + around, { deep: secret }], other: JSON.parse(json) };
        expect(JSON.stringify(withoutSecrets(data, environmentSecrets({ DD_API_KEY: secret })))).not.toContain(secret);
      }),
      RUNS,
    );
  });

  test('are the values of variables with telling names, not other values and not short words', () => {
    expect(environmentSecrets({ MY_TOKEN: 'abcdefgh', DD_SERVICE: 'orders-service', USE_KEY: 'true' })).toEqual([
      'abcdefgh',
    ]);
  });
});
