/** Calls the handler once, as the runtime of an image would. */
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

const context = {
  awsRequestId: '1',
  functionName: 'My-Fn',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:My-Fn',
  memoryLimitInMB: 128,
  getRemainingTimeInMillis: () => 3000,
};

async function start() {
  const [, path, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER);
  const file = ['.js', '.mjs', '.cjs'].map((end) => resolve(path + end)).find(existsSync);
  const module = file.endsWith('.mjs') ? await import(file) : require(file);
  console.log(JSON.stringify(await module[name]({}, context)));
}

void start();
