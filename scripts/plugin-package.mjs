// Writes what makes a package of the bundled Serverless plugin: `serverless plugin install` needs one of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function pluginPackage(folder) {
  const { version, license, author, repository, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const manifest = {
    name: 'serverless-plugin-tracelayer',
    version,
    description: 'Distributed tracing for the functions of a Serverless Framework service',
    keywords: ['serverless-plugin', 'serverless', 'osls', 'aws', 'lambda', 'tracing', 'datadog'],
    license,
    author,
    repository: { ...repository, directory: 'src/serverless' },
    main: 'index.js',
    types: 'index.d.ts',
    files: ['index.js', 'index.d.ts'],
    // No peer: next to osls, one named `serverless` would bring in, and put in the place of osls, another framework.
    engines,
  };
  writeFileSync(`${folder}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  writeFileSync(`${folder}/index.d.ts`, require('../projenrc/plugin-types.ts').pluginTypes());
  writeFileSync(`${folder}/README.md`, readFileSync('docs/serverless.md'));
  writeFileSync(`${folder}/LICENSE`, readFileSync('LICENSE'));
}
