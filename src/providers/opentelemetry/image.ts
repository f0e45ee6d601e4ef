/** What a container image must contain, since layers cannot be attached to it. */
import { note } from '../../core/finding';
import type { ImageBase, ImageParts } from '../../core/provider';
import type { Refusal } from '../../core/recipe';
import type { Family } from '../../core/runtime';
import { valueText } from '../../core/value';
import published from '../layers/opentelemetry.json';
import packages from '../layers/opentelemetry-packages.json';
import { releaseFor } from '../releases';
import { type Distribution, distributionOf, type Options, wantsCollector } from './options';
import { SCRIPTS } from './scripts';

/** The lines for a language, with the release that they install. */
type Image = (base: ImageBase) => ImageParts;

/** Only traces are sent, unless the function's own variables say otherwise. */
const QUIET = { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
const PROPAGATORS = { OTEL_PROPAGATORS: 'tracecontext,baggage,xray' };

/** A file of these lines; one line of the Dockerfile, which may have another character to continue a line. */
const fileOf = (path: string, lines: readonly string[]): string =>
  `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > ${path}`;

/**
 * What the layer's script and its `otel_wrapper.py` do. The instrumentation of Lambda comes last, because it imports the function's
 * code, and finds the function in `ORIG_HANDLER`.
 */
const PYTHON_MODULE = [
  'import os',
  'from importlib import import_module',
  'from opentelemetry.instrumentation.auto_instrumentation import initialize',
  'from opentelemetry.instrumentation.aws_lambda import AwsLambdaInstrumentor',
  'disabled = "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"',
  'os.environ[disabled] = os.environ.get(disabled, "") + ",aws-lambda"',
  'os.environ.setdefault("OTEL_SERVICE_NAME", os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""))',
  'initialize()',
  'AwsLambdaInstrumentor().instrument(skip_dep_check=True)',
  'module, _, name = os.environ["ORIG_HANDLER"].replace("/", ".").rpartition(".")',
  'handler = getattr(import_module(module), name)',
];

/** ES modules can be instrumented only if this hook is registered before the SDK starts. */
const NODE_MODULE = [
  'import { register } from "node:module";',
  'import { createAddHookMessageChannel } from "import-in-the-middle";',
  'const { registerOptions, waitForAllMessagesAcknowledged } = createAddHookMessageChannel();',
  'register("import-in-the-middle/hook.mjs", import.meta.url, registerOptions);',
  'process.env.OTEL_SERVICE_NAME ??= process.env.AWS_LAMBDA_FUNCTION_NAME ?? "";',
  'process.env._HANDLER ??= process.argv.at(-1);',
  'process.env.LAMBDA_TASK_ROOT ??= process.cwd();',
  'await import("@opentelemetry/auto-instrumentations-node/register");',
  'await waitForAllMessagesAcknowledged();',
];

/** The exporter has other release numbers; pip finds the one for a release that the table doesn't have. */
function exporterFor(release: string): string {
  const exporter = packages.python.find((row) => row[1] === release)?.[2];
  return `opentelemetry-exporter-otlp-proto-http${exporter === undefined ? '' : `==${exporter}`}`;
}

const SITE_PACKAGES = `"$(python3 -c 'import sysconfig; print(sysconfig.get_path("purelib"))')`;

/** Packages of the registries of the languages. */
const COMMUNITY: Record<Family, Image> = {
  python: ({ release, version }) => {
    const pinned = release ?? releaseFor(packages.python, version);
    return {
      lines: [
        `RUN pip install opentelemetry-distro==${pinned} opentelemetry-instrumentation-aws-lambda==${pinned} ${exporterFor(pinned)} opentelemetry-propagator-aws-xray==${packages['opentelemetry-propagator-aws-xray']}`,
        // It adds the instrumentations of the libraries that it finds, which may be in the folder of the function.
        'RUN PYTHONPATH="${LAMBDA_TASK_ROOT:-.}" opentelemetry-bootstrap -a install',
        `RUN ${fileOf(`${SITE_PACKAGES}/tracelayer_opentelemetry.py"`, PYTHON_MODULE)}`,
      ],
      command: 'tracelayer_opentelemetry.handler',
      original: 'ORIG_HANDLER',
      variables: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', ...PROPAGATORS, ...QUIET },
    };
  },
  nodejs: ({ release, version }) => ({
    lines: [
      // npm installs the releases of `@opentelemetry/api` and `@opentelemetry/core` that this one needs, because they are its peers.
      `RUN npm install --prefix /opt/opentelemetry @opentelemetry/auto-instrumentations-node@${release ?? releaseFor(packages.nodejs, version)} && ${fileOf('/opt/opentelemetry/start.mjs', NODE_MODULE)}`,
      'ENV NODE_OPTIONS="${NODE_OPTIONS} --import /opt/opentelemetry/start.mjs"',
    ],
    variables: QUIET,
  }),
  java: ({ release }) => ({
    lines: [
      `ARG OTEL_JAVA_AGENT=${release ?? packages.java}`,
      'ADD --chmod=644 https://repo1.maven.org/maven2/io/opentelemetry/javaagent/opentelemetry-javaagent/${OTEL_JAVA_AGENT}/opentelemetry-javaagent-${OTEL_JAVA_AGENT}.jar /opt/opentelemetry-javaagent.jar',
      'ENV JAVA_TOOL_OPTIONS="-javaagent:/opt/opentelemetry-javaagent.jar ${JAVA_TOOL_OPTIONS}"',
    ],
    variables: { ...PROPAGATORS, OTEL_INSTRUMENTATION_AWS_LAMBDA_FLUSH_TIMEOUT: '10000', ...QUIET },
  }),
  ruby: () => ({
    lines: [],
    code: 'add the gems `opentelemetry-sdk`, `opentelemetry-exporter-otlp`, and `opentelemetry-instrumentation-all` to the Gemfile, and call `OpenTelemetry::SDK.configure(&:use_all)` before the handler is defined',
  }),
  dotnet: () => ({ lines: [], code: SDK_IN_CODE }),
  custom: () => ({ lines: [], code: SDK_IN_CODE }),
};

const SDK_IN_CODE =
  'set up the SDK of OpenTelemetry in the code, with an exporter to your endpoint; or to http://localhost:4318, if the image has the collector (`--add-collector`)';

/** The content of AWS's layer. Source: the user guide of CloudWatch, Application Signals, "Lambda functions from container images". */
const unpacked =
  (language: 'python' | 'js' | 'java' | 'dotnet', version: string): Image =>
  ({ release = version, installs }) => ({
    lines: [
      `RUN ${installs?.zip ?? AWS_ZIP}`,
      unzipLine(
        `https://github.com/aws-observability/aws-otel-${language}-instrumentation/releases/download/v${release}/layer.zip`,
      ),
    ],
    variables: { AWS_LAMBDA_EXEC_WRAPPER: SCRIPTS.instrument },
  });

const unzipLine = (url: string): string =>
  `RUN curl -fsSL -o /tmp/layer.zip "${url}" && mkdir -p /opt && unzip -q -o /tmp/layer.zip -d /opt && chmod -R 755 /opt && rm /tmp/layer.zip`;

/** On AWS's newer base images. */
const AWS_ZIP = 'dnf -y install unzip';

const SIGNALS = packages.applicationSignals;
const IMAGES: Record<Distribution, Partial<Record<Family, Image>>> = {
  community: COMMUNITY,
  'application-signals': {
    python: unpacked('python', SIGNALS.python),
    nodejs: unpacked('js', SIGNALS.nodejs),
    java: unpacked('java', SIGNALS.java),
    dotnet: unpacked('dotnet', SIGNALS.dotnet),
  },
  adot: {},
};

/** The collector is an extension, for either processor. Source: opentelemetry-lambda, release-layer-collector.yml. */
function collectorLines(options: Options, { installs }: ImageBase): string[] {
  if (!wantsCollector(options)) return [];
  const version = valueText(options.collectorLayerVersion ?? published.community.layers.collector.version);
  const processor = '$(if [ "$(uname -m)" = aarch64 ]; then echo arm64; else echo amd64; fi)';
  return [
    `RUN ${installs?.zip ?? AWS_ZIP}`,
    unzipLine(
      `https://github.com/open-telemetry/opentelemetry-lambda/releases/download/layer-collector%2F${version.replace(/_/g, '.')}/opentelemetry-collector-layer-${processor}.zip`,
    ),
  ];
}

/** All of it for a Dockerfile: the SDK, its start, and the collector. */
export function imageParts(family: Family, options: Options = {}, base: ImageBase = {}): ImageParts | Refusal {
  const distribution = distributionOf(options);
  const image = IMAGES[distribution][family];
  if (image === undefined)
    return { refused: [note('image-language-unsupported', { provider: `OpenTelemetry (${distribution})`, family })] };
  const parts = options.addLayers === false ? { lines: [] } : image(base);
  return { ...parts, lines: [...parts.lines, ...collectorLines(options, base)] };
}
