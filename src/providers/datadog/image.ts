/** What a container image must contain, since layers cannot be attached to it. */
import type { Family } from '../../core/runtime';

/** The lines that bring the extension, and with it the wrapper, into an image. */
export const EXTENSION_LINE = 'COPY --from=public.ecr.aws/datadog/lambda-extension:latest /opt/. /opt/';

export interface ImageParts {
  /** The lines that bring the library; none where the code must bring it. */
  readonly lines: readonly string[];
  /** The command that stands in front of the function's own. */
  readonly command?: string;
}

export const IMAGE_PARTS: Record<Family, ImageParts> = {
  python: { lines: ['RUN pip install datadog-lambda'], command: 'datadog_lambda.handler.handler' },
  nodejs: {
    lines: ['RUN npm install datadog-lambda-js dd-trace'],
    command: 'node_modules/datadog-lambda-js/dist/handler.handler',
  },
  java: {
    lines: [
      'RUN yum -y install tar wget gzip',
      'RUN mkdir -p /opt/java/lib && wget -O /opt/java/lib/dd-java-agent.jar https://dtdg.co/latest-java-tracer',
    ],
  },
  dotnet: {
    lines: ['ARG DD_TRACE_DOTNET', 'RUN mkdir -p /opt/datadog && curl -L ${DD_TRACE_DOTNET} | tar -xz -C /opt/datadog'],
  },
  ruby: { lines: ['RUN yum -y install gcc gmp-devel make', 'RUN bundle add datadog datadog-lambda'] },
  custom: { lines: [] },
};
