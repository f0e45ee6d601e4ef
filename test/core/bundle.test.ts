/** The footer of a bundle makes plain properties of its exports, and is found again however it is written. */
import { runInNewContext } from 'node:vm';
import { FOOTER, hasFooter } from '../../src/core/bundle';

test('the footer makes plain properties of getters', () => {
  const module = { exports: Object.defineProperty({}, 'handler', { get: () => 'mine', enumerable: true }) };
  runInNewContext(FOOTER, { module });
  expect(Object.getOwnPropertyDescriptor(module.exports, 'handler')).toMatchObject({ value: 'mine', writable: true });
});

test.each([
  [true, FOOTER],
  [true, `code;\n${FOOTER}\nmore`],
  [true, 'module.exports  =  {  ...  module.exports  };'],
  [true, ['module.exports = {\n  ...module.exports };']],
  [false, 'module.exports = { handler };'],
  [false, undefined],
])('a footer is found: %s (%#)', (expected, text) => {
  expect(hasFooter(text)).toBe(expected);
});
