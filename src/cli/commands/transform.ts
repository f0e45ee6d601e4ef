/** `tracelayer transform`: the functions in template files get traced. */
import { resolve } from 'node:path';
import { about, describe, type Finding, note } from '../../core/finding';
import { FileProblem, readText, writeText } from '../../host/text-file';
import { errorsOf } from '../../providers';
import { tracerOf } from '../../providers/tracer';
import { unmatchedNotes } from '../../surfaces/selectors';
import { type Deployment, type Template, type Transformed, transform, untransform } from '../../surfaces/template';
import { type Call, type Command, UsageError } from '../command';
import { CATALOG_FLAG, PROVIDER_FLAG, withConfigFlags } from '../functions/flags';
import { FLAGS } from '../options/arguments';
import { catalogGiven } from '../options/catalog';
import type { Config } from '../options/config';
import { fileMistake } from '../options/files';
import { checkPlaces } from '../options/result';
import { paletteFor } from '../terminal/palette';
import { codeNextTo } from '../transform/assets';
import { DefinitionFiles, type DefinitionText } from '../transform/definitions';
import { type File, transformFile, unchangedFile } from '../transform/file';
import { requestOptions } from '../transform/options';
import { filesJson, filesText, isMistake } from '../transform/show';

export const command: Command = {
  usage: '[options] FILE...',
  about:
    'Adds tracing to the functions of CloudFormation and SAM templates, as the macro does, in JSON or in YAML with short-form tags. By default, it shows what would change. Comments, order, quoting, and anchors of everything else stay the same byte for byte.\n\nOptions come from the metadata of a function (`Metadata: Datadog:`), then from the command line, then from the section of the function in the file for --config, then from `Mappings.Datadog.Parameters`, then from the rest of that file. A section (`functions:`) selects functions by logical ID, name, construct, or pattern. The environment is not read, so the same file and options always give the same template.',
  flags: {
    write: { type: 'boolean', short: 'w', summary: 'Write the files.' },
    dryRun: { type: 'boolean', short: 'd', summary: 'Show what would change, which is also the default.' },
    output: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      summary: 'Write the result to this file instead. Takes one template only. `-` is standard output.',
    },
    check: { type: 'boolean', summary: 'Exit with code 1 if anything would change.' },
    remove: { type: 'boolean', summary: 'Remove the instrumentation exactly.' },
    json: { type: 'boolean', summary: 'Print the changes as JSON.' },
    region: {
      type: 'string',
      short: 'r',
      value: 'REGION',
      summary:
        'The AWS Region, if you deploy the template to one Region only. Layers are then written as literal ARNs.',
    },
    parameter: {
      type: 'list',
      value: 'NAME=VALUE',
      summary: "The values of the template's parameters, if a runtime or an architecture depends on them.",
    },
    ...PROVIDER_FLAG,
    ...CATALOG_FLAG,
  },
  options: true,
  operands: Number.POSITIVE_INFINITY,
  examples: [
    {
      description: 'Look at what would be changed',
      line: 'tracelayer transform template.yaml --api-key-secret-arn arn:aws:secretsmanager:...',
    },
    {
      description: 'Trace a SAM application before it is built',
      line: 'tracelayer transform template.yaml -o traced.yaml --config tracelayer.yaml',
    },
    {
      description: 'Fail in a pipeline if a file was not transformed',
      line: 'tracelayer transform templates/*.yaml --config tracelayer.yaml --check',
    },
    {
      description: 'With OpenTelemetry',
      line: 'tracelayer transform template.yaml --provider opentelemetry --otlp-endpoint https://otlp.example.com',
    },
    { description: 'Take it out again', line: 'tracelayer transform template.yaml --remove --write' },
  ],
  run: async (call) => {
    const run = requestedChange(call);
    const files = transformedFiles(call, run).map((file) => saved(file, call));
    reportFiles(files, call);
    warnOf(unmatchedSections(run.sections, files), call);
    const { output, check, json } = call.flags;
    if (output === '-' && json !== true && !files.some(isWrong)) call.host.out.exact(files[0]?.after ?? '');
    const mistakes = files.flatMap(({ findings }) => errorsOf(findings)).filter(isMistake);
    if (mistakes.length > 0) return 2;
    const isChanged = files.some(willChange);
    return files.some(isWrong) || (check === true && isChanged) ? 1 : 0;
  },
};

const willChange = ({ before, after, definitions }: File): boolean => before !== after || definitions.length > 0;

const isWrong = ({ findings }: File): boolean => errorsOf(findings).length > 0;

/** The file written where that is asked for. One that cannot be written does not stop the others. */
function saved(file: File, { flags, host }: Call): File {
  const { output, write } = flags;
  const path = output !== undefined && output !== '-' ? String(output) : write === true ? file.path : undefined;
  if (isWrong(file) || ((path ?? file.path) === file.path && !willChange(file))) return file;
  if (path === undefined) return output === '-' ? { ...file, writtenTo: '-' } : file;
  try {
    const own = { path: resolve(host.folder, path), shown: path, before: file.before, after: file.after };
    writeTexts(file.after === file.before && path === file.path ? file.definitions : [own, ...file.definitions]);
    return { ...file, writtenTo: path };
  } catch (problem) {
    if (!(problem instanceof FileProblem)) throw problem;
    return { ...file, findings: [...file.findings, ...unreadableFile(problem.path, problem)] };
  }
}

/** Writes all of them, or none: a receipt in a template and what it is about belong together. */
function writeTexts(texts: readonly DefinitionText[]): void {
  const written: DefinitionText[] = [];
  try {
    for (const text of texts) {
      writeText(text.path, text.after);
      written.push(text);
    }
  } catch (problem) {
    for (const { path, before } of written) writeText(path, before);
    throw problem;
  }
}

const unreadableFile = (path: string, { reason }: FileProblem): Finding[] =>
  about(path, [note('file-unreadable', { why: reason })]);

/** Standard output is for the template where it is asked for there. */
function reportFiles(files: readonly File[], call: Call): void {
  const { flags, host } = call;
  host.hide(files.flatMap(({ secrets }) => secrets));
  const out = flags.output === '-' ? host.err : host.out;
  if (flags.json === true)
    out.write(`${JSON.stringify({ files: filesJson(files, flags.remove === true) }, undefined, 2)}\n`);
  else {
    const palette = paletteFor(out, host.variables, flags.color as boolean | undefined);
    out.write(filesText(files, { palette, isRemoval: flags.remove === true }));
    if (files.some(isPreviewOnly) && !files.some(isWrong) && flags.check !== true) out.write(DRY_RUN);
  }
}

const isPreviewOnly = (file: File): boolean => willChange(file) && file.writtenTo === undefined;

const DRY_RUN = '\nNothing was written. Add `--write` to change the files, or `--output FILE` to write another one.\n';

function transformedFiles({ operands, flags, host }: Call, run: TransformRun): File[] {
  const missing = operands.map((path) => fileMistake({ option: 'FILE', path, folder: host.folder }));
  const few =
    operands.length === 0
      ? about(FLAGS, [
          note('option-missing', {
            option: 'FILE',
            why: 'there is nothing to transform',
            instead: 'name one or more template files',
          }),
        ])
      : [];
  const many =
    flags.output !== undefined && operands.length > 1
      ? [invalidFlag('--output', 'for several files', 'for one file; --write writes several')]
      : [];
  checkPlaces(flags, host.folder);
  const wrong = [...missing, ...few, ...many].filter((found) => found !== undefined);
  if (wrong.length > 0) throw new UsageError(wrong);
  return operands.map((operand) => fileAt(operand, host.folder, run));
}

/** A file that cannot be read does not stop the others. */
function fileAt(operand: string, folder: string, { change, definitions }: TransformRun): File {
  const path = resolve(folder, operand);
  try {
    const edited = (done: Pick<Transformed, 'machines'>) => definitions.edited(done);
    return transformFile(operand, readText(path), (template) => change(template, path), edited);
  } catch (problem) {
    if (!(problem instanceof FileProblem)) throw problem;
    return unchangedFile(operand, '', unreadableFile(operand, problem));
  }
}

/** The environment is not looked at: the same file and options give the same template. */
const asked = (call: Call) => withConfigFlags({ ...call, host: { ...call.host, variables: {} } }, command.flags);

type RequestedChange = (template: object, path: string) => Transformed;

interface TransformRun {
  readonly change: RequestedChange;
  /** The sections of the configuration file that hold for some functions. */
  readonly sections: Config['sections'];
  readonly definitions: DefinitionFiles;
}

function requestedChange(call: Call): TransformRun {
  const { flags, options } = call;
  const definitions = new DefinitionFiles(call.host.folder);
  // A copy of the template would share the definitions with the template itself.
  const filesOf = (path: string) => (flags.output === undefined ? { definitionAt: definitions.nextTo(path) } : {});
  if (flags.remove === true)
    return { change: (template, path) => untransform(template as Template, filesOf(path)), sections: [], definitions };
  const { provider, config, flags: read } = asked(call);
  const catalog = catalogGiven(provider, read, call.host.folder);
  const places = requestOptions({ provider, config, options }, isWrongOption);
  const request = { ...places, tracer: tracerOf(provider, catalog), deployment: deploymentOf(flags) };
  return {
    change: (template, path) =>
      transform(template as Template, { ...request, ...filesOf(path), codeOf: codeNextTo(path, provider) }),
    sections: config.sections,
    definitions,
  };
}

/** A section may be for a function of any of the files. */
function unmatchedSections(sections: Config['sections'], files: readonly File[]): Finding[] {
  const names = files.flatMap(({ reports, machines }) => [...reports, ...machines].flatMap((report) => report.names));
  const patterns = sections.map(({ pattern }) => pattern);
  return files.some(isWrong) ? [] : about(CONFIG, unmatchedNotes({ functions: patterns }, names));
}
const CONFIG = 'the configuration file';

function warnOf(findings: readonly Finding[], { host }: Call): void {
  const { note: warn } = paletteFor(host.err, host.variables);
  for (const found of findings) host.err.write(`${warn('warning')} ${describe(found)}\n`);
}

/** What is missing may be in the template. */
const isWrongOption = ({ code }: Finding): boolean => code === 'option-unknown' || code === 'option-invalid';

function deploymentOf({ region, parameter }: Call['flags']): Deployment {
  const pairs = ((parameter as readonly string[] | undefined) ?? []).map(
    (pair) => /^([^=]+)=(.*)$/s.exec(pair) ?? [pair],
  );
  const wrong = pairs
    .filter(([, name]) => name === undefined)
    .map(([pair]) => invalidFlag('--parameter', `"${pair}"`, 'a name and a value, such as `Stage=prod`'));
  if (wrong.length > 0) throw new UsageError(wrong);
  return {
    ...(region === undefined ? {} : { region: String(region) }),
    parameters: Object.fromEntries(pairs.map(([, name, value]) => [name, value])),
  };
}

const invalidFlag = (option: string, given: string, allowed: string) => ({
  ...note('option-invalid', { option, given, allowed }),
  subject: FLAGS,
});
