// Calls the Runtime API over HTTP, in a second thread of client.mjs.
import { request } from 'node:http';
import { parentPort } from 'node:worker_threads';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const PREFIX = '/2018-06-01/runtime';

function call({ method, path, body = '' }) {
  return new Promise((fulfil, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const outgoing = request({ host, port, method, path: PREFIX + path, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => fulfil({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

parentPort.on('message', async (message) => parentPort.postMessage(await call(message)));
parentPort.postMessage('ready');
