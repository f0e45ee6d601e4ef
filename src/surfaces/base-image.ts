/** What the base of an image decides: the language, the package manager, the C library, and what cannot be traced on it. */
import { type Note, note } from '../core/finding';
import type { ImageBase, ImageParts, ImageTools } from '../core/provider';
import type { Family } from '../core/runtime';

/** What installs the tools, by package manager. */
const INSTALLS = {
  dnf: {
    compilers: 'dnf -y install gcc gmp-devel make',
    archives: 'dnf -y install tar gzip',
    zip: 'dnf -y install unzip',
  },
  yum: {
    compilers: 'yum -y install gcc gmp-devel make',
    archives: 'yum -y install tar gzip',
    zip: 'yum -y install unzip',
  },
  apk: {
    compilers: 'apk add --no-cache build-base gmp-dev',
    archives: 'apk add --no-cache curl tar',
    zip: 'apk add --no-cache curl unzip',
  },
  'apt-get': {
    compilers: 'apt-get update && apt-get install -y gcc libgmp-dev make',
    archives: 'apt-get update && apt-get install -y curl',
    zip: 'apt-get update && apt-get install -y curl unzip',
  },
} as const satisfies Record<string, Readonly<Record<ImageTools, string>>>;

interface BaseRow {
  readonly names: RegExp;
  readonly manager?: keyof typeof INSTALLS;
  readonly isMusl?: true;
  /** What the base lacks that some lines need, in words for people. */
  readonly lacks?: { readonly library?: string; readonly shell?: string; readonly wrapper?: string };
}

const NO_LIBRARY = 'which has no C library, and the extension needs one';
const NO_SHELL = 'which has no shell, and the lines that install the library need one';
const NO_BASH = 'which has no bash, and a bash script starts the tracer';
const NO_CALL = 'whose runtime interface client does not read `AWS_LAMBDA_EXEC_WRAPPER`, which starts the tracer';

/**
 * The first row that fits counts. Sources: the AWS Lambda developer guide, "Using a base image": images since Python 3.12,
 * Node.js 20, Java 21, .NET 8, and Ruby 3.3 are Amazon Linux 2023 with `dnf`, and older ones Amazon Linux 2 with `yum`.
 */
const BASES: readonly BaseRow[] = [
  { names: /^scratch$|distroless\/static/, lacks: { library: NO_LIBRARY, shell: NO_SHELL, wrapper: NO_BASH } },
  { names: /distroless|chainguard/, lacks: { shell: NO_SHELL, wrapper: NO_BASH } },
  { names: /alpine/, manager: 'apk', isMusl: true, lacks: { wrapper: NO_BASH } },
  {
    names:
      /(^|\/)lambda\/(python:3\.([89]|10|11)|nodejs:1\d|java:(8|11|17)|dotnet:[67]|ruby:(2|3\.2)|provided:al2)(?!\d)/,
    manager: 'yum',
  },
  { names: /(^|\/)lambda\//, manager: 'dnf' },
  { names: /(^|\/)amazonlinux:2(?!\d)/, manager: 'yum', lacks: { wrapper: NO_CALL } },
  { names: /(^|\/)(amazonlinux|amazoncorretto)\b/, manager: 'dnf', lacks: { wrapper: NO_CALL } },
  {
    names:
      /(^|\/)(eclipse-temurin|openjdk|dotnet\/(runtime|aspnet|sdk)|debian|ubuntu|python|node|ruby|golang)(?![\w/-])/,
    lacks: { wrapper: NO_CALL },
  },
];

/** The version of a language in the name of an image, such as `python:3.12-slim`, `nodejs:22`, or `distroless/nodejs22`. */
const VERSIONS = /(?:python|node|nodejs):?(\d+(?:\.\d+)?)/;

const rowOf = (base: string): BaseRow | undefined => BASES.find(({ names }) => names.test(base));

/** What the lines depend on; other bases are mostly Debian. */
export function describeBase(base: string): ImageBase {
  const { manager = 'apt-get', isMusl = false } = rowOf(base) ?? {};
  const version = VERSIONS.exec(base)?.[1];
  return { installs: INSTALLS[manager], isMusl, ...(version === undefined ? {} : { version }) };
}

/** Why the parts cannot work on the base; nothing if they can. */
export function obstacleOf(base: string, { lines, variables }: ImageParts): Note | undefined {
  const { lacks } = rowOf(base) ?? {};
  const wrapper = variables?.AWS_LAMBDA_EXEC_WRAPPER;
  const why =
    (wrapper === undefined ? undefined : lacks?.wrapper) ??
    (lines.some((line) => line.startsWith('RUN ')) ? lacks?.shell : undefined) ??
    (lines.length > 0 ? lacks?.library : undefined);
  return why === undefined
    ? undefined
    : note('image-base-unsupported', { base, why, ...(wrapper === undefined ? {} : { wrapper }) });
}

/** How images name their language, AWS's base images first. */
const LANGUAGES: readonly (readonly [RegExp, Family])[] = [
  [/(^|\/)python\d*\b/, 'python'],
  [/(^|\/)node(js)?\d*\b/, 'nodejs'],
  [/(^|\/)(java\d*|amazoncorretto|eclipse-temurin|openjdk)\b/, 'java'],
  [/(^|\/)dotnet\b/, 'dotnet'],
  [/(^|\/)ruby\b/, 'ruby'],
  [/(^|\/)(provided|go|golang)\b/, 'custom'],
];

export const languageOf = (base: string): Family | undefined => LANGUAGES.find(([pattern]) => pattern.test(base))?.[1];
