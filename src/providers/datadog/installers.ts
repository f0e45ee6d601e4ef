/** The tools that instrument functions with Datadog's tracing, and what they write. */
import published from '../layers/datadog.json';
import type { OtherInstallers } from '../provider';
import { DATADOG_WRAPPER, KNOWN_HANDLERS, ORIGINAL_HANDLER } from './hooks';

export const installers: OtherInstallers = {
  tagged: [
    { title: 'datadog-ci', tag: 'dd_sls_ci' },
    { title: "Datadog's CDK construct", tag: 'dd_cdk_construct' },
    { title: "Datadog's macro", tag: 'dd_sls_macro' },
    { title: "Datadog's Serverless plugin", tag: 'dd_sls_plugin' },
    { title: "Datadog's Terraform module", tag: 'dd_sls_terraform_module' },
  ],
  untagged: {
    title: 'tracelayer in its stack, by a Datadog tool, or by hand',
    handlers: KNOWN_HANDLERS,
    wrappers: [DATADOG_WRAPPER],
    accounts: Object.values(published.partitions).map(({ account }) => account),
    layers: ['Datadog-*', 'dd-trace-*'],
    variables: [ORIGINAL_HANDLER],
  },
  writes: {
    original: ORIGINAL_HANDLER,
    variables: [
      ORIGINAL_HANDLER,
      'DD_API_KEY',
      'DD_API_KEY_SECRET_ARN',
      'DD_API_KEY_SSM_ARN',
      'DD_KMS_API_KEY',
      'DD_SITE',
      'DD_TRACE_ENABLED',
      'DD_MERGE_XRAY_TRACES',
      'DD_SERVERLESS_LOGS_ENABLED',
      'DD_CAPTURE_LAMBDA_PAYLOAD',
      'DD_FLUSH_TO_LOG',
    ],
    prefix: 'DD_',
  },
};
