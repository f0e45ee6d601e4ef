/** The status of a function follows from its findings, and a summary counts functions by their states. */
import type { FindingCode, Note } from '../../src/core/finding';
import { statusOf, TRACE_STATES, tally, tallyOfBoth } from '../../src/core/status';

/** The status depends on codes only. */
const found = (code: FindingCode): Note => ({ code, details: {} });

describe('the status of a function', () => {
  test.each([
    ['traced', { isSelected: true, isTraced: true, findings: [found('layer-kept')] }],
    ['needs code', { isSelected: true, isTraced: true, findings: [found('code-needed')] }],
    ['not traced', { isSelected: true, isTraced: false, findings: [found('layer-missing')] }],
    ['not traced', { isSelected: true, isTraced: false, findings: [] }],
    ['not selected', { isSelected: false, isTraced: false, findings: [] }],
    ['damaged', { isSelected: true, isTraced: false, findings: [found('handler-lost')] }],
    ['damaged', { isSelected: false, isTraced: false, findings: [found('handler-lost')] }],
    ['traced', { isSelected: true, isTraced: true, findings: [found('update-skipped')] }],
  ] as const)('is %s (%#)', (state, seen) => {
    expect(statusOf(seen).state).toBe(state);
    if (!seen.isTraced) expect(statusOf(seen).pending).toEqual([]);
    if (state === 'not selected') expect(statusOf(seen).reasons).toEqual([]);
  });

  test('lists once what a traced function waits for', () => {
    const findings = [found('version-stale'), found('layer-kept'), found('permission-missing'), found('version-stale')];
    expect(statusOf({ isSelected: true, isTraced: true, findings }).pending).toEqual(['version', 'permission']);
  });

  test('waits for nothing where the function is not traced', () => {
    const seen = { isSelected: true, isTraced: false, findings: [found('layer-missing'), found('permission-missing')] };
    expect(statusOf(seen)).toEqual({ state: 'not traced', pending: [], reasons: [found('layer-missing')] });
  });

  test('keeps why a function needs code', () => {
    expect(
      statusOf({ isSelected: true, isTraced: true, findings: [found('code-needed'), found('layer-kept')] }).reasons,
    ).toEqual([found('code-needed')]);
  });
});

describe('the summary', () => {
  const status = (state: (typeof TRACE_STATES)[number], pending: readonly 'version'[] = []) => ({ state, pending });

  test('counts each state that occurs, in a fixed order', () => {
    const statuses = [
      status('not traced'),
      status('traced'),
      status('needs code'),
      status('needs code'),
      status('traced'),
    ];
    expect(tally(statuses)).toBe('2 traced, 2 need code, 1 not traced');
    expect(tally([status('needs code')])).toBe('1 needs code');
    expect(tally(TRACE_STATES.map((state) => status(state)))).toBe(
      '1 traced, 1 needs code, 1 not traced, 1 not selected, 1 damaged',
    );
  });

  test('counts what waits for something', () => {
    expect(tally([status('traced', ['version']), status('traced')])).toBe('2 traced (1 with something pending)');
  });

  test('says that there are no functions', () => {
    expect(tally([])).toBe('no functions');
  });

  test('counts state machines after the functions, and only what there is', () => {
    const one = [status('traced')];
    expect(tallyOfBoth([], [])).toBe('no functions');
    expect(tallyOfBoth(one, [])).toBe('1 traced');
    expect(tallyOfBoth([], one)).toBe('state machines: 1 traced');
    expect(tallyOfBoth(one, one)).toBe('1 traced; state machines: 1 traced');
  });
});
