/** A file is edited where it must change, and nowhere else; taken back, it is the same, byte for byte. */
import { editSource } from '../../../src/cli/text-edits/edit';
import { BadYaml, readSource } from '../../../src/cli/text-edits/source';

const edit = (text: string, wanted: unknown) => editSource(readSource(text), wanted)?.text;
const yaml = (lines: string) => lines.replace(/^\n/, '').replace(/^ {6}/gm, '').trimEnd();

/** A file, what it shall say, and what it is then. */
const ROWS: [string, string, (value: any) => void, string][] = [
  [
    'a new entry goes behind the last, before no comment of it',
    `
      # head
      A:   1   # one
      B: {c: d}  # two
      # tail`,
    (value) => (value.C = { x: 'true', w: ['a', { b: 'c' }] }),
    `
      # head
      A:   1   # one
      B: {c: d}  # two
      C:
        x: 'true'
        w:
          - a
          - b: c
      # tail`,
  ],
  [
    'a text keeps its quotes and its comment',
    `
      A: "x" # why
      B: 'y'
      C: z # plain`,
    (value) => Object.assign(value, { A: '/opt/x', B: '/opt/y', C: '/opt/z' }),
    `
      A: "/opt/x" # why
      B: '/opt/y'
      C: /opt/z # plain`,
  ],
  [
    'an intrinsic function in short form gives way with its tag',
    `
      A: !Ref X # why
      B: !GetAtt A.Arn
      C: !If [Prod, a, b]
      D: &anchor !Sub 'q'`,
    (value) => Object.assign(value, { A: 'x', B: { 'Fn::GetAtt': ['B', 'Arn'] }, C: 'c', D: 'd' }),
    `
      A: x # why
      B: !GetAtt B.Arn
      C: c
      D: &anchor d`,
  ],
  [
    'inside of a choice only the branch changes',
    `
      A: !If
        - Prod
        - x: 1 # yes
        - !Ref AWS::NoValue
      B: !If [Prod, { x: 1 }, !Ref "AWS::NoValue"]`,
    (value) => {
      value.A['Fn::If'][1].w = 2;
      value.B['Fn::If'][1].w = { Ref: 'Z' };
    },
    `
      A: !If
        - Prod
        - x: 1 # yes
          w: 2
        - !Ref AWS::NoValue
      B: !If [Prod, { x: 1, w: !Ref Z }, !Ref "AWS::NoValue"]`,
  ],
  [
    'a list in either style gets items, and loses them',
    `
      A:
      - one # first

      - two
      B: [ one, "two" ]
      C: [
        one,
        two
      ]`,
    (value) => {
      value.A = ['one', 'two', { 'Fn::Sub': '${x}' }];
      value.B = ['one', 'two', 'three'];
      value.C = ['two', 'three'];
    },
    `
      A:
      - one # first

      - two
      - Fn::Sub: '\${x}'
      B: [ one, "two", three ]
      C: [
        two,
        three
      ]`,
  ],
  [
    'nothing becomes something',
    `
      A:
      B: {}
      C: ~`,
    (value) => Object.assign(value, { A: { x: 'w' }, B: { x: 'w' }, C: ['z'] }),
    `
      A: { x: w }
      B: { x: w }
      C: [z]`,
  ],
  [
    'what is repeated by name changes in one place only where that is so',
    `
      A: &env
        x: 1
      B: *env
      C: *env`,
    (value) => {
      value.A = { x: '1', w: '2' };
      value.B = { x: 1 };
      value.C = { x: '1', w: '2' };
    },
    `
      A: &env
        x: '1'
        w: '2'
      B: { x: 1 }
      C: *env`,
  ],
  [
    'a merged map gets what is its own',
    `
      Base: &base
        x: 1
      A:
        <<: *base
        w: 2`,
    (value) => (value.A = { x: 1, w: 2, z: 'three' }),
    `
      Base: &base
        x: 1
      A:
        <<: *base
        w: 2
        z: three`,
  ],
  [
    'a block of text stays, and what follows it is on lines of its own',
    `
      A:
        code: |
          exports.handler = 1

        # about nothing
      B: 1`,
    (value) => (value.A.next = 'x'),
    `
      A:
        code: |
          exports.handler = 1
        next: x

        # about nothing
      B: 1`,
  ],
  [
    'what comes at the end of a map and behind it goes with every line of its own',
    `
      A:
        B:
          x: 1`,
    (value) => {
      value.A.B.w = 2;
      value.A.C = { v: 'three' };
      value.D = { z: 'four' };
    },
    `
      A:
        B:
          x: 1
          w: 2
        C:
          v: three
      D:
        z: four`,
  ],
  [
    'JSON stays JSON, in its own indentation',
    `
      {
          "A": {
              "b": 1
          }
      }`,
    (value) => (value.A.c = { d: ['e'] }),
    `
      {
          "A": {
              "b": 1,
              "c": {
                  "d": [
                      "e"
                  ]
              }
          }
      }`,
  ],
  [
    'JSON in one line stays in one line',
    '{"A":{"b":1}}',
    (value) => (value.A.c = { Ref: 'X' }),
    '{"A":{"b":1, "c": {"Ref":"X"}}}',
  ],
];

describe('a file', () => {
  test.each(ROWS)('%s', (_title, before, change, after) => {
    const text = yaml(before);
    const { value } = readSource(text);
    const wanted = structuredClone(value);
    change(wanted);
    expect(edit(text, wanted)).toBe(yaml(after));
  });

  const REVERSIBLE = ROWS.filter(
    ([title]) => !/gives way|repeated|nothing becomes|either style|keeps its quotes/.test(title),
  );
  test.each(REVERSIBLE)('comes back byte for byte: %s', (_title, before, change) => {
    for (const text of [
      yaml(before),
      `${yaml(before)}\n`,
      `---\n${yaml(before)}\n`,
      yaml(before).replaceAll('\n', '\r\n'),
    ]) {
      const { value } = readSource(text);
      const wanted = structuredClone(value);
      change(wanted);
      const there = edit(text, wanted) as string;
      expect(readSource(there).value).toEqual(wanted);
      expect(there.includes('\r\n')).toBe(text.includes('\r\n'));
      expect(edit(there, value)).toBe(text);
    }
  });

  test.each([
    ['a: b: c', 1, 4],
    ['a:\n  - b\n c: d', 3, 1],
    ['a: "b', 1, 6],
    ['', 1, 1],
  ])('that is not YAML is reported with line and column: %j', (text, line, column) => {
    let problem: unknown;
    try {
      readSource(text);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(BadYaml);
    expect(problem).toMatchObject({ line, column });
  });
});

describe('a file that AWS takes', () => {
  test('may repeat a key, of which the last one counts', () => {
    const text = 'A: 1\nB: x\nA: 2 # last\n';
    expect(readSource(text).value).toEqual({ A: 2, B: 'x' });
    expect(edit(text, { A: '3', B: 'x' })).toBe("A: 1\nB: x\nA: '3' # last\n");
  });

  test('may close brackets with less indentation than YAML asks for', () => {
    const text = 'A:\n  B: [\n    x,\n]\n  C: {\n  y: 1\n}\n  D: 1\n';
    expect(readSource(text).value).toEqual({ A: { B: ['x'], C: { y: 1 }, D: 1 } });
    expect(edit(text, { A: { B: ['x', 'z'], C: { y: 1 }, D: 1 } })).toBe(text.replace('x,', 'x,\n    z,'));
  });
});

test.each([
  ['an alias of itself', 'A: &a [*a]\n', 8],
  ['aliases that grow tenfold each', bomb(12), 10],
  ['brackets in brackets', '['.repeat(2_000), 1],
  ['lists in lists', '- '.repeat(2_000), 1],
])('a file with %s is refused in less than a second', (_title, text, column) => {
  const start = Date.now();
  expect(() => readSource(text)).toThrow(BadYaml);
  expect(Date.now() - start).toBeLessThan(1_000);
  expect(problemOf(text)).toMatchObject({ column });
});

function problemOf(text: string): unknown {
  try {
    return readSource(text);
  } catch (problem) {
    return problem;
  }
}

function bomb(levels: number): string {
  const lines = Array.from({ length: levels }, (_, n) => {
    const items = Array.from({ length: 10 }, () => (n === 0 ? 'x' : `*a${n - 1}`));
    return `a${n}: &a${n} [${items.join(',')}]`;
  });
  return lines.join('\n');
}

test.each(['\u007f', '\u0085', '\u009f', '\ufeff', '\u2028'])(
  'the control character %j is written as an escape',
  (letter) => {
    for (const text of ['A: x\n', "A: 'x'\n", 'A: "x"\n', '{"A": "x"}\n']) {
      const after = edit(text, { A: letter }) ?? '';
      expect(after).not.toContain(letter);
      expect(readSource(after).value).toEqual({ A: letter });
    }
  },
);
