/** The helpers that the sentences of findings consist of. */
import { note, withNoun } from '../../src/core/finding';
import { asEnd, asSentence, asStart, inBackticks, isSeveral, nounIn } from '../../src/core/findings/row';

test.each([
  ['The role may not', 'the role may not'],
  ["Don't", "don't"],
  ['Wrong', 'wrong'],
  ['`code` is', '`code` is'],
  ['lambda:Invoke is', 'lambda:Invoke is'],
  ['a.b', 'a.b'],
  ['7 of', '7 of'],
  ['The the', 'The the'],
  ['', undefined],
])('a sentence starts with %p', (expected, given) => {
  expect(asStart(given)).toBe(expected);
});

test.each([
  ['Text.', 'Text'],
  ['Text.', 'Text.'],
  ['Text?', 'Text?'],
  ['Text!', 'Text!'],
  ['v1.2 text.', 'v1.2 text'],
  ['', ''],
  ['', undefined],
])('a sentence ends with %p', (expected, given) => {
  expect(asEnd(given)).toBe(expected);
});

test('a clause becomes a sentence', () => {
  expect(asSentence('the call failed')).toBe('The call failed.');
  expect(asSentence()).toBe('');
});

test('names are counted and put in backticks', () => {
  expect([isSeveral('a, b'), isSeveral('a'), isSeveral()]).toEqual([true, false, false]);
  expect([inBackticks('a, b'), inBackticks('a')]).toEqual(['`a`, `b`', '`a`']);
  expect(inBackticks()).toBe('``');
});

test('a finding names what it is about, and without a noun it is a function', () => {
  expect([nounIn({}), nounIn({ noun: 'state machine' })]).toEqual(['function', 'state machine']);
  const notes = [note('setting-conflict', { name: 'A', wanted: 'on' }), note('handler-missing')];
  expect(withNoun('state machine', notes)).toEqual(
    notes.map(({ code, details }) => ({ code, details: { ...details, noun: 'state machine' } })),
  );
});
