/** A state machine's preview as people see it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineJson } from '../../../src/preview/draw/json';
import { previewPage } from '../../../src/preview/draw/page';
import { NO_COLORS } from '../../../src/preview/draw/palette';
import { drawPreview } from '../../../src/preview/draw/terminal';
import type { MachinePreview } from '../../../src/preview/machine/preview';
import type { Span } from '../../../src/preview/span';

const MS = 1e6;

const span = (name: string, resource: string, [from, to]: [number, number], more: Partial<Span> = {}): Span => ({
  traceId: 'a'.repeat(32),
  spanId: resource,
  parentId: 'Checkout',
  name,
  resource,
  service: 'Checkout',
  start: from * MS,
  duration: (to - from) * MS,
  error: false,
  tags: {},
  metrics: {},
  ...more,
});

const PREVIEW: MachinePreview = {
  machineName: 'Checkout',
  functions: [
    {
      functionName: 'Orders',
      interpreter: { family: 'nodejs', executable: 'node', version: '20' },
      overrides: [],
      notes: [],
    },
  ],
  notes: ['Notify was not run. It calls arn:aws:states:::sns:publish.'],
  executions: [
    {
      startedAt: 0,
      endedAt: 50,
      output: { order: '<42>' },
      invocations: 1,
      states: ['Order', 'Large', 'Notify', 'Done'].map((name) => ({
        executionArn: 'e',
        name,
        type: 'Task',
        enteredTime: '2026-01-01T00:00:00.000Z',
        retryCount: 0,
      })),
      spans: [
        span('execution', 'Checkout', [0, 50], { parentId: undefined }),
        span('Task', 'Order', [2, 42]),
        span('aws.lambda', 'Orders', [6, 37], { parentId: 'Order', service: 'shop' }),
        span('Choice', 'Large', [47, 48]),
        span('Task', 'Notify', [48, 49]),
        span('Succeed', 'Done', [49, 50]),
      ],
      late: [],
      log: [],
    },
  ],
  metrics: [],
  refused: [],
};

const draw = (columns: number): string => drawPreview(PREVIEW, { palette: NO_COLORS, columns });

test('The drawing of a state machine is the one in the documentation', () => {
  const docs = readFileSync(join(__dirname, '../../../docs/end-to-end.md'), 'utf8');
  const shown = draw(80)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  expect(docs).toContain(`\`\`\`text\n${shown}\`\`\``);
});

test.each([60, 80])('The drawing of a state machine fits into %i columns', (columns) => {
  expect(
    Math.max(
      ...draw(columns)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(columns);
});

test('The page of a state machine has a section for each execution, and escapes what functions answer', () => {
  const page = previewPage([PREVIEW]);
  expect(page).toContain('<h3 id="preview-1-1">Execution 1');
  expect(page.match(/<button type="button" class="span/g)).toHaveLength(6);
  expect(page).not.toContain('<42>');
});

test('The JSON of a state machine has the spans of each execution by their traces', () => {
  expect(machineJson(PREVIEW)).toMatchObject({ executions: [{ traces: [{ length: 6 }], lateTraces: [] }] });
});
