// Builds the packages of every language and uses them: the examples give the templates and findings of TypeScript.
// node scripts/languages/index.mjs [language ...]: without languages, all of them
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { blocks } from '../snippets.mjs';
import { findingsIn, same, templateIn, traced } from './assembly.mjs';
import { dotnet } from './dotnet.mjs';
import { go } from './go.mjs';
import { java } from './java.mjs';
import { python } from './python.mjs';
import { addOrders, folder, isInstalled, ROOT, run, WORK, write } from './tools.mjs';
import { typescript } from './typescript.mjs';

/**
 * What a language needs, how it is prepared (why not, if it cannot be), the example and the documentation's stack in it,
 * and how a mistake reaches a person.
 */
const LANGUAGES = { typescript, python, java, go, dotnet };

/** What the sources give in TypeScript. */
const EXPECTED = { Orders: join(WORK, 'cdk.out-orders'), Shop: join(WORK, 'cdk.out-shop') };

const counts = { passed: 0, failed: 0, skipped: 0 };

async function test(language, { needs, prepare, error, app, shop, mistake, more = {} }) {
  const missing = needs.filter((program) => !isInstalled(program));
  if (missing.length > 0) return skip(language, `${missing.join(', ')} is not installed`);
  if (prepare && !(await check(`${language}: the package is made and installed`, prepare))) return;
  if (app) await checkApp(language, app, shop);
  if (mistake)
    await check(`${language}: a mistake is an error of the language, in our words`, () =>
      expectWords(mistake(), error),
    );
  for (const [title, run] of Object.entries(more)) await check(`${language}: ${title}`, run);
}

async function checkApp(language, app, shop) {
  const outdir = join(WORK, `cdk.out-${language}`);
  const shopdir = join(WORK, `cdk.out-${language}-shop`);
  await check(`${language}: the template of the example is the expected one`, () => {
    app(outdir);
    same(templateIn(outdir, 'Orders'), templateIn(EXPECTED.Orders, 'Orders'));
  });
  await check(`${language}: the findings of the example are the expected ones`, () =>
    same(findingsIn(outdir, 'Orders'), findingsIn(EXPECTED.Orders, 'Orders')),
  );
  await check(`${language}: the stack in the documentation has the expected functions`, () => {
    shop(shopdir);
    same(traced(shopdir, 'Shop'), traced(EXPECTED.Shop, 'Shop'));
  });
}

function expectWords(text, error) {
  if (!error.test(text) || !text.includes('`site` must be one of')) throw new Error(text);
}

/** A check that returns text could not be made: the text is the reason. */
async function check(title, run) {
  try {
    const why = await run();
    if (typeof why === 'string' && why !== '') return skip(title, why);
    counts.passed++;
    console.log(`passed  ${title}`);
    return true;
  } catch (error) {
    counts.failed++;
    console.log(`failed  ${title}\n${error.message}`);
  }
}

function skip(what, why) {
  counts.skipped++;
  console.log(`skipped ${what}: ${why}`);
}

/** Sources of every language, without their toolchains. */
function generate() {
  const targets = ['python', 'java', 'dotnet'].flatMap((target) => ['--target', target]);
  const pacmak = join(ROOT, 'node_modules', '.bin', 'jsii-pacmak');
  run(pacmak, ['--code-only', '--outdir', join(WORK, 'code'), ...targets], ROOT);
  run(process.execPath, ['scripts/go-module.mjs', join(WORK, 'code')], ROOT);
}

function synthesise() {
  const shop = addOrders(folder('expected'));
  const main = ["import { App } from 'aws-cdk-lib';", "new ShopStack(new App(), 'Shop');"];
  write(join(shop, 'shop.ts'), [...blocks('README.md', 'ts').slice(0, 1), ...main]);
  const node = (file, cwd, outdir) =>
    run(process.execPath, ['-r', join(ROOT, 'scripts', 'register.cjs'), file], cwd, { CDK_OUTDIR: outdir });
  node('shop.ts', shop, EXPECTED.Shop);
  node('examples/cdk-typescript/app.ts', ROOT, EXPECTED.Orders);
}

const asked = process.argv.slice(2);
rmSync(WORK, { recursive: true, force: true });
folder('');
generate();
synthesise();
for (const [language, row] of Object.entries(LANGUAGES)) {
  if (asked.length === 0 || asked.includes(language)) await test(language, row);
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
