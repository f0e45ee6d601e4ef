/** Findings are told in words that say what is wrong and what to do. */
import { about, FINDING_CODES, note, sentence, severity, describe as tell, words } from '../../src/core/finding';

/** Every detail as its own name in brackets, which says that a row uses it. */
const details = new Proxy<Record<string, string>>({}, { get: (_, name) => `<${String(name)}>` });

describe.each(FINDING_CODES)('%s', (code) => {
  test('is a sentence without capital, full stop and gaps', () => {
    const said = sentence({ code, details });
    expect(said).toMatch(/^[a-z`"<]/);
    expect(said).not.toMatch(/\.$|undefined|\s\s|^\s|\s$/);
    expect(['error', 'warning', 'info']).toContain(severity({ code, details }));
  });

  test('says something without details too', () => {
    expect(sentence(note(code))).toMatch(/[^; ]$/);
  });

  test('has a cure if it is more than for the record', () => {
    const { says, cure } = words({ code, details });
    expect(says).not.toBe('');
    if (severity({ code, details }) !== 'info') expect(cure).toBeTruthy();
  });
});

test('a finding is told with its subject, and its cure behind a semicolon', () => {
  const [found] = about('App/Api', [note('handler-missing')]);
  expect(found).toEqual({ code: 'handler-missing', subject: 'App/Api', details: {} });
  expect(found && tell(found)).toBe('App/Api: it has no handler to redirect; set its handler, or exclude the function');
});

test('a finding whose cure is to do nothing says nothing of it', () => {
  expect(sentence(note('function-edge'))).not.toContain('nothing');
  expect(words(note('function-edge')).cure).toBeUndefined();
});

test('a name that is near is proposed', () => {
  expect(sentence(note('option-unknown', { option: 'servce', nearest: 'service' }))).toContain(
    'did you mean `service`?',
  );
  expect(sentence(note('option-unknown', { option: 'x' }))).toContain('docs/options.md');
});
