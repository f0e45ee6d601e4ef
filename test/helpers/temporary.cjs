// All folders that a run makes for a while are in one, which goes when the run is over.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = () => {
  // Workers are started after this, with these variables.
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'tracelayer-run-'));
  process.once('exit', () => rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 3 }));
};
