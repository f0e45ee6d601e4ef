/** The JSON schema of an option table, for tools that check configuration. */

import Ajv from 'ajv';
import * as fc from 'fast-check';
import { parseOptions } from '../../src/options/parse';
import { schemaOf } from '../../src/options/schema';
import type { OptionTable } from '../../src/options/spec';
import { OPTIONS } from '../../src/providers';
import { RUNS } from '../helpers/runs';

const row = { summary: 'What it is for.', section: 'Any' };
const TABLE = {
  name: { ...row, type: 'string', aliases: ['title'], example: 'shop' },
  arn: { ...row, type: 'string', pattern: ['^arn:', 'an ARN'] },
  on: { ...row, type: 'boolean', default: true },
  port: { ...row, type: 'number', integer: true, minimum: 1, maximum: 9, words: { none: { on: false } } },
  share: { ...row, type: 'number', default: '- all of them' },
  color: { ...row, type: 'enum', values: ['red', 'us3.green'] },
  files: { ...row, type: 'list' },
  tags: { ...row, type: 'pairs' },
  secret: { ...row, type: 'string', construct: 'ISecret' },
} as const satisfies OptionTable;
const DEPRECATED = { older: { handling: 'refused', instead: 'write `name`' } } as const;
const LATE = {
  type: 'object',
  patternProperties: { '^Ref$': {} },
  additionalProperties: false,
  minProperties: 1,
} as const;

const validator = (schema: object) => new Ajv({ strict: true, strictRequired: false }).compile(schema);
const accepts = validator(schemaOf(TABLE, { deferred: LATE, deprecated: DEPRECATED }));

/** What people write: of any type, and often what some option takes. */
const value = fc.oneof(
  fc.constantFrom<unknown>('arn:aws:x', 'TRUE', 'false', ' 1 ', '0', 'None', ' RED', 'us3.green', 'us3-green', '2.5e1'),
  fc.constantFrom<unknown>('a:b,c:d', '', null, true, false, 0, 5, 0.5, 123456789012),
  fc.string(),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 2 }),
);
const written = fc.dictionary(fc.constantFrom(...Object.keys(TABLE), 'title', 'older'), value, { maxKeys: 3 });

test('the schema accepts everything that is read without a mistake', () =>
  fc.assert(
    fc.property(written, ({ secret: _, ...given }) => {
      // Of two names for one option only one is read.
      if ('name' in given) delete given.title;
      if (parseOptions(TABLE, given, 'here', DEPRECATED).mistakes.length === 0)
        expect([given, accepts(given), accepts.errors]).toEqual([given, true, null]);
    }),
    RUNS,
  ));

test.each([
  ['an option that there is not', { nmae: 'a' }],
  ['an option that only a construct can be', { secret: 'a' }],
  ['a map for a text', { name: { a: 1 } }],
  ['a text that does not fit', { arn: 'shop' }],
  ['another word for true', { on: 'maybe' }],
  ['a number beyond its bounds', { port: 10 }],
  ['a fraction for a whole number', { port: 1.5 }],
  ['a text for a number', { share: 'much' }],
  ['a word that is none of its values', { color: 'blue' }],
  ['a list of what are no texts', { files: [{}] }],
  ['a map of what are no texts', { tags: { a: {} } }],
  ['a deferred value for a decision', { on: { Ref: 'On' } }],
])('the schema refuses %s', (_, given) => {
  expect(accepts(given)).toBe(false);
});

test.each([
  ['a deferred value for a text', { name: { Ref: 'Name' } }],
  ['a deferred value for a number', { share: { Ref: 'Share' } }],
  ['a deferred value in a map', { tags: { a: { Ref: 'Tag' } } }],
  ['a name of another tool', { title: 'shop' }],
  ['a deprecated name, which other code reports', { older: 1 }],
  ['a word that sets other options', { port: 'NONE' }],
])('the schema accepts %s', (_, given) => {
  expect(accepts(given)).toBe(true);
});

test('a schema without deferred values refuses them', () => {
  expect(validator(schemaOf(TABLE))({ name: { Ref: 'Name' } })).toBe(false);
});

test('an option is described, with its default and an example where it has them', () => {
  const { properties } = schemaOf(TABLE) as { properties: Record<string, object> };
  expect(properties.name).toMatchObject({ description: 'What it is for.', examples: ['shop'] });
  expect(properties.on).toMatchObject({ default: true });
  expect(properties.share).not.toHaveProperty('default');
});

test.each(Object.entries(OPTIONS))('the schema of the options of %s keeps the strictest rules', (_, options) => {
  expect(validator(schemaOf(options.table, options))({})).toBe(true);
});
