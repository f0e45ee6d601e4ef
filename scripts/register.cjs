// Lets node load TypeScript without checking types: node -r ./scripts/register.cjs file.ts
const { readFileSync } = require('node:fs');
const { Module } = require('node:module');
const { transformSync } = require('esbuild');

process.setSourceMapsEnabled(true);

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcefile: filename,
    sourcemap: 'inline',
  });
  module._compile(code, filename);
};
