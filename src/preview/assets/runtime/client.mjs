// A small Lambda runtime for Node.js: takes events from the Runtime API, calls the handler, reports what came of it.
// A worker thread speaks HTTP (Lambda's own runtime does it in native code), so that no tracer sees those calls.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

const { env } = process;
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

const api = new Worker(new URL('./client-api.mjs', import.meta.url), {
  execArgv: [],
  env: { AWS_LAMBDA_RUNTIME_API: env.AWS_LAMBDA_RUNTIME_API },
});

// While the thread starts, time that the handler's modules take would not be seen.
await once(api, 'message');

async function call(method, path, body) {
  const answer = once(api, 'message');
  api.postMessage({ method, path, body });
  return (await answer)[0];
}

function describe(error) {
  const known = error instanceof Error;
  return JSON.stringify({
    errorType: known ? error.name : typeof error,
    errorMessage: known ? error.message : String(error),
    trace: known ? String(error.stack).split('\n') : [],
  });
}

async function load(handler) {
  const [, name, path] = /^([^.]*)\.(.+)$/.exec(basename(handler)) ?? [];
  if (!path) throw new Error(`${handler} is not of the form module.function`);
  const base = resolve(env.LAMBDA_TASK_ROOT, dirname(handler), name);
  const file = EXTENSIONS.map((extension) => base + extension).find(existsSync);
  if (!file) throw new Error(`no module ${base}, with any of ${EXTENSIONS.join(', ')}`);
  const module = file.endsWith('.mjs') ? await import(pathToFileURL(file)) : await loadEither(file);
  const target = path.split('.').reduce((holder, key) => holder?.[key] ?? holder?.default?.[key], module);
  if (typeof target !== 'function') throw new Error(`${handler} is not a function`);
  return target;
}

async function loadEither(file) {
  try {
    return createRequire(import.meta.url)(file);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM') throw error;
    return import(pathToFileURL(file));
  }
}

function contextOf(headers) {
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Number(headers['lambda-runtime-deadline-ms']) - Date.now()),
  };
}

/** A handler answers by its promise, or by the callback. */
function invoke(handler, event, context) {
  return new Promise((fulfil, reject) => {
    const callback = (error, value) => (error ? reject(error) : fulfil(value));
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(fulfil, reject);
    else if (handler.length < 3) fulfil(result);
  });
}

async function serve(handler) {
  for (;;) {
    const { headers, body } = await call('GET', '/invocation/next');
    const context = contextOf(headers);
    env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    const path = `/invocation/${context.awsRequestId}`;
    try {
      const value = await invoke(handler, JSON.parse(body), context);
      await call('POST', `${path}/response`, JSON.stringify(value ?? null));
    } catch (error) {
      console.error(error);
      await call('POST', `${path}/error`, describe(error));
    }
  }
}

try {
  const handler = await load(env._HANDLER);
  await serve(handler);
} catch (error) {
  console.error(error);
  await call('POST', '/init/error', describe(error));
  process.exit(1);
}
