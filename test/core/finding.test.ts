/** A finding is a message that says what is wrong and what to do, in whole sentences. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  about,
  effectOf,
  errorsOf,
  FINDING_CODES,
  type Finding,
  isAcknowledgeable,
  describe as line,
  note,
  pendingOf,
  sentence,
  sentencesOf,
  severity,
  withPolicy,
} from '../../src/core/finding';

const ROWS = join(__dirname, '../../src/core/findings');

test('each code is in the table of one owner', () => {
  const tables = readdirSync(ROWS).map((file) => readFileSync(join(ROWS, file), 'utf8'));
  const codes = tables.flatMap((table) => [...table.matchAll(/^ {2}'([a-z-]+)': \{$/gm)].map(([, code]) => code));
  expect(codes.sort()).toEqual([...FINDING_CODES].sort());
});

/** Every detail as its own name in brackets, which shows that a row uses it. */
const details = new Proxy<Record<string, string>>({}, { get: (_, name) => `<${String(name)}>` });

describe.each(FINDING_CODES)('%s', (code) => {
  test('consists of complete sentences', () => {
    const text = sentence({ code, details });
    expect(text).toMatch(/^([A-Z`"<]|esbuild)/);
    expect(text).toMatch(/[.?>]$/);
    expect(text).not.toMatch(/undefined|\s\s|^\s|\s$/);
    expect(text).not.toMatch(/^It\b/);
    expect(['error', 'warning', 'info']).toContain(severity({ code }));
  });

  test('has a text even without details', () => {
    expect(sentence(note(code)).length).toBeGreaterThan(10);
  });

  test('has a remediation if it is a warning or an error', () => {
    const { message, remediation } = sentencesOf({ code, details });
    expect(message).not.toBe('');
    if (severity({ code }) !== 'info') expect(remediation).toBeTruthy();
  });

  test('has an effect on a function only if it is not an error', () => {
    if (severity({ code }) === 'error')
      expect([effectOf(note(code)), pendingOf(note(code))]).toEqual([undefined, undefined]);
  });
});

test('a finding is described with its subject, its message, and its remediation', () => {
  const [found] = about('App/Api', [note('handler-missing')]);
  expect(found).toEqual({ code: 'handler-missing', subject: 'App/Api', details: {} });
  expect(found && line(found)).toBe(
    'App/Api: The function has no handler to redirect. Set its handler, or exclude the function.',
  );
});

test('errors are what nothing can be done with, and what a strict user calls one', () => {
  const [error, warning] = about('Fn', [note('option-unknown', { option: 'x' }), note('handler-missing')]) as Finding[];
  const strict = { ...(warning as Finding), strict: true as const };
  expect(errorsOf([error as Finding, warning as Finding, strict])).toEqual([error, strict]);
});

test('a finding without a remediation has only its message', () => {
  expect(sentencesOf(note('function-edge')).remediation).toBeUndefined();
  expect(sentence(note('function-edge'))).toBe(sentencesOf(note('function-edge')).message);
});

describe('the policy of a user', () => {
  const found = (code: Finding['code']): Finding => ({ code, subject: 'Fn', details: {} });
  const all = FINDING_CODES.map(found);

  test('changes nothing where neither strict nor acknowledge is set', () => {
    expect(withPolicy(all, {})).toBe(all);
    expect(withPolicy(all, { strict: false, acknowledge: [] })).toBe(all);
  });

  test.each(FINDING_CODES)('strict makes an error of %s only if the function is not traced as wanted', (code) => {
    const [strict] = withPolicy([found(code)], { strict: true });
    const isMeant = ['not traced', 'damaged', 'not updated'].includes(effectOf(note(code)) ?? '');
    const expected = isMeant && severity({ code }) === 'warning' ? 'error' : severity({ code });
    expect(severity(strict as Finding)).toBe(expected);
  });

  test.each(FINDING_CODES)('acknowledging drops %s unless it is an error or a damaged function', (code) => {
    const left = withPolicy([found(code), found('function-of-cdk')], { acknowledge: [code] });
    const isKept = severity({ code }) === 'error' || effectOf(note(code)) === 'damaged';
    expect(left.some((one) => one.code === code)).toBe(isKept);
    expect(isAcknowledgeable(code)).toBe(!isKept);
  });

  test('an acknowledged function that is not traced is no error for a strict user', () => {
    expect(withPolicy([found('layer-missing')], { strict: true, acknowledge: ['layer-missing'] })).toEqual([]);
  });
});

test('a name that is near is proposed', () => {
  expect(sentence(note('option-unknown', { option: 'servce', nearest: 'service' }))).toContain(
    'Did you mean `service`?',
  );
  expect(sentence(note('option-unknown', { option: 'x' }))).toContain('docs/options.md');
});

test('a note without a detail that its sentences print does not compile', () => {
  // @ts-expect-error: the name is missing.
  expect(note('setting-conflict', { wanted: 'on' }).code).toBe('setting-conflict');
  // @ts-expect-error: all details are missing.
  expect(note('setting-conflict').code).toBe('setting-conflict');
  expect(note('setting-conflict', { name: 'A', wanted: 'on' }).code).toBe('setting-conflict');
  expect(note('handler-missing').details).toEqual({});
});
