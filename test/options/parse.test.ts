/** Options are read by every name and in every form, and all mistakes are reported at once. */

import { nearest } from '../../src/options/nearest';
import { parseOptions, parseVariables } from '../../src/options/parse';
import type { OptionTable } from '../../src/options/spec';
import { OPTIONS } from '../../src/providers';
import { toValue } from '../../src/surfaces/intrinsics';

const HERE = { section: 'Here', summary: '' } as const;
const TABLE: OptionTable = {
  text: {
    ...HERE,
    type: 'string',
    variable: 'DD_TEXT',
    aliases: ['oldText', 'DATADOG_TEXT'],
    processVariables: ['MY_TEXT'],
  },
  arn: { ...HERE, type: 'string', pattern: ['^arn:', 'an ARN'] },
  flag: { ...HERE, type: 'boolean', variable: 'DD_FLAG' },
  count: {
    ...HERE,
    type: 'number',
    integer: true,
    minimum: 1,
    maximum: 9,
    words: { none: { flag: false }, latest: {} },
  },
  share: { ...HERE, type: 'number', minimum: 0 },
  site: { ...HERE, type: 'enum', values: ['one.com', 'two.eu'], variable: 'DD_SITE' },
  mode: { ...HERE, type: 'enum', values: ['on', 'off'] },
  names: { ...HERE, type: 'list' },
  tags: { ...HERE, type: 'pairs', variable: 'DD_TAGS' },
  key: { ...HERE, type: 'string', secret: true, pattern: ['^[0-9a-f]+$', 'hexadecimal'], variable: 'DD_KEY' },
  keyConstruct: { ...HERE, type: 'string', construct: 'secretsmanager.ISecret', variable: 'DD_KEY' },
};
const DEPRECATED = {
  gone: { handling: 'refused', instead: 'write `text`' },
  idle: { handling: 'ignored', instead: 'take it out' },
} as const;
const given = (values: object) => parseOptions(TABLE, { ...values }, 'here', DEPRECATED);
const deferred = toValue({ Ref: 'Stage' });

describe('a value is read by the type of its option', () => {
  test.each<[string, unknown, unknown]>([
    ['text', 'a', 'a'],
    ['text', ' a ', ' a '],
    ['text', 12, '12'],
    ['text', false, 'false'],
    ['text', deferred, deferred],
    ['arn', 'arn:x', 'arn:x'],
    ['flag', true, true],
    ['flag', 'true', true],
    ['flag', ' TRUE ', true],
    ['flag', '1', true],
    ['flag', 'false', false],
    ['flag', 'False', false],
    ['flag', '0', false],
    ['count', 1, 1],
    ['count', '9', 9],
    ['count', ' 5 ', 5],
    ['count', deferred, deferred],
    ['share', 0.5, 0.5],
    ['share', '0', 0],
    ['site', 'two.eu', 'two.eu'],
    ['site', ' TWO.EU ', 'two.eu'],
    ['site', deferred, deferred],
    ['names', ['a', ' b '], ['a', 'b']],
    ['names', 'a, b,,', ['a', 'b']],
    ['names', [], []],
    ['tags', 'a:b,c:d', { a: 'b', c: 'd' }],
    ['tags', ' a : b , c : d ,', { a: 'b', c: 'd' }],
    ['tags', 'a:b c:d', { a: 'b', c: 'd' }],
    ['tags', 'url:https://x.y/z:8,b:', { url: 'https://x.y/z:8', b: '' }],
    ['tags', { a: 1, b: true, c: deferred }, { a: '1', b: 'true', c: deferred }],
    ['tags', ['a:b', 'c:d:e'], { a: 'b', c: 'd:e' }],
  ])('%s: %j', (option, raw, value) => {
    expect(given({ [option]: raw })).toEqual({ values: { [option]: value }, mistakes: [] });
  });

  test.each([undefined, null, ''])('%j is as if not given', (raw) => {
    expect(given({ text: raw, flag: raw, count: raw, names: raw, tags: raw, gone: raw, unheard: raw })).toEqual({
      values: {},
      mistakes: [],
    });
  });

  test('a word sets other options, in any case', () => {
    expect(given({ count: 'None' }).values).toEqual({ flag: false });
    expect(given({ count: 'latest' }).values).toEqual({});
  });
});

describe('a wrong value is a mistake that says what was given and what is allowed', () => {
  test.each<[string, unknown, string]>([
    ['text', ['a'], 'a string'],
    ['arn', 'x', 'an ARN'],
    ['flag', 'maybe', 'true or false'],
    ['flag', 1, 'true or false'],
    ['flag', 'constructor', 'true or false'],
    ['count', 'constructor', 'a whole number from 1 to 9'],
    ['count', 'abc', 'a whole number from 1 to 9'],
    ['count', '12abc', 'a whole number from 1 to 9'],
    ['count', 0, 'a whole number from 1 to 9'],
    ['count', 10, 'a whole number from 1 to 9'],
    ['count', 1.5, 'a whole number from 1 to 9'],
    ['count', ' ', 'a whole number from 1 to 9'],
    ['count', Number.NaN, 'a whole number from 1 to 9'],
    ['share', -1, 'a number, at least 0'],
    ['site', 'three.com', 'one of one.com, two.eu'],
    ['names', [1], 'a list of strings, or a string with commas'],
    ['names', 1, 'a list of strings, or a string with commas'],
    ['tags', 'a', 'a map of strings without commas, or a string such as `a:b,c:d`'],
    ['tags', ':a', 'a map of strings without commas, or a string such as `a:b,c:d`'],
    ['tags', { a: {} }, 'a map of strings without commas, or a string such as `a:b,c:d`'],
    ['tags', { a: 'b,c' }, 'a map of strings without commas, or a string such as `a:b,c:d`'],
    ['tags', 7, 'a map of strings without commas, or a string such as `a:b,c:d`'],
  ])('%s: %j', (option, raw, allowed) => {
    expect(given({ [option]: raw })).toEqual({
      values: {},
      mistakes: [{ code: 'option-invalid', source: 'here', details: { option, allowed, given: JSON.stringify(raw) } }],
    });
  });

  test('a decision must be known before the deployment', () => {
    for (const option of ['flag', 'mode', 'names', 'tags'])
      expect(given({ [option]: deferred }).mistakes).toMatchObject([
        { details: { given: 'known only at deployment' } },
      ]);
  });

  test('a similar value is suggested', () => {
    expect(given({ site: 'two.eux' }).mistakes).toMatchObject([{ details: { hint: 'did you mean "two.eu"?' } }]);
    expect(given({ site: 'far.away.example.com' }).mistakes).not.toMatchObject([
      { details: { hint: expect.anything() } },
    ]);
  });

  test('a secret is never repeated', () => {
    const { mistakes } = given({ key: 'Not-Hex-0123' });
    expect(mistakes).toHaveLength(1);
    expect(JSON.stringify(mistakes)).not.toContain('0123');
  });

  test('all mistakes are reported, and valid options are kept', () => {
    const { values, mistakes } = given({ flag: 'maybe', count: 99, text: 'a', unheard: 1, gone: 'x' });
    expect(values).toEqual({ text: 'a' });
    expect(mistakes.map(({ code }) => code)).toEqual([
      'option-invalid',
      'option-invalid',
      'option-unknown',
      'option-retired',
    ]);
  });
});

describe('a name', () => {
  test.each(['oldText', 'DATADOG_TEXT', 'DD_TEXT', 'MY_TEXT', 'text'])('%s is known', (name) => {
    expect(given({ [name]: 'a' })).toEqual({ values: { text: 'a' }, mistakes: [] });
  });

  test.each([
    { text: 'a', oldText: 'b' },
    { oldText: 'b', text: 'a' },
  ])('of tracelayer takes precedence over one of another tool: %j', (values) => {
    expect(given(values).values).toEqual({ text: 'a' });
  });

  test('that is unknown is a mistake, with the nearest known name', () => {
    expect(given({ txet: 1 }).mistakes[0]).toEqual({
      code: 'option-unknown',
      source: 'here',
      details: { option: 'txet', nearest: 'text' },
    });
    expect(given({ constructor: 1 }).mistakes).toMatchObject([{ code: 'option-unknown' }]);
    expect(given({ somethingElse: 1 }).mistakes[0]?.details).toEqual({ option: 'somethingElse' });
  });

  test.each([
    ['gone', 'x', 'option-retired'],
    ['gone', false, 'option-ignored'],
    ['gone', 'false', 'option-ignored'],
    ['idle', true, 'option-ignored'],
  ])('that is deprecated is reported with its replacement: %s: %j', (name, raw, code) => {
    const details = { option: name, instead: expect.stringMatching(/./) };
    expect(given({ [name]: raw }).mistakes).toMatchObject([{ code, details }]);
  });

  test('that is deprecated and does nothing can be turned off without a message', () => {
    expect(given({ idle: false }).mistakes).toEqual([]);
    expect(given({ idle: 'false' }).mistakes).toEqual([]);
  });
});

describe('the variables of a process', () => {
  test('set options by their names, and other variables are ignored', () => {
    const variables = { DD_FLAG: 'false', DD_TAGS: 'a:b', PATH: '/bin', DD_UNHEARD: 'x', DD_SITE: '' };
    expect(parseVariables(TABLE, variables, 'the environment')).toEqual({
      values: { flag: false, tags: { a: 'b' } },
      mistakes: [],
    });
  });

  test('use the first name, even if it is empty', () => {
    expect(parseVariables(TABLE, { DD_TEXT: 'b', MY_TEXT: 'a' }, '').values).toEqual({ text: 'a' });
    expect(parseVariables(TABLE, { DD_TEXT: 'b', MY_TEXT: '' }, '').values).toEqual({ text: 'b' });
  });

  test('never give what only a construct can be', () => {
    expect(parseVariables(TABLE, { DD_KEY: 'ab' }, '').values).toEqual({ key: 'ab' });
  });
});

describe('the nearest name', () => {
  test.each([
    ['servce', 'service'],
    ['SERVICE', 'service'],
    ['enviroment', 'environment'],
    ['zzzzzz', undefined],
    ['', undefined],
    ['se', undefined],
  ])('%s is %s', (name, expected) => {
    expect(nearest(name, ['service', 'environment', 'apiKey'])).toBe(expected);
  });

  test('of none is none', () => {
    expect(nearest('a', [])).toBeUndefined();
  });
});

describe('what YAML 1.1 makes of an option', () => {
  const { datadog, opentelemetry } = OPTIONS;
  const read = (values: object) => parseOptions(datadog.table, values as never, 'here');

  test.each([
    ['yes', true],
    ['on', true],
    ['True', true],
    ['no', false],
    ['off', false],
    ['No', false],
  ])('is a boolean: %s', (word, value) => {
    expect(read({ enabled: word })).toEqual({ values: { enabled: value }, mistakes: [] });
  });

  test.each([
    [true, 'on'],
    [false, 'off'],
  ])('is %s where a word was written: %s', (given, value) => {
    expect(read({ datadogAppSecMode: given })).toEqual({ values: { datadogAppSecMode: value }, mistakes: [] });
  });

  test.each<[string, unknown]>([
    ['text', '${AWS::NoValue}'],
    ['raw', undefined],
  ])('is nothing for AWS::NoValue (%s)', (_title, text) => {
    const none = text === undefined ? { Ref: 'AWS::NoValue' } : { kind: 'native', text, origin: {} };
    const given = { service: none, enabled: none, traceRateLimit: none, tags: none, exclude: none, site: none };
    expect(read(given)).toEqual({ values: {}, mistakes: [] });
    expect(read({ tags: { team: none, shop: 'a' } }).values).toEqual({ tags: { shop: 'a' } });
  });

  test.each([
    ['a=b,c=http://d', { a: 'b', c: 'http://d' }],
    ['team=my shop', { team: 'my shop' }],
    ['a=b=c, d = e:f ', { a: 'b=c', d: 'e:f' }],
    ['a:b,c:http://d?e=f', { a: 'b', c: 'http://d?e=f' }],
    ['a:b c:d', { a: 'b', c: 'd' }],
  ])('is read as the attributes of a resource: %s', (text, pairs) => {
    for (const name of ['resourceAttributes', 'OTEL_RESOURCE_ATTRIBUTES', 'resource_attributes'])
      expect(parseOptions(opentelemetry.table, { [name]: text }, 'here')).toEqual({
        values: { resourceAttributes: pairs },
        mistakes: [],
      });
  });

  test.each(['a=b,c', 'a=b,=c'])('is a mistake where an attribute has no value or name: %s', (text) => {
    expect(parseOptions(opentelemetry.table, { resourceAttributes: text }, 'here').mistakes).toMatchObject([
      { code: 'option-invalid' },
    ]);
  });
});

describe('a variable of a process', () => {
  const given = (variables: Record<string, string>) => parseVariables(OPTIONS.datadog.table, variables, 'here').values;

  test.each([
    ['DATADOG_SERVICE_NAME', 'shop', { service: 'shop' }],
    ['DD_SERVICE_NAME', 'shop', { service: 'shop' }],
    ['DATADOG_ENV', 'prod', { env: 'prod' }],
    ['DATADOG_TAGS', 'a:b', { tags: { a: 'b' } }],
    ['DATADOG_TRACE_ENABLED', 'false', { enableDatadogTracing: false }],
    ['DATADOG_TRACE_DEBUG', 'true', { traceDebug: true }],
    ['DATADOG_TRACE_AGENT_HOSTNAME', 'h', { agentHost: 'h' }],
    ['DD_TRACE_AGENT_HOSTNAME', 'h', { agentHost: 'h' }],
    ['DATADOG_TRACE_AGENT_PORT', '9529', { traceAgentPort: 9529 }],
    ['DD_AGENT_PORT', '9529', { traceAgentPort: 9529 }],
  ])('of an older name gives its option: %s', (name, value, option) => {
    expect(given({ [name]: value })).toEqual(option);
  });

  test('of the name of today wins over an older one', () => {
    expect(given({ DATADOG_ENV: 'old', DD_ENV: 'new', DD_AGENT_PORT: '1', DD_TRACE_AGENT_PORT: '2' })).toEqual({
      env: 'new',
      traceAgentPort: 2,
    });
  });
});

describe('an API key', () => {
  const mistakes = (apiKey: string) => parseOptions(OPTIONS.datadog.table, { apiKey }, 'here').mistakes;

  const DIGITS = '0123456789abcdef0123456789abcdef';

  test.each([
    '0123456789abcdef 0123456789abcdef',
    '"quoted"',
    '<API_KEY>',
    'two\nlines',
    ` ${DIGITS}`,
    DIGITS.slice(1),
    `${DIGITS}0`,
    DIGITS.replace('f', 'g'),
    `ddapp_${DIGITS}`,
  ])('that cannot be one is refused, and not printed: %j', (key) => {
    expect(mistakes(key)).toMatchObject([{ code: 'option-invalid' }]);
    expect(JSON.stringify(mistakes(key))).not.toContain(key.trim());
  });

  test.each([
    DIGITS,
    DIGITS.toUpperCase(),
    '{{resolve:secretsmanager:my secret:SecretString:key}}',
    '${env:DATADOG_KEY}',
    '${Token[TOKEN.7]}',
  ])('or a reference to one is taken: %s', (key) => {
    expect(mistakes(key)).toEqual([]);
  });
});
