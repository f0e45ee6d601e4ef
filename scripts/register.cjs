// Lets node load TypeScript without checking types: node -r ./scripts/register.cjs file.ts
const { readFileSync } = require('node:fs');
const { Module } = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('esbuild');

// The package by its own name is its source, so that examples read like a user's code and need no compilation.
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
  resolve(request === 'tracelayer' ? join(__dirname, '..', 'src', 'index.ts') : request, ...rest);

process.setSourceMapsEnabled(true);

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // As `require`, which the extension above is for.
    supported: { 'dynamic-import': false },
    sourcefile: filename,
    sourcemap: 'inline',
  });
  module._compile(code, filename);
};
