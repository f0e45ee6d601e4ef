// Turns TypeScript into what jest runs, without checking types: `npm run typecheck` does that, once for all files.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // As `require`, which jest can follow into TypeScript.
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
};
const SELF = readFileSync(__filename);

module.exports = {
  process: (text, sourcefile) => transformSync(text, { ...OPTIONS, sourcefile }),
  getCacheKey: (text, file, { configString }) =>
    [SELF, version, configString, file, text]
      .reduce((hash, part) => hash.update(part).update('\0'), createHash('sha1'))
      .digest('hex'),
};
