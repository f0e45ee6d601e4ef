/** `tracelayer preview`: runs functions of a template here and shows their traces, without AWS and without an account. */
import { extname, resolve } from 'node:path';
import { describe, type Finding, note, severity } from '../core/finding';
import { matches } from '../core/select';
import { visibleLine } from '../core/visible';
import { writeText } from '../host/text-file';
import { previewJson } from '../preview/draw/json';
import { previewPage } from '../preview/draw/page';
import { ANSI, PLAIN } from '../preview/draw/palette';
import { drawPreview } from '../preview/draw/terminal';
import { type Preview, preview } from '../preview/preview';
import { PreviewProblem } from '../preview/problem';
import { defaultCacheFolder } from '../preview/trees/cache';
import { configure, errorsOf, type Given, type ProviderName } from '../providers';
import { tracerOf } from '../providers/tracer';
import { type Deployment, transform } from '../surfaces/template';
import { FLAGS } from './arguments';
import { type Call, type Command, type ExitCode, UsageError } from './command';
import { askedFor, PROVIDER_FLAG } from './functions/flags';
import { isColoured } from './palette';
import { documentsAt, EXPECTED } from './preview/documents';
import { DEFAULT_EVENTS, EVENT_NAMES, eventsOf } from './preview/events';
import { type Change, type Found, functionsIn, layerFoldersOf, withCode } from './preview/functions';
import { deploymentOf, foldersOf } from './preview/pairs';
import { codeBeside } from './transform/assets';

export const command: Command = {
  usage: '[options] [TEMPLATE]',
  about:
    'Runs functions on this machine as their instrumentation leaves them, with the real tracers, and draws the traces that they send. Nothing is deployed, no account is needed, and the traces stay here.\n\nTEMPLATE is a CloudFormation or SAM template in YAML or JSON, a `cdk.out` or a template in it, or a Serverless service that `serverless package` has been run in; without it, what the folder has is taken. Functions that are traced already run as they are, all others as `transform` would leave them with the same options; a key need not be given. The first run fetches the tracers from their package registries and keeps them.',
  flags: {
    function: {
      type: 'list',
      short: 'f',
      value: 'NAME',
      summary: 'The functions, by logical id, name, construct or pattern; all that can be run when absent.',
    },
    event: {
      type: 'list',
      short: 'e',
      value: 'FILE',
      summary: `Events to send in order: a file of JSON, or ${EVENT_NAMES}; a single one is sent twice, cold and warm.`,
      default: DEFAULT_EVENTS,
    },
    json: { type: 'boolean', summary: 'Write what was seen as JSON.' },
    html: { type: 'string', value: 'FILE', summary: 'Write a page with a flame view of each trace, too.' },
    layer: {
      type: 'list',
      value: 'NAME=FOLDER',
      summary: "The files of layers of your own, by the layer's name or logical id.",
    },
    region: { type: 'string', short: 'r', value: 'REGION', summary: 'The region that it stands for.' },
    parameter: { type: 'list', value: 'NAME=VALUE', summary: "Values of the template's parameters." },
    ...PROVIDER_FLAG,
  },
  options: true,
  operands: 1,
  examples: [
    { says: 'See a trace of a SAM application', line: 'tracelayer preview template.yaml --service shop --env dev' },
    { says: 'One function of a CDK app', line: 'cdk synth && tracelayer preview cdk.out --function Orders' },
    { says: 'With an event of your own, as a page', line: 'tracelayer preview --event order.json --html trace.html' },
    { says: 'With OpenTelemetry', line: 'tracelayer preview template.yaml --provider opentelemetry' },
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const asked = { ...call, flags: askedFor(call, command.flags).flags };
  const events = eventsOf(call);
  const layers = foldersOf(asked);
  const found = chosen(asked, deploymentOf(asked));
  const previews: Preview[] = [];
  let failed = 0;
  for (const one of found) {
    const seen = await attempt(one, { call, events, layers });
    if (seen === undefined) failed += 1;
    else {
      previews.push(seen);
      if (call.flags.json !== true) call.host.out.write(drawn(seen, call));
    }
  }
  if (call.flags.json === true)
    call.host.out.write(
      `${JSON.stringify({ previews: previews.map((one) => JSON.parse(previewJson(one))) }, undefined, 2)}\n`,
    );
  if (call.flags.html !== undefined) writePages(previews, call);
  return previews.length === 0 || (failed > 0 && asked.flags.function !== undefined) ? 1 : 0;
}

/** The functions that are meant. */
function chosen(call: Call, deployment: Deployment): Found[] {
  const { operands, flags, host } = call;
  const given = operands[0] ?? '.';
  const documents = documentsAt(resolve(host.folder, given));
  if (documents.length === 0) throw new UsageError([fault('TEMPLATE', given, EXPECTED)]);
  const change = changeOf(call);
  const all = documents.flatMap((document) => functionsIn(document, change, deployment));
  const patterns = flags.function as readonly string[] | undefined;
  const meets = (pattern: string) => all.filter(({ names }) => names.some((name) => matches(pattern, name)));
  const wrong = (patterns ?? [])
    .filter((pattern) => meets(pattern).length === 0)
    .map((pattern) => fault('--function', pattern, all.map(({ names }) => names.at(-1)).join(', ') || 'no function'));
  if (wrong.length > 0) throw new UsageError(wrong);
  const isMeant = (one: Found) => patterns === undefined || patterns.some((pattern) => meets(pattern).includes(one));
  return all.filter(isMeant);
}

/** What a deployment needs and a preview does not, farther than all that is given: somebody's key, somewhere to send to. */
const UNNEEDED: Readonly<Record<ProviderName, Given['values']>> = {
  datadog: { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:preview' },
  opentelemetry: { otlpEndpoint: 'http://127.0.0.1:4318' },
};

function changeOf(call: Call): Change {
  const { provider, config } = askedFor(call, command.flags);
  const given: Given = { source: FLAGS, values: call.options };
  const isLacking = configure(provider, given, config.options).findings.some(({ code }) => code === 'option-missing');
  const unneeded = isLacking ? [{ source: 'the preview', values: UNNEEDED[provider] }] : [];
  const farther = [config.options, ...unneeded];
  const mistakes = errorsOf(configure(provider, given, ...farther).findings);
  if (mistakes.length > 0) throw new UsageError(mistakes);
  const request = { tracer: tracerOf(provider), nearer: [given], farther };
  return (template, deployment, path) =>
    transform(template, { ...request, deployment, codeOf: codeBeside(path, provider) });
}

interface Setup {
  readonly call: Call;
  readonly events: readonly (() => unknown)[];
  readonly layers: Readonly<Record<string, string>>;
}

/** Longer than tracers wait before they send in the background: what Lambda would lose is seen, and said. */
const THAW_MS = 1_500;

/** What was seen of one function; nothing where it cannot be run here, which is told. */
async function attempt(found: Found, { call, events, layers }: Setup): Promise<Preview | undefined> {
  const { err, variables } = call.host;
  const name = found.names.at(-1) ?? found.fn.name;
  for (const finding of found.findings) err.write(`${severity(finding)} ${describe(finding)}\n`);
  const cacheFolder = defaultCacheFolder(variables);
  try {
    const fn = await withCode(found, cacheFolder);
    if (fn === undefined) throw noCode(found);
    const layerFolders = { ...(await layerFoldersOf(found, cacheFolder)), ...layers };
    const fetching = (tree: string) => err.write(`fetching ${tree}, once; it is kept in ${cacheFolder}\n`);
    const path = variables.PATH ?? '';
    return await preview(fn, { events, cacheFolder, path, layerFolders, fetching, thawMs: THAW_MS });
  } catch (problem) {
    if (!(problem instanceof PreviewProblem)) throw problem;
    err.write(`${visibleLine(`${name}: not run: ${problem.message}`)}\n`);
    return undefined;
  }
}

const noCode = ({ resource }: Found): PreviewProblem =>
  new PreviewProblem({
    code: 'preview-code-missing',
    what: resource.properties.Runtime === undefined ? 'it is a container image' : 'its code is not on this machine',
    allowed: 'code in the folder that the template names, in the asset of `cdk synth`, or in a packaged service',
  });

function drawn(seen: Preview, { host, flags }: Call): string {
  const { out, variables } = host;
  const palette = isColoured(out, variables, flags.color as boolean | undefined) ? ANSI : PLAIN;
  return `${drawPreview(seen, { palette, columns: out.columns })}\n`;
}

/** Several functions have a page each, with the name of the function in the file's. */
function writePages(previews: readonly Preview[], { host, flags }: Call): void {
  const file = resolve(host.folder, String(flags.html));
  for (const seen of previews) {
    const suffix = extname(file);
    const path =
      previews.length === 1 ? file : `${file.slice(0, file.length - suffix.length)}-${seen.functionName}${suffix}`;
    writeText(path, previewPage(seen));
    host.err.write(`wrote ${visibleLine(path)}\n`);
  }
}

const fault = (option: string, given: string, allowed: string): Finding => ({
  ...note('option-invalid', { option, given, allowed }),
  subject: FLAGS,
});
