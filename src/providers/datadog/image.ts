/** What a container image must contain, since layers cannot be attached to it. */
import type { ImageParts } from '../../core/provider';
import type { Family } from '../../core/runtime';
import { HOOKS, ORIGINAL_HANDLER, WRAPPER } from './hooks';

/** The lines that bring the extension, and with it the wrapper, into an image. */
export const EXTENSION_LINE = 'COPY --from=public.ecr.aws/datadog/lambda-extension:latest /opt/. /opt/';

export const IMAGE_PARTS: Record<Family, Pick<ImageParts, 'lines' | 'command'>> = {
  python: { lines: ['RUN pip install datadog-lambda'], command: 'datadog_lambda.handler.handler' },
  nodejs: {
    lines: ['RUN npm install datadog-lambda-js dd-trace'],
    command: 'node_modules/datadog-lambda-js/dist/handler.handler',
  },
  java: {
    // No package manager is needed for it, which the newer base images have under another name.
    lines: ['ADD --chmod=644 https://dtdg.co/latest-java-tracer /opt/java/lib/dd-java-agent.jar'],
  },
  dotnet: {
    lines: ['ARG DD_TRACE_DOTNET', 'RUN mkdir -p /opt/datadog && curl -L ${DD_TRACE_DOTNET} | tar -xz -C /opt/datadog'],
  },
  ruby: { lines: ['RUN yum -y install gcc gmp-devel make', 'RUN bundle add datadog datadog-lambda'] },
  custom: { lines: [] },
};

/** All of it for a Dockerfile: the extension, the library, the hook. */
export function imageParts(family: Family): ImageParts {
  const { lines, command } = IMAGE_PARTS[family];
  const { wrapper, code } = HOOKS[family];
  return {
    lines: [EXTENSION_LINE, ...lines],
    ...(command === undefined ? {} : { command, original: ORIGINAL_HANDLER }),
    ...(wrapper ? { variables: { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER } } : {}),
    ...(code === undefined ? {} : { code: code.lines }),
  };
}
