// Java: the jar in the local repository, from which the example and the documentation's examples are built.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blocks, translations } from '../snippets.mjs';
import { addOrders, attempt, code, folder, run, VERSION, WORK, write } from './tools.mjs';

const GIVEN = fileURLToPath(new URL('Given.java', import.meta.url));
const QUIET = ['-DskipTests', '-Dmaven.javadoc.skip', '-Dmaven.source.skip'];

export const java = {
  needs: ['java', 'mvn'],
  error: /^\S*(JsiiException|JsiiError|RuntimeException|JSException): /,
  prepare,
  app: (outdir) => execute(join(WORK, 'java', 'app'), 'com.example.OrdersApp', outdir),
  shop: (outdir) => execute(examples(), 'examples.Shop', outdir),
  mistake: () => execute(examples(), 'examples.Mistake', join(WORK, 'cdk.out-java-mistake')),
  more: {
    'every example of the documentation, translated, does what it says': () => {
      execute(examples(), 'examples.All', join(WORK, 'cdk.out-java-examples'));
    },
  },
};

const examples = () => join(WORK, 'java', 'examples');

function prepare() {
  const build = attempt('mvn', ['-B', '-q', 'package', ...QUIET], code('java'));
  if (build) return `the jar cannot be built: ${build}`;
  const jar = readdirSync(join(code('java'), 'target')).find((name) => name.endsWith(`${VERSION}.jar`));
  // In the user's own repository: from any other one Maven takes a version once, and not again when it has changed.
  const file = [`-Dfile=${join('target', jar)}`, '-DpomFile=pom.xml'];
  run('mvn', ['-B', '-q', 'install:install-file', ...file], code('java'));
  folder(join('java', 'preview'), 'examples/preview');
  folder(join('java', 'app'), 'examples/cdk-java');
  const here = addOrders(folder(join('java', 'examples')));
  writeFileSync(join(here, 'pom.xml'), readFileSync(join(WORK, 'java', 'app', 'pom.xml')));
  writeExamples(join(here, 'src', 'main', 'java', 'examples'));
}

/** A class of each example: what it declares is given, and what jsii-rosetta leaves out is imported. */
function writeExamples(here) {
  const [page] = blocks('docs/languages.md', 'java');
  write(join(here, 'Given.java'), readFileSync(GIVEN, 'utf8'));
  write(join(here, 'ShopStack.java'), ['package examples;', page]);
  write(join(here, 'Shop.java'), main('Shop', 'new ShopStack(app, "Shop");'));
  write(join(here, 'Mistake.java'), main('Mistake', 'Given.mistake(app);'));
  const all = translations('java').filter(({ kind }) => kind !== 'value');
  for (const [index, example] of all.entries()) {
    const name = `Example${index}`;
    write(join(here, `${name}.java`), example.kind === 'class' ? asStack(example, name) : asStatements(example, name));
  }
  const calls = all.map((_, index) => `new Example${index}(new App(), "Example${index}");`);
  write(join(here, 'All.java'), main('All', calls.join('\n')));
}

const EXTRA = ['import java.util.*;', 'import io.github.tracelayer.*;'];

const asStack = ({ source }, name) => ['package examples;', ...EXTRA, source.replaceAll('ShopStack', name)];

function asStatements({ source }, name) {
  const lines = source.split('\n').filter((line) => !/^[A-Z]\w* \w+;$/.test(line));
  const [imports, statements] = [true, false].map((wanted) => lines.filter((line) => /^import /.test(line) === wanted));
  const body = [`${name}(App app, String id) {`, 'super(app, id);', ...statements, 'app.synth();', '}'];
  const own = 'import software.amazon.awscdk.App;';
  return ['package examples;', own, ...EXTRA, ...imports, `class ${name} extends Given {`, ...body, '}'];
}

const main = (name, statements) => [
  'package examples;',
  'import software.amazon.awscdk.App;',
  `public class ${name} { public static void main(String[] args) { App app = new App();`,
  statements,
  'app.synth(); } }',
];

function execute(app, name, outdir) {
  const words = ['-B', '-q', 'compile', 'exec:java', `-Dtracelayer.version=${VERSION}`, `-Dexec.mainClass=${name}`];
  return run('mvn', words, app, { CDK_OUTDIR: outdir });
}
