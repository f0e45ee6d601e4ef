/** The package as a user installs it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));

test('aws-cdk-lib and constructs are optional: who uses another door need not install them', () => {
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  expect(manifest.peerDependenciesMeta).toEqual({
    'aws-cdk-lib': { optional: true },
    constructs: { optional: true },
  });
});

test('the lock file names no registry', () => {
  const lock = JSON.parse(readFileSync(join(__dirname, '..', 'package-lock.json'), 'utf8'));
  const resolved = Object.values<{ resolved?: string }>(lock.packages).map((entry) => entry.resolved);
  expect(resolved.filter((url) => url !== undefined)).toEqual([]);
});

test.each(['aws-cdk-lib', 'aws-cdk-lib-floor'])('%s is installed beside the other', (name) => {
  expect(require(`${name}/package.json`).version).toBe(name === 'aws-cdk-lib' ? '2.276.0' : '2.172.0');
  expect(typeof require(`${name}/core`).Stack).toBe('function');
});
