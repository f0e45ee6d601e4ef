/** `tracelayer dockerfile`: tracing in a container image, and out of it again. */
import { resolve } from 'node:path';
import { about, describe, note } from '../core/finding';
import { FAMILIES, type Family } from '../core/runtime';
import { writeText } from '../host/text-file';
import { errorsOf, PROVIDERS, type ProviderName } from '../providers';
import { addTracing, baseOf, removeTracing, type Traced } from '../surfaces/dockerfile';
import { type Call, type Command, type ExitCode, UsageError } from './command';
import { textAt } from './files';
import { askedFor, PROVIDER_FLAG } from './functions/flags';

export const command: Command = {
  usage: '[options] [FILE]',
  about:
    'Adds to a Dockerfile what a layer would bring, and puts the tracer in front of the command; everything else stays byte for byte, and --remove takes it out again. Works for Python, Node.js, Java and .NET; for Ruby and Go it adds what can be added and says what the code must do.\n\nThe variables (site, key, service) stand on the function: `tracelayer instrument --image-runtime LANGUAGE`, the construct, the macro or the plugin write them.',
  flags: {
    language: {
      type: 'enum',
      values: FAMILIES,
      default: '- seen in the base image',
      summary: 'The language of the function.',
    },
    stage: { type: 'string', value: 'NAME', default: '- the last one', summary: 'The stage that becomes the image.' },
    remove: { type: 'boolean', summary: 'Take out what was added.' },
    dryRun: { type: 'boolean', short: 'd', summary: 'Write the result to the output and not to the file.' },
    ...PROVIDER_FLAG,
  },
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
  const { host, operands, flags } = call;
  const [file = 'Dockerfile'] = operands;
  const path = resolve(host.folder, file);
  const before = textAt({ option: 'FILE', path: file, folder: host.folder });
  const result = flags.remove === true ? { text: removeTracing(before), notes: [] } : added(before, file, call);
  for (const found of about(file, 'refused' in result ? result.refused : result.notes))
    host.err.write(`${describe(found)}\n`);
  if ('refused' in result) return errorsOf(about(file, result.refused)).length > 0 ? 1 : 0;
  if (flags.dryRun === true) host.out.exact(result.text);
  else if (result.text === before) host.out.write(`${file}: nothing to change\n`);
  else {
    writeText(path, result.text);
    host.out.write(`${file}: ${flags.remove === true ? 'as it was before' : 'traced'}\n`);
  }
  return 0;
}

function added(text: string, file: string, call: Call): ReturnType<typeof addTracing> | Traced {
  const asked = askedFor(call, command.flags);
  const { image } = PROVIDERS[asked.provider];
  const stage = asked.flags.stage as string | undefined;
  const base = baseOf(removeTracing(text), stage);
  if (base === undefined) return addTracing(text, { lines: [] }, stage);
  const language = (asked.flags.language as Family | undefined) ?? languageOf(base);
  if (image === undefined) throw withoutImages(asked.provider, file);
  if (language === undefined) return { refused: [note('language-unknown', { given: base })] };
  return addTracing(text, image(language), stage);
}

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
  [/(^|\/)(java|amazoncorretto|eclipse-temurin|openjdk)\b/, 'java'],
  [/(^|\/)dotnet\b/, 'dotnet'],
  [/(^|\/)ruby\b/, 'ruby'],
  [/(^|\/)(provided|go|golang)\b/, 'custom'],
];

const languageOf = (base: string): Family | undefined => BASES.find(([pattern]) => pattern.test(base))?.[1];
