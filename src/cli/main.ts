/** The program `tracelayer`. */
import { processHost } from './host';
import { run } from './run';

// Meant for people who install the SDK themselves.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// The reader of our output may stop reading: `tracelayer layers | head`.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code === 'EPIPE') process.exit(0);
});

void run(process.argv.slice(2), processHost()).then((code) => {
  process.exitCode = code;
});
