/** What a comparison says of measurements: its figures, tables, page, JSON, limits, and costs. */
import { type Comparison, compare } from '../../../src/preview/compare/comparison';
import { monthlyCost } from '../../../src/preview/compare/cost';
import { exceededLimits } from '../../../src/preview/compare/gates';
import { comparisonsJson } from '../../../src/preview/compare/json';
import type { Measured } from '../../../src/preview/compare/measure';
import { comparisonPage } from '../../../src/preview/compare/page';
import { MEGABYTE } from '../../../src/preview/compare/size';
import { drawComparison } from '../../../src/preview/compare/terminal';
import { digits, inBytes } from '../../../src/preview/compare/units';
import { ANSI, NO_COLORS } from '../../../src/preview/draw/palette';

const ROUNDS = Array.from({ length: 10 }, (_, index) => index);
const EXTENSION = 'arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension:90';

const measured = (
  name: string,
  [init, first, warm]: [number, number, number],
  more: Partial<Measured> = {},
): Measured => ({
  name,
  init: ROUNDS.map((round) => init + round),
  first: ROUNDS.map((round) => first + round),
  warm: ROUNDS.map((round) => warm + round),
  memoryMb: 40,
  packageBytes: MEGABYTE,
  layerBytes: 0,
  spans: 0,
  bytes: 0,
  notRun: [],
  ...more,
});

const COMPARISON: Comparison = compare({
  functionName: 'Orders<1>',
  interpreter: { family: 'nodejs', executable: '/usr/bin/node', version: '20' },
  notes: ['A note.'],
  measured: [
    measured('untraced', [100, 10, 5]),
    measured('datadog', [400, 60, 7], {
      memoryMb: 90,
      layerBytes: 124 * MEGABYTE,
      spans: 6,
      bytes: 3500,
      notRun: [EXTENSION],
    }),
    measured('a/rather/long/path/of/tracelayer.yaml', [100, 10, 5]),
  ],
});
const [, datadog, same] = COMPARISON.configurations;
const USAGE = { invocationsPerMonth: 1_000_000, memoryMb: 1024, pricePerGbSecond: 0.00001, coldStarts: 0.01 };

test('each configuration is compared with the first one, round by round', () => {
  expect(datadog?.timings.init.difference).toMatchObject({ estimate: 300, from: 300, to: 300 });
  expect(datadog?.timings.warm).toMatchObject({ median: 11.5, difference: { estimate: 2 } });
  expect(same?.timings.init.difference?.estimate).toBe(0);
  expect(COMPARISON.configurations[0]?.timings.init.difference).toBeUndefined();
  expect(datadog).toMatchObject({ memoryOverheadMb: 50, sizeShare: 0.5, isLowerBound: true });
});

describe('the table', () => {
  const drawn = drawComparison(COMPARISON, { palette: NO_COLORS, columns: 80 }, USAGE);
  const rowOf = (title: string, name: string) =>
    drawn
      .slice(drawn.indexOf(title))
      .split('\n')
      .find((line) => line.includes(name)) ?? '';

  test('fits into 80 columns', () => {
    expect(drawn.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('marks figures that are less than in Lambda, and says why', () => {
    expect(rowOf('Init', 'datadog')).toMatch(/405 ms +\d+ ms +≥ \+300 ms +\+300 +\+300$/);
    expect(rowOf('Resources', 'datadog')).toMatch(/≥ 90\.0 MB +≥ 125 MB +50\.0 % +6\.00 +3\.42 kB$/);
    expect(rowOf('Cost', 'datadog')).toContain('≥ +0.05');
    expect(drawn).toContain('≥ marks a lower bound: Datadog-Extension is not run here');
  });

  test('calls a difference that may be chance none', () => {
    expect(rowOf('Warm', 'a/rather')).toContain('none');
  });

  test('differs from the colored one by colors alone', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a color begins
    const colored = drawComparison(COMPARISON, { palette: ANSI, columns: 80 }, USAGE).replace(/\u001b\[\d+m/g, '');
    expect(colored).toBe(drawn);
  });
});

test('the page has every sample, the same figures as tables, and no HTML of a name', () => {
  const page = comparisonPage([{ comparison: COMPARISON, usage: USAGE }]);
  expect(page.match(/<i style=/g)).toHaveLength(3 * 3 * ROUNDS.length);
  expect(page).toContain('Orders&#60;1&#62;');
  expect(page).not.toContain('Orders<1>');
  expect(page).toContain('<th scope="row">datadog <abbr title="lower bound">≥</abbr></th><td>405 ms</td>');
});

test('JSON has the samples, the differences, the costs, and the limits that are exceeded', () => {
  const pages = [{ comparison: COMPARISON, usage: USAGE }];
  const json = JSON.parse(comparisonsJson({ pages, notRun: [], limits: { maxInitOverhead: 299 } }));
  const [, traced] = json.comparisons[0].configurations;
  expect(traced.timings.init).toMatchObject({ difference: { estimate: 300, from: 300, to: 300 } });
  expect(traced.timings.init.samples).toHaveLength(10);
  expect(traced.monthlyCost.estimate).toBeCloseTo(0.0548);
  expect(traced.notRun).toEqual([EXTENSION]);
  expect(json.exceeded).toMatchObject([{ configuration: 'datadog', gate: 'maxInitOverhead', limit: 299, value: 300 }]);
});

test.each([
  [{ maxInitOverhead: 299 }, 'adds to the init time 300 ms, and the limit is 299 ms'],
  [{ maxInvocationOverhead: 1.5 }, 'adds to a warm invocation 2.00 ms'],
  [{ maxMemoryOverhead: 49 }, 'adds to the peak memory 50.0 MB'],
  [{ maxSize: 100 }, 'makes the size of package and layers 125 MB'],
])('the limit %j is exceeded', (limits, said) => {
  const [exceeded, ...others] = exceededLimits(COMPARISON, limits);
  expect(exceeded?.message).toContain(`Orders<1>: datadog ${said}`);
  expect(others).toEqual([]);
});

test('limits that are reached exactly are kept', () => {
  const limits = { maxInitOverhead: 300, maxInvocationOverhead: 2, maxMemoryOverhead: 50, maxSize: 125 };
  expect(exceededLimits(COMPARISON, limits)).toEqual([]);
});

test('costs weigh cold and warm invocations', () => {
  const cost = (coldStarts: number) => datadog && monthlyCost(datadog, { ...USAGE, coldStarts }).estimate;
  // 2 ms for a warm invocation; 300 ms and 50 ms for a cold one; 1 GB; 0.00001 for a second; a million times.
  expect(cost(0)).toBeCloseTo(0.02);
  expect(cost(1)).toBeCloseTo(3.5);
});

test.each([
  [0.004, '0.00'],
  [9.999, '10.0'],
  [12.34, '12.3'],
  [99.97, '100'],
  [1634.4, '1634'],
])('%d has three digits that count: %s', (value, text) => {
  expect(digits(value)).toBe(text);
});

test.each([
  [12, '12 B'],
  [2048, '2.00 kB'],
  [262_144_000, '250 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(inBytes(bytes)).toBe(text);
});
