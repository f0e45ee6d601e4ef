/** What is wrong with a set of Datadog options as a whole, a rule for each mistake. */
import { note } from '../../core/finding';
import type { Objection } from '../../core/provider';
import { absent, checkWith, conflict, layerRules, quotedNames, type Rule } from '../rules';
import { appSecModeOf, destinationOf, KEY_OPTIONS, type Options, sentDirectly } from './options';
import { RULES_OPTIONS, type RulesOption, rulesAllowed, rulesProblem } from './sampling';

const given = (options: Options) => KEY_OPTIONS.filter((name) => options[name] !== undefined);

const RULES: readonly Rule<Options>[] = [
  (options) => (given(options).length > 1 ? conflict(given(options), 'the API key comes from one place') : undefined),

  (options) => {
    const direct = sentDirectly(options);
    const isExtended = destinationOf(options) === 'extension';
    if (given(options).length > 0 || !(isExtended || direct)) return undefined;
    return absent(
      `one of ${quotedNames(KEY_OPTIONS)}`,
      isExtended ? 'the extension sends to Datadog with an API key' : `${direct} are sent with an API key`,
      'give `apiKeySecretArn`, or send traces elsewhere with `forwarderArn` or `agentUrl`',
    );
  },

  (options) =>
    sentDirectly(options) && (options.apiKeySsmArn ?? options.orgUuid) !== undefined
      ? absent(
          'the extension',
          `${sentDirectly(options)} are sent with a key that only the extension can read`,
          'give `apiKeySecretArn`, or let the extension be added',
        )
      : undefined,

  (options) =>
    destinationOf(options) === 'none' && given(options).length === 0
      ? { ...note('destination-missing'), option: 'addExtension' }
      : undefined,

  (options) => (options.apiKey === undefined ? undefined : { ...note('key-in-plain-text'), option: 'apiKey' }),

  ({ apiKmsKey, kmsKeyArn, grantSecretReadAccess }) =>
    apiKmsKey !== undefined && kmsKeyArn === undefined && grantSecretReadAccess !== false
      ? { ...note('kms-key-missing'), option: 'apiKmsKey' }
      : undefined,

  (options) =>
    options.agentUrl !== undefined && (options.agentHost !== undefined || options.traceAgentPort !== undefined)
      ? conflict(
          ['agentUrl', options.agentHost === undefined ? 'traceAgentPort' : 'agentHost'],
          'the URL names host and port already',
        )
      : undefined,

  (options) =>
    options.traceAgentPort !== undefined && options.agentHost === undefined && options.agentUrl === undefined
      ? absent('`agentHost`', 'with a port alone the tracers write traces to the log')
      : undefined,

  (options) =>
    options.traceSampleRate !== undefined && options.traceSamplingRules !== undefined
      ? conflict(['traceSampleRate', 'traceSamplingRules'], 'put a last rule with the rate alone instead')
      : undefined,

  ...layerRules(['node', 'python', 'java', 'dotnet', 'ruby', 'extension']),

  (options) =>
    options.datadogAppSecMode !== undefined && options.enableDatadogASM
      ? conflict(['datadogAppSecMode', 'enableDatadogASM'], 'the mode says it all')
      : undefined,

  (options) =>
    appSecModeOf(options) !== 'off' && options.enableDatadogTracing === false
      ? conflict(['datadogAppSecMode', 'enableDatadogTracing'], 'protection needs traces')
      : undefined,

  (options) =>
    appSecModeOf(options) !== 'off' && destinationOf(options) !== 'extension'
      ? absent('the extension', 'protection needs it', 'let the extension be added')
      : undefined,

  (options) =>
    options.llmObsEnabled && options.llmObsMlApp === undefined
      ? absent('`llmObsMlApp`', '`llmObsEnabled` needs the name of the application')
      : undefined,

  (options) =>
    options.createForwarderPermissions && options.forwarderArn === undefined
      ? absent('`forwarderArn`', '`createForwarderPermissions` needs the function to permit')
      : undefined,

  ({ logRetentionInDays, logGroups = 'declare' }) =>
    logRetentionInDays !== undefined && logGroups !== 'declare' ? IDLE_RETENTION : undefined,

  ({ orgUuid, extensionLayerVersion }) =>
    orgUuid !== undefined && Number(extensionLayerVersion) < 96
      ? conflict(['orgUuid', 'extensionLayerVersion'], 'the extension reads the UUID since version 96')
      : undefined,

  ...RULES_OPTIONS.map(
    (name): Rule<Options> =>
      (options) =>
        wrongRules(name, options[name]),
  ),
];

const IDLE_RETENTION: Objection = {
  ...note('option-without-effect', { option: 'logRetentionInDays', why: 'with `logGroups`, no log group is declared' }),
  option: 'logRetentionInDays',
};

/** Every mistake at once; none in options that do nothing. */
export const check = checkWith(RULES);

function wrongRules(option: RulesOption, rules: Options[RulesOption]): Objection | undefined {
  const given = typeof rules === 'string' ? rulesProblem(option, rules) : undefined;
  return given === undefined
    ? undefined
    : { ...note('option-invalid', { option, allowed: rulesAllowed(option), given }), option };
}
