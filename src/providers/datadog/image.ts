/** What a container image must contain, since layers cannot be attached to it: in the versions of the layers. */
import type { ImageBase, ImageParts, ImageTools } from '../../core/provider';
import type { Family } from '../../core/runtime';
import { current } from '../layers/datadog.json';
import packages from '../layers/datadog-packages.json';
import { isAtLeast, releaseFor } from '../releases';
import { DATADOG_WRAPPER, HOOKS, ORIGINAL_HANDLER } from './hooks';
import type { Options } from './options';

/** What the lines of a library depend on. */
interface LibraryRequest {
  readonly release: string;
  /** The version of the language, where it is known. */
  readonly version: string | undefined;
  readonly installs: Readonly<Record<ImageTools, string>>;
}

/** The lines that add the library, and the command that replaces the function's own. */
interface Library {
  readonly lines: (request: LibraryRequest) => readonly string[];
  /** The release, unless the user names one. */
  readonly release: (options: Options) => string;
  readonly command?: string;
}

/** A library whose releases have the version of the layer in them. */
const byLayer = (family: keyof typeof LAYER_VERSIONS) => ({
  release: (options: Options) => releaseOfLayer(family, [options[LAYER_VERSIONS[family]], options.layerVersion]),
});

const pinned = (release: string) => ({ release: () => release });

/** The options that choose the layer's version. */
export const LAYER_VERSIONS = {
  python: 'pythonLayerVersion',
  nodejs: 'nodeLayerVersion',
  ruby: 'rubyLayerVersion',
} as const satisfies { readonly [Name in Family]?: keyof Options };

const LIBRARIES: Record<Family, Library> = {
  python: {
    ...byLayer('python'),
    lines: ({ release }) => [`RUN pip install datadog-lambda==${release}`],
    command: 'datadog_lambda.handler.handler',
  },
  nodejs: {
    ...byLayer('nodejs'),
    lines: ({ release, version }) => [
      `RUN npm install datadog-lambda-js@${release} dd-trace@${tracerFor(release, version)}`,
    ],
    command: 'node_modules/datadog-lambda-js/dist/handler.handler',
  },
  java: {
    ...pinned(packages['dd-java-agent']),
    // Docker downloads the file, because the newer base images have another package manager and no `wget`.
    lines: ({ release }) => [
      `ARG DD_JAVA_AGENT=${release}`,
      'ADD --chmod=644 https://repo1.maven.org/maven2/com/datadoghq/dd-java-agent/${DD_JAVA_AGENT}/dd-java-agent-${DD_JAVA_AGENT}.jar /opt/java/lib/dd-java-agent.jar',
    ],
  },
  dotnet: {
    ...pinned(packages['dd-trace-dotnet']),
    lines: ({ release, installs }) => [
      `RUN ${installs.archives}`,
      `ARG DD_DOTNET_TRACER=${release}`,
      'RUN mkdir -p /opt/datadog && curl -fsSL "https://github.com/DataDog/dd-trace-dotnet/releases/download/v${DD_DOTNET_TRACER}/datadog-dotnet-apm-${DD_DOTNET_TRACER}$(if [ "$(uname -m)" = aarch64 ]; then echo .arm64; fi).tar.gz" | tar -xz -C /opt/datadog',
    ],
  },
  ruby: {
    ...byLayer('ruby'),
    lines: ({ release, installs }) => [
      `RUN ${installs.compilers}`,
      `RUN bundle add datadog --version ${packages.datadog} && bundle add datadog-lambda --version ${release}`,
    ],
  },
  custom: { ...pinned(''), lines: () => [] },
};

/** The tracer for Node.js: the newest that the version of Node.js can run, and that the library was made for. */
function tracerFor(library: string, version: string | undefined): string {
  const rows = packages['dd-trace'].filter(([, , lowest = '']) => isAtLeast(library, lowest));
  return releaseFor(rows, version);
}

/** What installs the tools of an operating system on AWS's base images. */
const IMAGE_INSTALLS: Record<ImageTools, string> = {
  compilers: 'dnf -y install gcc gmp-devel make',
  archives: 'dnf -y install tar gzip',
  zip: 'dnf -y install unzip',
};

/** The release of a package that has the layer's version as its minor version. */
function releaseOfLayer(family: keyof typeof LAYER_VERSIONS, given: readonly unknown[]): string {
  const version = given.find((one) => typeof one === 'number') ?? current[family];
  const [major = 0] = packages[family].find(([, first = 0]) => Number(version) >= first) ?? [];
  return `${major}.${version}.0`;
}

/** The line that adds the extension with its wrapper; nothing if the extension is off. */
function extensionLines(options: Options, { isMusl = false }: ImageBase = {}): string[] {
  const { extensionLayerVersion, addExtension, lambdaFips } = options;
  if (addExtension === false) return [];
  const version = typeof extensionLayerVersion === 'number' ? extensionLayerVersion : current.extension;
  const tag = `${version}${isMusl ? '-alpine' : ''}${lambdaFips ? '-fips' : ''}`;
  return [`COPY --from=public.ecr.aws/datadog/lambda-extension:${tag} /opt/. /opt/`];
}

/** All of it for a Dockerfile: the extension, the library, the hook. */
export function imageParts(family: Family, options: Options = {}, base: ImageBase = {}): ImageParts {
  const { lines, command, release } = LIBRARIES[family];
  const { wrapper, code } = HOOKS[family];
  const isHooked = options.redirectHandler !== false;
  const request = {
    release: base.release ?? release(options),
    version: base.version,
    installs: base.installs ?? IMAGE_INSTALLS,
  };
  return {
    lines: [
      ...extensionLines(wrapper ? { ...options, addExtension: true } : options, base),
      ...(options.addLayers === false ? [] : lines(request)),
    ],
    ...(command === undefined || !isHooked ? {} : { command, original: ORIGINAL_HANDLER }),
    ...(wrapper && isHooked ? { variables: { AWS_LAMBDA_EXEC_WRAPPER: DATADOG_WRAPPER } } : {}),
    ...(code === undefined ? {} : { code: code.lines }),
  };
}
