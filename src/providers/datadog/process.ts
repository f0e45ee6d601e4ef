/** The variables of a process that is no Lambda function, such as one that `ddtrace-run` starts. */
import { mergeEnvironment } from '../../core/merge';
import type { Target } from '../../core/state';
import type { Value } from '../../core/value';
import { optionVariables } from './environment';
import { appSecModeOf, type Options } from './options';

/** What the tracers read wherever they run; the rest is read by the extension and the libraries for Lambda. */
const READ = [
  'agentUrl',
  'agentHost',
  'traceAgentPort',
  'service',
  'env',
  'version',
  'tags',
  'serviceMapping',
  'gitCommitSha',
  'gitRepositoryUrl',
  'gitData',
  'enableDatadogTracing',
  'traceSampleRate',
  'traceSamplingRules',
  'traceRateLimit',
  'spanSamplingRules',
  'disabledIntegrations',
  'enabledIntegrations',
  'propagationStyle',
  'traceDebug',
  'captureCloudServicePayload',
  'injectLogContext',
  'enableProfiling',
  'runtimeMetrics',
  'llmObsEnabled',
  'llmObsMlApp',
  'llmObsAgentlessEnabled',
] as const satisfies readonly (keyof Options)[];

/** No function at all. */
const NOWHERE: Target = { packageType: 'Zip', architecture: '', region: '', partition: '', account: '' };

export function processVariables(options: Options): Record<string, Value> {
  const read: Options = Object.fromEntries(
    Object.entries(options).filter(([name]) => (READ as readonly string[]).includes(name)),
  );
  const settings = optionVariables({ options: read, target: NOWHERE, destination: 'agent' });
  const isProtected = appSecModeOf(options) !== 'off';
  return { ...mergeEnvironment({}, settings).variables, ...(isProtected ? { DD_APPSEC_ENABLED: 'true' } : {}) };
}
