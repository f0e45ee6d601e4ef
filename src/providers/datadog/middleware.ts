/** Lines for the code of a Chalice app. */

/** Source: docs.datadoghq.com/serverless/guide/serverless_python, "Custom", Chalice. */
export const middleware: readonly string[] = [
  'from chalice import ConvertToMiddleware',
  'from datadog_lambda.wrapper import datadog_lambda_wrapper',
  'app.register_middleware(ConvertToMiddleware(datadog_lambda_wrapper))',
];
