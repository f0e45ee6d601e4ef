/** The variables of a process that is no Lambda function, such as one that `ddtrace-run` starts. */
import { mergeEnvironment } from '../../core/merge';
import { ownValue } from '../../core/own';
import type { Target } from '../../core/state';
import type { Value } from '../../core/value';
import type { OptionSpec } from '../../options/spec';
import { optionVariables } from './environment';
import { appSecModeOf, type Options } from './options';
import { DATADOG_OPTIONS } from './table';

/** No function at all. */
const NOWHERE: Target = { packageType: 'Zip', architecture: '', region: '', partition: '', account: '' };

export function processVariables(options: Options): Record<string, Value> {
  const read: Options = Object.fromEntries(Object.entries(options).filter(([name]) => !isLambdaOnly(name)));
  const settings = optionVariables({ options: read, target: NOWHERE, destination: 'agent' });
  const isProtected = appSecModeOf(options) !== 'off';
  return { ...mergeEnvironment({}, settings).variables, ...(isProtected ? { DD_APPSEC_ENABLED: 'true' } : {}) };
}

/** Options of the extension and of the libraries for Lambda. */
const isLambdaOnly = (name: string): boolean => ownValue<OptionSpec>(DATADOG_OPTIONS, name)?.lambdaOnly === true;
