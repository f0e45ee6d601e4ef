/** What a container image must contain, since layers cannot be attached to it: in the versions of the layers. */
import type { ImageParts } from '../../core/provider';
import type { Family } from '../../core/runtime';
import published from '../layers/datadog.json';
import { DATADOG_WRAPPER, HOOKS, ORIGINAL_HANDLER } from './hooks';
import type { Options } from './options';

/** The lines that bring the library, and the command in front of the function's own. */
interface Library {
  readonly lines: (options: Options) => readonly string[];
  readonly command?: string;
}

const { packages, current } = published;

const LIBRARIES: Record<Family, Library> = {
  python: {
    lines: (options) => [`RUN pip install datadog-lambda==${release('python', options.pythonLayerVersion, options)}`],
    command: 'datadog_lambda.handler.handler',
  },
  nodejs: {
    lines: (options) => [
      `RUN npm install datadog-lambda-js@${release('nodejs', options.nodeLayerVersion, options)} dd-trace@${packages['dd-trace']}`,
    ],
    command: 'node_modules/datadog-lambda-js/dist/handler.handler',
  },
  java: {
    // No package manager is needed for it, which the newer base images have under another name.
    lines: () => [
      `ARG DD_JAVA_AGENT=${packages['dd-java-agent']}`,
      'ADD --chmod=644 https://repo1.maven.org/maven2/com/datadoghq/dd-java-agent/${DD_JAVA_AGENT}/dd-java-agent-${DD_JAVA_AGENT}.jar /opt/java/lib/dd-java-agent.jar',
    ],
  },
  dotnet: {
    lines: () => [
      'ARG DD_TRACE_DOTNET',
      'RUN mkdir -p /opt/datadog && curl -L ${DD_TRACE_DOTNET} | tar -xz -C /opt/datadog',
    ],
  },
  ruby: { lines: () => ['RUN yum -y install gcc gmp-devel make', 'RUN bundle add datadog datadog-lambda'] },
  custom: { lines: () => [] },
};

/** The package's release for a layer's version, which is its minor version. */
function release(family: 'python' | 'nodejs', own: unknown, { layerVersion }: Options): string {
  const version = [own, layerVersion].find((given) => typeof given === 'number') ?? current[family];
  const [major = 0] = packages[family].find(([, first = 0]) => Number(version) >= first) ?? [];
  return `${major}.${version}.0`;
}

/** The line that brings the extension, and with it the wrapper; nothing where the extension is off. */
function extensionLines({ extensionLayerVersion, addExtension, lambdaFips }: Options, isMusl: boolean): string[] {
  if (addExtension === false) return [];
  const version = typeof extensionLayerVersion === 'number' ? extensionLayerVersion : current.extension;
  const tag = `${version}${isMusl ? '-alpine' : ''}${lambdaFips ? '-fips' : ''}`;
  return [`COPY --from=public.ecr.aws/datadog/lambda-extension:${tag} /opt/. /opt/`];
}

/** All of it for a Dockerfile: the extension, the library, the hook. */
export function imageParts(family: Family, options: Options = {}, isMusl = false): ImageParts {
  const { lines, command } = LIBRARIES[family];
  const { wrapper, code } = HOOKS[family];
  // The wrapper comes with the extension, so that cannot be left out.
  const extension = extensionLines(wrapper ? { ...options, addExtension: true } : options, isMusl);
  return {
    lines: [...extension, ...(options.addLayers === false ? [] : lines(options))],
    ...(command === undefined || options.redirectHandler === false ? {} : { command, original: ORIGINAL_HANDLER }),
    ...(wrapper ? { variables: { AWS_LAMBDA_EXEC_WRAPPER: DATADOG_WRAPPER } } : {}),
    ...(code === undefined ? {} : { code: code.lines }),
  };
}
