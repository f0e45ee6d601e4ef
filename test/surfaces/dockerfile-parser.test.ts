/** What `tracelayer dockerfile` writes is read by another parser as it is meant. */
import type { ImageParts } from '../../src/core/provider';
import { isRefusal } from '../../src/core/recipe';
import { FAMILIES, type Family } from '../../src/core/runtime';
import { PROVIDERS, type ProviderName } from '../../src/providers';
import { describeBase, languageOf, obstacleOf } from '../../src/surfaces/base-image';
import { addTracing, baseImage, removeTracing } from '../../src/surfaces/dockerfile';
import { type Instruction, instructionsOf } from '../helpers/dockerfile-ast';

const BASES = [
  'public.ecr.aws/lambda/python:3.13',
  'python:3.12-slim',
  'python:3.12-alpine',
  'public.ecr.aws/lambda/nodejs:18',
  'public.ecr.aws/lambda/nodejs:22@sha256:0000000000000000000000000000000000000000000000000000000000000000',
  'node:20-alpine',
  'public.ecr.aws/lambda/java:21',
  'amazoncorretto:21-alpine',
  'gcr.io/distroless/java21',
  'public.ecr.aws/lambda/dotnet:8',
  'public.ecr.aws/lambda/ruby:3.4',
  'ruby:3.4-slim',
  'public.ecr.aws/lambda/provided:al2023',
  'golang:1.25-alpine',
  'gcr.io/distroless/base-debian12',
];

/** Dockerfiles of all kinds, each for a base. */
const SHAPES: Readonly<Record<string, (base: string) => string>> = {
  plain: (base) => `FROM ${base}\nCOPY . .\nCMD ["app.handler"]\n`,
  'no newline at the end': (base) => `FROM ${base}\nCMD ["app.handler"]`,
  'Windows newlines': (base) => `FROM ${base}\r\nCOPY . .\r\nCMD ["app.handler"]\r\n`,
  'no command': (base) => `FROM ${base}\nCOPY . .\n`,
  'a command for a shell': (base) => `FROM ${base}\nCMD app.handler\n`,
  'a command of several lines': (base) => `FROM ${base}\nCMD [ \\\n  # the handler\n  "app.handler" \\\n]\nLABEL a=b\n`,
  'a user': (base) => `FROM ${base}\nUSER 1001:1001\nCMD ["app.handler"]\n`,
  'another escape character': (base) => `# escape=\`\nFROM ${base}\nRUN a \`\n  && b\nCMD ["app.handler"]\n`,
  'a syntax and a here-document': (base) =>
    `# syntax=docker/dockerfile:1\nFROM ${base}\nRUN <<EOF\nFROM x\nCMD ["y"]\nEOF\nCMD ["app.handler"]\n`,
  'several stages': (base) =>
    `FROM a AS build\nRUN x\nFROM ${base} as app\nCOPY --from=build /x /x\nCMD ["app.handler"]\n`,
  'a stage of a stage': (base) => `FROM ${base} AS base\nRUN x\nFROM base AS final\nCMD ["app.handler"]\n`,
  'several platforms': (base) =>
    `ARG BASE=${base}\nFROM --platform=$BUILDPLATFORM golang AS build\nARG TARGETARCH\nRUN go build\nFROM --platform=linux/arm64 $BASE\nCMD ["app.handler"]\n`,
};

const OPTIONS: Readonly<Partial<Record<ProviderName, readonly Readonly<Record<string, unknown>>[]>>> = {
  datadog: [{}, { lambdaFips: true }, { addExtension: false }],
  opentelemetry: [{}, { addCollector: true }, { distribution: 'application-signals' }],
};

const ROWS = Object.entries(OPTIONS).flatMap(([provider, sets]) =>
  sets.flatMap((options) => BASES.map((base) => [provider as ProviderName, JSON.stringify(options), base] as const)),
);

/** The parts, as the command asks for them; nothing if nothing is added there. */
function partsOf(provider: ProviderName, options: string, text: string, family?: Family): ImageParts | undefined {
  const base = baseImage(text) ?? '';
  const language = family ?? languageOf(base) ?? 'custom';
  const parts = PROVIDERS[provider].image?.(language, JSON.parse(options), describeBase(base)) ?? { lines: [] };
  return isRefusal(parts) || obstacleOf(base, parts) ? undefined : parts;
}

const said = ({ keyword, content }: Instruction): string => `${keyword} ${content}`;

/** Where stages begin: nothing is added to any stage but the last. */
const positionsOfStages = (instructions: readonly Instruction[]): number[] =>
  instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));

/** Instructions of the one list that are in place of, or between, those of the other. */
function inserted(before: readonly Instruction[], after: readonly Instruction[]): readonly Instruction[] {
  const kept = before.map(said);
  const isSame = (one: Instruction | undefined, text: string | undefined) => one !== undefined && said(one) === text;
  let head = 0;
  while (head < kept.length && isSame(after[head], kept[head])) head++;
  let tail = 0;
  while (tail < kept.length - head && isSame(after.at(-1 - tail), kept.at(-1 - tail))) tail++;
  const replaced = before.slice(head, kept.length - tail);
  expect(replaced.filter(({ keyword }) => keyword !== 'CMD')).toEqual([]);
  return after.slice(head, after.length - tail);
}

describe.each(Object.entries(SHAPES))('a Dockerfile with %s', (_, shape) => {
  test.each(ROWS)('for %s with %s on %s is parsed as it is meant', (provider, options, base) => {
    const text = shape(base);
    const parts = partsOf(provider, options, text);
    if (parts === undefined) return;
    const result = addTracing(text, parts);
    if ('refused' in result) throw new Error(JSON.stringify(result.refused));
    const [before, after] = [instructionsOf(text), instructionsOf(result.text)];
    const added = inserted(before, after);
    const isRoot = !before.some(({ keyword }) => keyword === 'USER');
    const expected = [
      ...parts.lines.map((line) => line.split(' ')[0]),
      ...Object.keys(parts.variables ?? {}).map(() => 'ENV'),
    ];
    const users = isRoot ? [] : ['USER', 'USER'];
    const redirect = result.text.includes('#| ') ? ['ENV', 'CMD'] : [];
    expect(added.map(({ keyword }) => keyword).sort()).toEqual([...expected, ...users, ...redirect].sort());
    expect(added.filter(({ lines, content }) => lines !== 1 || content === '')).toEqual([]);
    for (const { keyword, words, command, variables } of added) {
      if (keyword === 'COPY' || keyword === 'ADD')
        expect(words).toEqual([expect.any(String), expect.stringMatching(/^\/opt\//)]);
      if (keyword === 'CMD') expect(command).toEqual([parts.command]);
      if (keyword === 'ENV')
        expect(Object.entries(variables)).toEqual([[expect.stringMatching(/^[A-Z_]+$/), expect.any(String)]]);
    }
    const original = added.find(({ variables }) => parts.original !== undefined && parts.original in variables);
    if (redirect.length > 0) expect(original?.variables).toEqual({ [parts.original ?? '']: 'app.handler' });
    expect(positionsOfStages(after)).toEqual(positionsOfStages(before));
    expect(removeTracing(result.text)).toBe(text);
  });
});

test('the table has every language with every provider', () => {
  const served = ROWS.flatMap(([provider, options, base]) => {
    const text = SHAPES.plain?.(base) ?? '';
    return partsOf(provider, options, text) ? [`${provider} ${languageOf(base) ?? 'custom'}`] : [];
  });
  expect([...new Set(served)].sort()).toEqual(
    Object.keys(OPTIONS)
      .flatMap((provider) => FAMILIES.map((family) => `${provider} ${family}`))
      .sort(),
  );
});

test.each(['FROM a\nRUN x > y \\\n  z\nCMD ["b"]\n', 'FROM a\nENV A="b c" D=e\n'])(
  'the other parser sees what differs in %j',
  (text) => {
    expect(instructionsOf(text).map(said)).not.toEqual(
      instructionsOf(text.replace('x', 'w').replace('b c', 'b')).map(said),
    );
  },
);
