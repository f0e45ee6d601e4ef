// Makes Node.js load another release of the CDK: CDK=<package> CONSTRUCTS=<package> node -r ./test/min-cdk/load.cjs file
const { Module } = require('node:module');

const RELEASES = { 'aws-cdk-lib': process.env.CDK, constructs: process.env.CONSTRUCTS };

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  const [name, ...path] = request.split('/');
  return resolve(RELEASES[name] ? [RELEASES[name], ...path].join('/') : request, ...rest);
};
