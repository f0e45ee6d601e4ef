/** The tracing tools of other vendors, and how each is recognized: two tools cannot trace one function. */
import type { Signature } from '../core/signature';

/**
 * What a vendor's installer, layer, or documentation puts on a function. Tools that trace nothing themselves, such as an
 * extension that only forwards logs, have no row.
 *
 * Sources: newrelic/newrelic-lambda-cli and newrelic/newrelic-lambda-layers (README), lumigo's CDK constructs and
 * tracers, documentation of Dynatrace, Elastic, Splunk, Instana, and Dash0.
 */
export const OTHER_TOOLS: readonly Signature[] = [
  {
    title: 'New Relic',
    handlers: [
      'newrelic_lambda_wrapper.handler',
      'newrelic-lambda-wrapper.handler',
      '/opt/nodejs/node_modules/newrelic-esm-lambda-wrapper/index.handler',
      'com.newrelic.java.HandlerWrapper::handleRequest',
      'com.newrelic.java.HandlerWrapper::handleStreamsRequest',
    ],
    layers: ['NewRelic*'],
    accounts: ['451483290750'],
    variables: ['NEW_RELIC_LAMBDA_HANDLER'],
  },
  {
    title: 'Lumigo',
    handlers: [],
    layers: ['lumigo-*-tracer'],
    accounts: ['114300393969'],
    wrappers: ['/opt/lumigo_wrapper'],
    variables: ['LUMIGO_ORIGINAL_HANDLER'],
  },
  { title: 'Dynatrace', handlers: [], layers: ['Dynatrace_OneAgent_*'], wrappers: ['/opt/dynatrace'] },
  { title: 'Elastic', handlers: [], layers: ['elastic-apm-*'], accounts: ['267093732750'] },
  {
    title: 'Splunk',
    handlers: [],
    layers: ['splunk-apm', 'splunk-apm-arm', 'splunk-apm-python'],
    accounts: ['254067382080'],
  },
  { title: 'Instana', handlers: [], layers: ['instana-*'], accounts: ['410797082306'] },
  { title: 'Dash0', handlers: [], layers: ['dash0-extension-*'], accounts: ['115813213817'] },
];
