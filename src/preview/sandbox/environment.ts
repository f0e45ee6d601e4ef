/** The environment a previewed function starts with: its own variables and those AWS reserves, nothing else. */
import { type LambdaFunction, lambdaHandler } from '../function';
import { withOverrides } from './overrides';

/** What only the sandbox knows of a start. */
export interface StartContext {
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string;
  readonly runtimeDir: string;
  /** What the runtime of the family sets, such as search paths; the function's own value wins. */
  readonly runtimeVariables: Readonly<Record<string, string>>;
}

/** Where functions and state machines are, as far as they know. */
export const PLACE = 'us-east-1:123456789012';
const [REGION] = PLACE.split(':');
/** The limit that a function sees if it has none. */
const UNLIMITED_MB = 1024;

/** What Lambda sets and a function may replace. */
const DEFAULT_VARIABLES = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
};

/** The function's ARN, in an account that does not exist. */
export function previewArn(fn: LambdaFunction): string {
  return `arn:aws:lambda:${PLACE}:function:${fn.name}`;
}

/** Everything the function's process is started with. */
export function environmentFor(fn: LambdaFunction, place: StartContext): Record<string, string> {
  return { ...DEFAULT_VARIABLES, ...place.runtimeVariables, ...withOverrides(fn), ...reserved(fn, place) };
}

/** The variables that Lambda sets and that you cannot replace. The credentials belong to no account. */
function reserved(fn: LambdaFunction, place: StartContext): Record<string, string> {
  return {
    _HANDLER: lambdaHandler(fn),
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'preview',
    AWS_SECRET_ACCESS_KEY: 'preview',
    AWS_SESSION_TOKEN: 'preview',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb ?? UNLIMITED_MB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'preview/[$LATEST]',
    AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
    LAMBDA_TASK_ROOT: fn.codeDir,
    LAMBDA_RUNTIME_DIR: place.runtimeDir,
  };
}
