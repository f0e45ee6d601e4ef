// Makes aws-cdk-lib and constructs unloadable, as where they are not installed: node -r ./test/helpers/without-cdk.cjs
const { Module } = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  if (/^(aws-cdk-lib|constructs)(\/|$)/.test(request)) throw new Error(`not installed here: ${request}`);
  return resolve(request, ...rest);
};
