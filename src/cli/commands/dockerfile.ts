/** `tracelayer dockerfile`: tracing in a container image, and out of it again. */
import { about, errorsOf, type Finding, type Note, note, type Policy, withPolicy } from '../../core/finding';
import type { ImageParts, Settings } from '../../core/provider';
import { FAMILIES, type Family } from '../../core/runtime';
import { PROVIDERS, type ProviderName } from '../../providers';
import { addTracing, baseImage, removeTracing } from '../../surfaces/dockerfile';
import { type Call, type Command, type ExitCode, UsageError } from '../command';
import { askedFor, type FunctionFlags, PROVIDER_FLAG, readOptions } from '../functions/flags';
import { textAt } from '../options/files';
import { checkPlaces, deliver, RESULT_FLAGS } from '../options/result';
import { tellAll } from '../terminal/report';

export const command: Command = {
  usage: '[options] [FILE]',
  about:
    'Adds to a Dockerfile what a layer would bring, and puts the tracer in front of the command. Everything else stays byte for byte, and --remove takes it out again. It works for Python, Node.js, Java, and .NET; for Ruby and Go it adds what can be added and prints what the code must do.\n\nVersions are pinned to those of the layers of this release, or to --extension-layer-version, --python-layer-version and their like. The variables (site, key, service) belong to the function: `tracelayer instrument --image-runtime LANGUAGE`, the construct, the macro, and the plugin write them.',
  flags: {
    language: {
      type: 'enum',
      values: FAMILIES,
      default: '- seen in the base image',
      summary: 'The language of the function.',
    },
    stage: { type: 'string', value: 'NAME', default: '- the last one', summary: 'The stage that becomes the image.' },
    remove: { type: 'boolean', summary: 'Take out what was added.' },
    ...RESULT_FLAGS,
    ...PROVIDER_FLAG,
  },
  options: true,
  operands: 1,
  examples: [
    { says: 'Look at what would become of it', line: 'tracelayer dockerfile Dockerfile --dry-run | diff Dockerfile -' },
    {
      says: 'An image whose base does not tell',
      line: 'tracelayer dockerfile services/api/Dockerfile --language python',
    },
    { says: 'Take it out again', line: 'tracelayer dockerfile --remove' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { host, operands } = call;
  const [file = 'Dockerfile'] = operands;
  const asked = askedFor(call, command.flags);
  const { remove = false } = asked.flags;
  checkPlaces(asked.flags, host.folder);
  const before = textAt({ option: 'FILE', path: file, folder: host.folder });
  const { text = before, findings } = remove
    ? { text: removeTracing(before), findings: [] }
    : traceDockerfile(before, file, { asked, call });
  tellAll(findings, host);
  const failed = errorsOf(findings).length > 0;
  if (!failed)
    deliver({ file, before, after: text }, remove ? 'as it was before' : 'traced', { ...call, flags: asked.flags });
  return failed ? 1 : 0;
}

interface DockerfileResult {
  /** Absent where the file is left as it is. */
  readonly text?: string;
  readonly findings: readonly Finding[];
}

/** Findings about the file, as the options want them to be treated. */
function traceDockerfile(
  before: string,
  file: string,
  { asked, call }: { asked: FunctionFlags; call: Call },
): DockerfileResult {
  const { settings } = readOptions(asked, call, true).common;
  const result = traced(before, file, { asked, settings });
  const notes = 'refused' in result ? result.refused : result.notes;
  const findings = withPolicy(about(file, notes), settings as Policy);
  return 'refused' in result || errorsOf(findings).length > 0 ? { findings } : { text: result.text, findings };
}

function traced(before: string, file: string, { asked, settings }: { asked: FunctionFlags; settings: Settings }) {
  const { image } = PROVIDERS[asked.provider];
  const stage = asked.flags.stage as string | undefined;
  const base = baseImage(removeTracing(before), stage);
  if (base === undefined) return addTracing(before, { lines: [] }, stage);
  const language = (asked.flags.language as Family | undefined) ?? languageOf(base);
  if (image === undefined) throw withoutImages(asked.provider, file);
  if (language === undefined) return { refused: [note('language-unknown', { given: base })] };
  const parts = image(language, settings, { isMusl: /alpine/.test(base) });
  const obstacle = obstacleOf(base, parts);
  return obstacle === undefined ? addTracing(before, parts, stage) : { refused: [obstacle] };
}

/** Lambda's own clients run the wrapper, which is a bash script; on other bases nobody does. */
function obstacleOf(base: string, { variables }: ImageParts): Note | undefined {
  const wrapper = variables?.AWS_LAMBDA_EXEC_WRAPPER;
  const why = OBSTACLES.find(([pattern]) => pattern.test(base))?.[1];
  return wrapper === undefined || why === undefined
    ? undefined
    : note('image-base-unsupported', { base, why, wrapper });
}

const OBSTACLES: readonly (readonly [RegExp, string])[] = [
  [/alpine|distroless|scratch|chainguard/, 'which has no bash, and a bash script starts the tracer'],
  [
    /(^|\/)(amazoncorretto|eclipse-temurin|openjdk|dotnet\/(runtime|aspnet|sdk)|amazonlinux|debian|ubuntu)\b/,
    'whose runtime interface client does not read `AWS_LAMBDA_EXEC_WRAPPER`, which starts the tracer',
  ],
];

/** OpenTelemetry, for one, comes in layers alone. */
function withoutImages(provider: ProviderName, file: string): UsageError {
  const others = Object.values(PROVIDERS).filter(({ image }) => image !== undefined);
  const allowed = `${others.map(({ name }) => name).join(' or ')}, as others come in layers, which images do not take`;
  return new UsageError([
    { ...note('option-invalid', { option: '--provider', given: provider, allowed }), subject: file },
  ]);
}

/** How images name their language, AWS's base images first. */
const BASES: readonly (readonly [RegExp, Family])[] = [
  [/(^|\/)python\b/, 'python'],
  [/(^|\/)node(js)?\b/, 'nodejs'],
  [/(^|\/)(java\d*|amazoncorretto|eclipse-temurin|openjdk)\b/, 'java'],
  [/(^|\/)dotnet\b/, 'dotnet'],
  [/(^|\/)ruby\b/, 'ruby'],
  [/(^|\/)(provided|go|golang)\b/, 'custom'],
];

const languageOf = (base: string): Family | undefined => BASES.find(([pattern]) => pattern.test(base))?.[1];
