/** Which layer each family gets from each distribution, and the wrapper that starts it. */
import type { Family } from '../../core/runtime';
import type { Distribution, Options } from './options';
import { SCRIPTS } from './scripts';

export interface Hook {
  /** The layer of the language, by its name in the data; none where only the collector can help. */
  readonly part?: string;
  /** The script that the layer brings. */
  readonly wrapper?: string;
  /** The options that choose the layer. */
  readonly version?: keyof Options;
  readonly arn?: keyof Options;
  /** Whether its SDK wraps the handler where the function's module exports it, which a getter does not allow. */
  readonly wrapsExports?: true;
  /** Whether the collector alone serves it, the SDK being in the function's code. */
  readonly collector?: true;
  /** What the function's own code must do. */
  readonly code?: string;
}

const { handler: HANDLER, instrument: INSTRUMENT } = SCRIPTS;
const LAYER_OPTIONS = {
  python: { version: 'pythonLayerVersion', arn: 'pythonLayerArn' },
  nodejs: { version: 'nodeLayerVersion', arn: 'nodeLayerArn' },
  java: { version: 'javaLayerVersion', arn: 'javaLayerArn' },
  ruby: { version: 'rubyLayerVersion', arn: 'rubyLayerArn' },
  dotnet: { version: 'dotnetLayerVersion', arn: 'dotnetLayerArn' },
} as const satisfies Record<string, Pick<Hook, 'version' | 'arn'>>;

/** The scripts of the two Java layers, by the option `javaHook`. */
const JAVA: Record<NonNullable<Options['javaHook']>, Pick<Hook, 'part' | 'wrapper'>> = {
  agent: { part: 'javaagent', wrapper: HANDLER },
  wrapper: { part: 'javawrapper', wrapper: HANDLER },
  proxy: { part: 'javawrapper', wrapper: SCRIPTS.proxy },
  sqs: { part: 'javawrapper', wrapper: SCRIPTS.sqs },
  stream: { part: 'javawrapper', wrapper: SCRIPTS.stream },
};

/**
 * The three have one and the same instrumentation of Lambda. Source: opentelemetry-js-contrib, instrumentation-aws-lambda;
 * aws-otel.github.io, lambda-js.
 */
const NODEJS = { part: 'nodejs', wrapsExports: true, ...LAYER_OPTIONS.nodejs } as const;

const COLLECTED = {
  collector: true,
  code: 'set the SDK of OpenTelemetry up in the code, with an exporter to http://localhost:4318',
} as const;

const upstream = {
  python: { part: 'python', wrapper: INSTRUMENT, ...LAYER_OPTIONS.python },
  nodejs: { ...NODEJS, wrapper: HANDLER },
  java: LAYER_OPTIONS.java,
  dotnet: COLLECTED,
  custom: COLLECTED,
} as const;

/** A new family does not compile until every distribution has a row for it. */
const HOOKS: Record<Distribution, Record<Family, Hook | undefined>> = {
  community: { ...upstream, ruby: { part: 'ruby', wrapper: HANDLER, ...LAYER_OPTIONS.ruby } },
  adot: { ...upstream, ruby: undefined },
  'application-signals': {
    python: { part: 'python', wrapper: INSTRUMENT, ...LAYER_OPTIONS.python },
    nodejs: { ...NODEJS, wrapper: INSTRUMENT },
    java: { part: 'java', wrapper: INSTRUMENT, ...LAYER_OPTIONS.java },
    dotnet: { part: 'dotnet', wrapper: INSTRUMENT, ...LAYER_OPTIONS.dotnet },
    ruby: undefined,
    custom: undefined,
  },
};

/** An application that the Lambda Web Adapter runs. */
export const WEB_APPLICATION: Hook = {
  code: 'the Lambda Web Adapter starts the application as a program, so set the SDK of OpenTelemetry up in the application, and send spans before each response, as Lambda freezes the application afterwards',
};

/** How a family is hooked; nothing where the distribution does not serve it. */
export function hookOf(distribution: Distribution, family: Family, { javaHook }: Options): Hook | undefined {
  const hook = HOOKS[distribution][family];
  return hook?.arn === 'javaLayerArn' && hook.part === undefined ? { ...hook, ...JAVA[javaHook ?? 'agent'] } : hook;
}
