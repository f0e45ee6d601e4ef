/** `tracelayer dockerfile`: tracing in a container image, and out of it again. */
import { about, errorsOf, type Finding, note, type Policy, withPolicy } from '../../core/finding';
import type { ImageParts } from '../../core/provider';
import { isRefusal } from '../../core/recipe';
import { FAMILIES, type Family } from '../../core/runtime';
import { PROVIDERS, type ProviderName } from '../../providers';
import { describeBase, languageOf, obstacleOf } from '../../surfaces/base-image';
import { addTracing, baseImage, removeTracing, type Traced } from '../../surfaces/dockerfile';
import { type Call, type Command, type ExitCode, UsageError } from '../command';
import { type FunctionFlags, PROVIDER_FLAG, readOptions, withConfigFlags } from '../functions/flags';
import { textAt } from '../options/files';
import { checkPlaces, deliver, RESULT_FLAGS } from '../options/result';
import type { ChosenOptions } from '../options/settings';
import { withoutEffect } from '../options/without-effect';
import { printFindings } from '../terminal/report';

export const command: Command = {
  usage: '[options] [FILE]',
  about:
    "Adds to a Dockerfile what a layer would contain, and makes the tracer's handler the command. Everything else stays byte for byte, and --remove takes it out again. It works for Python, Node.js, Java, and .NET; for Ruby and Go it adds what can be added and prints what the code must do. OpenTelemetry comes from the packages of the language, or with `--distribution application-signals` from the content of AWS's layer.\n\nVersions are pinned to those that this release was made with. Choose others with --extension-layer-version, with --python-layer-version, --node-layer-version, or --ruby-layer-version, and for every language with --library-version. The variables (site, key, service) belong to the function: `tracelayer instrument --image-runtime LANGUAGE`, the construct, the macro, and the plugin write them.",
  flags: {
    language: {
      type: 'enum',
      values: FAMILIES,
      default: '- that of the base image',
      summary: 'The language of the function.',
    },
    libraryVersion: {
      type: 'string',
      value: 'VERSION',
      pattern: ['^\\d+(\\.\\d+){1,3}(b\\d+)?$', 'a version such as 1.64.0'],
      default: '- the one that this release was made with',
      summary: "The version of the language's library or tracer.",
    },
    stage: {
      type: 'string',
      value: 'NAME',
      default: '- the last one',
      summary: 'The build stage that becomes the image.',
    },
    remove: { type: 'boolean', summary: 'Remove what was added.' },
    ...RESULT_FLAGS,
    ...PROVIDER_FLAG,
  },
  options: true,
  operands: 1,
  examples: [
    {
      description: 'Look at what would change',
      line: 'tracelayer dockerfile Dockerfile --dry-run | diff Dockerfile -',
    },
    {
      description: 'Name the language of an unknown base image',
      line: 'tracelayer dockerfile services/api/Dockerfile --language python',
    },
    { description: 'Choose the version of the tracer', line: 'tracelayer dockerfile --library-version 1.64.0' },
    { description: 'Remove it again', line: 'tracelayer dockerfile --remove' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { host, operands } = call;
  const [file = 'Dockerfile'] = operands;
  const asked = withConfigFlags(call, command.flags);
  const { remove = false } = asked.flags;
  checkPlaces(asked.flags, host.folder);
  const before = textAt({ option: 'FILE', path: file, folder: host.folder });
  const { text = before, findings } = remove
    ? { text: removeTracing(before), findings: [] }
    : traceDockerfile(before, file, { asked, call });
  printFindings(findings, host);
  const failed = errorsOf(findings).length > 0;
  if (!failed)
    deliver({ file, before, after: text }, remove ? 'as it was before' : 'traced', { ...call, flags: asked.flags });
  return failed ? 1 : 0;
}

interface DockerfileResult {
  /** Absent if the file is left as it is. */
  readonly text?: string;
  readonly findings: readonly Finding[];
}

/** Applies the options for findings to the findings about the file. */
function traceDockerfile(
  before: string,
  file: string,
  { asked, call }: { asked: FunctionFlags; call: Call },
): DockerfileResult {
  const { common } = readOptions(asked, call, true);
  const parts = partsFor(before, file, { asked, common });
  const result = 'refused' in parts ? parts : addTracing(before, parts, stageFlag(asked));
  const notes = 'refused' in result ? result.refused : result.notes;
  const unused = 'refused' in parts ? [] : parts.unused;
  const findings = withPolicy([...about(file, notes), ...unused], common.settings as Policy);
  return 'refused' in result || errorsOf(findings).length > 0 ? { findings } : { text: result.text, findings };
}

interface DockerfileParts extends ImageParts {
  /** Findings about the options that the parts do not depend on. */
  readonly unused: readonly Finding[];
}

type RefusedImage = Exclude<ReturnType<typeof addTracing>, Traced>;

const stageFlag = ({ flags }: FunctionFlags): string | undefined => flags.stage as string | undefined;

/** What the image needs, or why nothing can be added. */
function partsFor(
  before: string,
  file: string,
  { asked, common }: { asked: FunctionFlags; common: ChosenOptions },
): DockerfileParts | RefusedImage {
  const { image, imageOptions } = PROVIDERS[asked.provider];
  const base = baseImage(removeTracing(before), stageFlag(asked));
  if (base === undefined) return { lines: [], unused: [] };
  if (image === undefined) throw withoutImages(asked.provider, file);
  const language = (asked.flags.language as Family | undefined) ?? languageOf(base);
  if (language === undefined) return { refused: [note('language-unknown', { given: base })] };
  const release = asked.flags.libraryVersion as string | undefined;
  const parts = image(language, common.settings, {
    ...describeBase(base),
    ...(release === undefined ? {} : { release }),
  });
  if (isRefusal(parts)) return { refused: [...parts.refused] };
  const obstacle = obstacleOf(base, parts);
  if (obstacle !== undefined) return { refused: [obstacle] };
  const used = imageOptions?.(language, common.settings) ?? [];
  return {
    ...parts,
    unused: withoutEffect(asked.provider, common, (name) => used.includes(name), BELONGS_TO_FUNCTION),
  };
}

const BELONGS_TO_FUNCTION = {
  why: 'nothing in this Dockerfile depends on it',
  instead:
    'set it on the function, with `tracelayer instrument --image-runtime LANGUAGE`, the construct, the macro, or the plugin',
};

/** A provider may have layers only. */
function withoutImages(provider: ProviderName, file: string): UsageError {
  const others = Object.values(PROVIDERS).filter(({ image }) => image !== undefined);
  const allowed = `${others.map(({ name }) => name).join(' or ')}, because other providers have layers only, and an image takes none`;
  return new UsageError([
    { ...note('option-invalid', { option: '--provider', given: provider, allowed }), subject: file },
  ]);
}
