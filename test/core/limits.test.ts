/** What Lambda does not allow is an error before it is tried. */
import { environmentSize, LIMITS, limitNotes } from '../../src/core/limits';
import { NO_PARTS } from '../../src/core/state';
import { toValue } from '../../src/surfaces/intrinsics';

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 'v']));
/** An environment of exactly that many bytes in JSON. */
const sized = (size: number) => ({ A: 'x'.repeat(size - '{"A":""}'.length) });

test.each([
  [{}, []],
  [{ layers: many(LIMITS.layers) }, []],
  [{ layers: many(LIMITS.layers + 1) }, ['layers-too-many']],
  [{ tags: many(LIMITS.tags) }, []],
  [{ tags: many(LIMITS.tags + 1) }, ['tags-too-many']],
  [{ environment: sized(LIMITS.environment) }, []],
  [{ environment: sized(LIMITS.environment + 1) }, ['environment-too-large']],
  [
    { layers: many(9), tags: many(99), environment: sized(9999) },
    ['layers-too-many', 'environment-too-large', 'tags-too-many'],
  ],
])('parts have a finding for each limit that they pass, and no other (%#)', (parts, codes) => {
  expect(limitNotes({ ...NO_PARTS, ...parts }).map(({ code }) => code)).toEqual(codes);
});

test('a limit is reported with the number that there would be and the number that is allowed', () => {
  expect(limitNotes({ ...NO_PARTS, layers: many(6) })[0]?.details).toEqual({ count: '6', limit: '5' });
  expect(limitNotes({ ...NO_PARTS, environment: sized(5000) })[0]?.details).toEqual({ size: '5000', limit: '4096' });
  expect(limitNotes({ ...NO_PARTS, tags: many(51) })[0]?.details).toEqual({ count: '51', limit: '50' });
});

test.each(['a', 'ä', '€', '😀', 'ÿ\u0080\u07ff\u0800\uffff', '\u{10000}\u{10ffff}', ' ~', '"\\\n\u007f'])(
  '%j is measured in bytes',
  (value) => {
    expect(environmentSize({ A: value })).toBe(Buffer.byteLength(JSON.stringify({ A: value })));
  },
);

test('of a value that is not known yet only the name counts', () => {
  expect(environmentSize({ A: toValue({ Ref: 'Long'.repeat(99) }) })).toBe('{"A":""}'.length);
});
