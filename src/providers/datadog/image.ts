/** What a container image must contain, since layers cannot be attached to it: in the versions of the layers. */
import type { ImageBase, ImageParts, PackageManager } from '../../core/provider';
import type { Family } from '../../core/runtime';
import published from '../layers/datadog.json';
import { DATADOG_WRAPPER, HOOKS, ORIGINAL_HANDLER } from './hooks';
import type { Options } from './options';

/** What the lines of a library depend on. */
interface LibraryRequest {
  readonly release: string;
  readonly manager: PackageManager;
}

/** The lines that add the library, and the command that replaces the function's own. */
interface Library {
  readonly lines: (request: LibraryRequest) => readonly string[];
  /** The release, unless the user names one. */
  readonly release: (options: Options) => string;
  /** The options that decide the release. */
  readonly options: readonly (keyof Options)[];
  readonly command?: string;
}

const { packages, current } = published;

/** A library whose releases have the version of the layer in them. */
const byLayer = (family: 'python' | 'nodejs' | 'ruby', own: keyof Options): Pick<Library, 'release' | 'options'> => ({
  release: (options) => releaseOfLayer(family, [options[own], options.layerVersion]),
  options: [own, 'layerVersion'],
});

const pinned = (release: string): Pick<Library, 'release' | 'options'> => ({ release: () => release, options: [] });

const LIBRARIES: Record<Family, Library> = {
  python: {
    ...byLayer('python', 'pythonLayerVersion'),
    lines: ({ release }) => [`RUN pip install datadog-lambda==${release}`],
    command: 'datadog_lambda.handler.handler',
  },
  nodejs: {
    ...byLayer('nodejs', 'nodeLayerVersion'),
    lines: ({ release }) => [`RUN npm install datadog-lambda-js@${release} dd-trace@${packages['dd-trace']}`],
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
    lines: ({ release, manager }) => [
      `RUN ${ARCHIVE_TOOLS[manager]}`,
      `ARG DD_DOTNET_TRACER=${release}`,
      'RUN mkdir -p /opt/datadog && curl -fsSL "https://github.com/DataDog/dd-trace-dotnet/releases/download/v${DD_DOTNET_TRACER}/datadog-dotnet-apm-${DD_DOTNET_TRACER}$(if [ "$(uname -m)" = aarch64 ]; then echo .arm64; fi).tar.gz" | tar -xz -C /opt/datadog',
    ],
  },
  ruby: {
    ...byLayer('ruby', 'rubyLayerVersion'),
    lines: ({ release, manager }) => [
      `RUN ${COMPILERS[manager]}`,
      `RUN bundle add datadog --version ${packages.datadog} && bundle add datadog-lambda --version ${release}`,
    ],
  },
  custom: { ...pinned(''), lines: () => [] },
};

/** How the tools are installed that compile the native parts of gems. */
const COMPILERS: Record<PackageManager, string> = {
  dnf: 'dnf -y install gcc gmp-devel make',
  yum: 'yum -y install gcc gmp-devel make',
  apk: 'apk add --no-cache build-base gmp-dev',
  'apt-get': 'apt-get update && apt-get install -y gcc libgmp-dev make',
};

/** How the tools are installed that download and unpack an archive. */
const ARCHIVE_TOOLS: Record<PackageManager, string> = {
  dnf: 'dnf -y install tar gzip',
  yum: 'yum -y install tar gzip',
  apk: 'apk add --no-cache curl tar',
  'apt-get': 'apt-get update && apt-get install -y curl',
};

/** The release of a package that has the layer's version as its minor version. */
function releaseOfLayer(family: 'python' | 'nodejs' | 'ruby', given: readonly unknown[]): string {
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
  const request = { release: base.release ?? release(options), manager: base.manager ?? 'dnf' };
  return {
    lines: [
      ...extensionLines(wrapper ? { ...options, addExtension: true } : options, base),
      ...(options.addLayers === false ? [] : lines(request)),
    ],
    options: optionsRead(family, options),
    ...(command === undefined || !isHooked ? {} : { command, original: ORIGINAL_HANDLER }),
    ...(wrapper && isHooked ? { variables: { AWS_LAMBDA_EXEC_WRAPPER: DATADOG_WRAPPER } } : {}),
    ...(code === undefined ? {} : { code: code.lines }),
  };
}

/** The options that decide what the image gets. */
function optionsRead(family: Family, options: Options): readonly (keyof Options)[] {
  const { wrapper } = HOOKS[family];
  const library = LIBRARIES[family];
  const isExtended = wrapper || options.addExtension !== false;
  return [
    // The wrapper is in the extension's image, so the extension can't be left out.
    ...(wrapper ? [] : (['addExtension'] as const)),
    ...(isExtended ? (['extensionLayerVersion', 'lambdaFips'] as const) : []),
    'addLayers',
    ...(options.addLayers === false ? [] : library.options),
    ...(wrapper || library.command !== undefined ? (['redirectHandler'] as const) : []),
  ];
}
