/** The status of a function follows from its findings, and a summary counts functions by their states. */
import { note } from '../../src/core/finding';
import { statusOf, TRACE_STATES, tally } from '../../src/core/status';

describe('the status of a function', () => {
  test.each([
    ['traced', { isSelected: true, isTraced: true, findings: [note('layer-kept')] }],
    ['needs code', { isSelected: true, isTraced: true, findings: [note('code-needed')] }],
    ['not traced', { isSelected: true, isTraced: false, findings: [note('layer-missing')] }],
    ['not traced', { isSelected: true, isTraced: false, findings: [] }],
    ['not selected', { isSelected: false, isTraced: false, findings: [] }],
    ['damaged', { isSelected: true, isTraced: false, findings: [note('handler-lost')] }],
    ['damaged', { isSelected: false, isTraced: false, findings: [note('handler-lost')] }],
    ['traced', { isSelected: true, isTraced: true, findings: [note('update-skipped')] }],
  ] as const)('is %s (%#)', (state, seen) => {
    expect(statusOf(seen).state).toBe(state);
  });

  test('lists once what a traced function waits for', () => {
    const findings = [note('version-stale'), note('permission-missing'), note('version-stale')];
    expect(statusOf({ isSelected: true, isTraced: true, findings }).pending).toEqual(['version', 'permission']);
  });

  test('waits for nothing where the function is not traced', () => {
    const seen = { isSelected: true, isTraced: false, findings: [note('layer-missing'), note('permission-missing')] };
    expect(statusOf(seen)).toEqual({ state: 'not traced', pending: [], reasons: [note('layer-missing')] });
  });

  test('keeps why a function needs code', () => {
    expect(
      statusOf({ isSelected: true, isTraced: true, findings: [note('code-needed'), note('layer-kept')] }).reasons,
    ).toEqual([note('code-needed')]);
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
});
