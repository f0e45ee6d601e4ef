/** A receipt comes back out of a document as it was. */
import * as fc from 'fast-check';
import type { FunctionEntry } from '../../src/core/function';
import { FUNCTION_PARTS } from '../../src/core/state';
import { toValue } from '../../src/surfaces/intrinsics';
import { readReceipt, renderReceipt } from '../../src/surfaces/receipt';
import { raw, word } from '../helpers/arbitraries';
import { RUNS } from '../helpers/runs';

const name = fc.oneof(word, fc.string({ minLength: 1 }), fc.constantFrom('${AWS::Region} x', '50%', 'a b', '%20', ' '));
const added = fc.record({ name, after: word });
const replaced = fc.record({ name, after: word, before: raw.map(toValue) });
const removed = fc.record({ name, before: raw.map(toValue), at: fc.nat(5) });

/** Of each kind, names only once, in the order of the kinds. */
const entries = fc
  .tuple(
    ...FUNCTION_PARTS.map((kind) =>
      fc
        .uniqueArray(
          fc.oneof({ weight: 4, arbitrary: added }, replaced, removed) as fc.Arbitrary<Omit<FunctionEntry, 'kind'>>,
          {
            maxLength: 4,
            selector: (entry) => entry.name,
          },
        )
        .map((of) => of.map((entry): FunctionEntry => ({ kind, ...entry }))),
    ),
  )
  .map((of) => of.flat());

/** Names that are numbers go before others in a map, wherever they stood. */
const sorted = (of: readonly FunctionEntry[] = []) =>
  [...of].sort((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1));

test('what is read is what was written', () =>
  fc.assert(
    fc.property(entries, (of) => {
      const document = JSON.parse(JSON.stringify(renderReceipt({ provider: 'datadog', entries: of })));
      const { provider, entries: back } = readReceipt(document) ?? {};
      expect(provider).toBe('datadog');
      expect(JSON.parse(JSON.stringify(sorted(back)))).toEqual(JSON.parse(JSON.stringify(sorted(of))));
    }),
    RUNS,
  ));

test('what was only added is one text, in which nothing looks like a reference', () => {
  const of = ['DD_ENV', 'a b', '${AWS::Region}'].map(
    (one): FunctionEntry => ({ kind: 'environment', name: one, after: 'x1' }),
  );
  expect(renderReceipt({ provider: 'datadog', entries: of })).toEqual({
    provider: 'datadog',
    environment: 'DD_ENV x1 a%20b x1 %24{AWS::Region} x1',
  });
});

test('a document of the first form, with maps only, is read too', () => {
  expect(readReceipt({ provider: 'datadog', environment: { DD_ENV: 'x1' } })?.entries).toEqual([
    { kind: 'environment', name: 'DD_ENV', after: 'x1' },
  ]);
});

test.each([undefined, 'datadog', [], { environment: 'DD_ENV x1' }])('%j is no receipt', (given) => {
  expect(readReceipt(given)).toBeUndefined();
});
