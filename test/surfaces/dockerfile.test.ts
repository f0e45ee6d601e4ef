/** Dockerfiles get tracing and lose it again, byte for byte. */
import * as fc from 'fast-check';
import { isRefusal } from '../../src/core/recipe';
import { FAMILIES } from '../../src/core/runtime';
import { PROVIDERS, type ProviderName } from '../../src/providers';
import { current } from '../../src/providers/layers/datadog.json';
import { addTracing, baseImage, removeTracing } from '../../src/surfaces/dockerfile';
import { RUNS } from '../helpers/runs';

const partsOf = (family: (typeof FAMILIES)[number], provider: ProviderName = 'datadog') => {
  const parts = PROVIDERS[provider].image?.(family) ?? { lines: [] };
  if (isRefusal(parts)) throw new Error(JSON.stringify(parts));
  return parts;
};
const python = partsOf('python');

const add = (text: string, parts = python, stage?: string): string => {
  const result = addTracing(text, parts, stage);
  if ('refused' in result) throw new Error(JSON.stringify(result.refused));
  return result.text;
};
const notes = (text: string, parts = python) => {
  const result = addTracing(text, parts);
  return ('refused' in result ? result.refused : result.notes).map(({ code }) => code);
};

const instruction = fc.constantFrom(
  'COPY . .',
  '# a comment',
  '',
  '  ',
  'RUN pip install x \\\n  # in between\n  && true',
  'RUN <<EOF\nCMD ["not.one"]\nFROM nothing\nEOF',
  'USER 1001',
  'CMD ["app.handler"]',
  'CMD app.handler',
  'cmd [ "app.handler" ]',
  'CMD [ \\\n  "app.handler" \\\n]',
  'CMD ["a", "b"]',
  'ENTRYPOINT ["/x"]',
  'FROM public.ecr.aws/lambda/python:3.12 AS other',
  '#| kept by hand',
);
const dockerfiles = fc
  .record({
    lines: fc.array(instruction, { maxLength: 8 }),
    newline: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(
    ({ lines, newline, last }) =>
      ['FROM public.ecr.aws/lambda/python:3.12', ...lines].join('\n').replaceAll('\n', newline) + (last ? newline : ''),
  );

describe('a Dockerfile', () => {
  test('is the same byte for byte once tracing is taken out again', () =>
    fc.assert(
      fc.property(dockerfiles, fc.constantFrom(...FAMILIES), (text, family) => {
        expect(removeTracing(add(text, partsOf(family)))).toBe(text);
      }),
      RUNS,
    ));

  test('is the same when tracing is added again, or after another one', () =>
    fc.assert(
      fc.property(dockerfiles, fc.constantFrom(...FAMILIES), fc.constantFrom(...FAMILIES), (text, first, second) => {
        expect(add(add(text, partsOf(first)), partsOf(second))).toBe(add(text, partsOf(second)));
      }),
      RUNS,
    ));

  test('without tracing is not touched', () =>
    fc.assert(
      fc.property(dockerfiles, (text) => expect(removeTracing(text)).toBe(text)),
      RUNS,
    ));

  test('gets the parts before its command, which is redirected', () => {
    expect(
      add('FROM public.ecr.aws/lambda/python:3.12\nCOPY app.py .\nCMD ["app.handler"]\n'),
    ).toBe(`FROM public.ecr.aws/lambda/python:3.12
COPY app.py .
# >>> tracelayer: \`tracelayer dockerfile --remove\` takes this out
COPY --from=public.ecr.aws/datadog/lambda-extension:${current.extension} /opt/. /opt/
RUN pip install datadog-lambda==8.${current.python}.0
ENV DD_LAMBDA_HANDLER="app.handler"
#| CMD ["app.handler"]
CMD ["datadog_lambda.handler.handler"]
# <<< tracelayer
`);
  });

  test('of several stages gets them in the last, or in the one that is named', () => {
    const text = 'FROM a AS build\nRUN x\nFROM b AS app\nCMD ["h.h"]\nFROM c AS debug\nCMD ["d.d"]\n';
    const stage = (traced: string) => traced.split(/(?=FROM )/).findIndex((part) => part.includes('tracelayer'));
    expect([stage(add(text)), stage(add(text, python, 'app')), stage(add(text, python, 'build'))]).toEqual([2, 1, 0]);
    expect(addTracing(text, python, 'nobody')).toEqual({
      refused: [expect.objectContaining({ code: 'dockerfile-stage-missing' })],
    });
  });

  test('that runs as another user is root while the parts are added', () => {
    expect(add('FROM x\nUSER app\nCMD ["h.h"]\n')).toMatch(/USER root\n[\s\S]*RUN pip[^\n]*\nUSER app\nENV/);
  });

  test.each([
    ['java', 'AWS_LAMBDA_EXEC_WRAPPER="/opt/datadog_wrapper"'],
    ['dotnet', 'AWS_LAMBDA_EXEC_WRAPPER="/opt/datadog_wrapper"'],
    ['nodejs', 'CMD ["node_modules/datadog-lambda-js/dist/handler.handler"]'],
    ['python', 'CMD ["datadog_lambda.handler.handler"]'],
  ] as const)('of %s is hooked', (family, line) => {
    expect(add('FROM x\nCMD ["h.h"]\n', partsOf(family))).toContain(line);
  });

  test.each([
    ['without a command', 'FROM x\n', ['dockerfile-command']],
    ['with a command of several words', 'FROM x\nCMD ["python", "h.py"]\n', ['dockerfile-command']],
    ['with a command for a shell', 'FROM x\nCMD echo $X\n', ['dockerfile-command']],
    ['that was traced by hand', 'FROM x\nCMD ["datadog_lambda.handler.handler"]\n', ['dockerfile-traced']],
    ['that is none', 'RUN x\n', ['dockerfile-stage-missing']],
    ['with one handler', 'FROM x\nCMD h.h\n', []],
  ])('%s gets a message', (_, text, codes) => {
    expect(notes(text)).toEqual(codes);
  });

  test.each(['ruby', 'custom'] as const)(
    'for %s gets a message about what the code must do, and keeps its command',
    (family) => {
      const text = 'FROM x\nCMD ["h.h"]\n';
      expect(notes(text, partsOf(family))).toEqual(['code-needed']);
      expect(add(text, partsOf(family))).toContain('\nCMD ["h.h"]\n');
    },
  );

  test.each([
    ['FROM --platform=linux/arm64 node:22 AS a\nFROM a AS b\nFROM b\n', 'node:22'],
    ['FROM a\nFROM public.ecr.aws/lambda/java:21\n', 'public.ecr.aws/lambda/java:21'],
  ])('%j is made of %s', (text, base) => {
    expect(baseImage(text)).toBe(base);
  });
});
