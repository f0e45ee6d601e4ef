// Go: the module by a replacement, in the example with the newest AWS CDK, and in the documentation's stack with an old one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocks, translations } from '../snippets.mjs';
import { addOrders, attempt, code, folder, run, WORK, write } from './tools.mjs';

/** Of the modules that the public proxy is known to have, the one nearest to the oldest that is supported. */
const OLD = 'v2.200.0';

const app = () => join(WORK, 'go', 'app');
const stack = () => join(WORK, 'go', 'shop');

const MODULE = 'github.com/tracelayer/tracelayer-go/tracelayer';

const MAIN = `package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/tracelayer/tracelayer-go/tracelayer"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	if len(os.Args) > 1 {
		defer func() { fmt.Printf("panic: %v", recover()) }()
		tracelayer.NewDatadog(awscdk.NewStack(app, jsii.String("Mistake"), nil), jsii.String("Datadog"), &tracelayer.DatadogProps{
			Site:   jsii.String("mars"),
			ApiKey: jsii.String("k"),
		})
	}
	NewShopStack(app, "Shop")
	app.Synth(nil)
}
`;

export const go = {
  needs: ['go'],
  error: /^panic: /,
  prepare,
  app: (outdir) => run('go', ['run', '.'], app(), { CDK_OUTDIR: outdir }),
  shop: (outdir) => run('./shop', [], stack(), { CDK_OUTDIR: outdir }),
  mistake: () => run('./shop', ['mistake'], stack()),
  more: { 'every example of the documentation, translated, can be parsed': parseExamples },
};

function prepare() {
  folder(join('go', 'preview'), 'examples/preview');
  folder(join('go', 'app'), 'examples/cdk-go');
  addOrders(folder(join('go', 'shop')));
  write(join(stack(), 'shop.go'), blocks('docs/languages.md', 'go'));
  write(join(stack(), 'main.go'), MAIN);
  const sums = readFileSync(join(app(), 'go.mod'), 'utf8');
  write(join(stack(), 'go.mod'), sums.replace(/(awscdk\/v2) v\S+/, `$1 ${OLD}`).replace(/^.*constructs-go.*\n/m, ''));
  for (const path of [app(), stack()]) {
    run('go', ['mod', 'edit', '-replace', `${MODULE}=${join(code('go'), 'tracelayer')}`], path);
    const why = attempt('go', ['mod', 'tidy'], path);
    if (why) return `the modules cannot be had: ${why}`;
  }
  run('go', ['build', '-o', 'shop', '.'], stack());
}

/** What jsii-rosetta makes of imports, pointers and missing arguments Go does not take: no more is said than that it is Go. */
function parseExamples() {
  for (const { name, source, kind } of translations('go')) {
    const file = join(WORK, 'go', 'examples', `${name.replace(/\W+/g, '-')}.go`);
    write(file, ['package examples', '', ...asFile(source, kind), '']);
    run('gofmt', ['-e', '-l', file], WORK);
  }
}

function asFile(source, kind) {
  if (kind === 'class') return source.split('\n');
  if (kind === 'value') return [`var _ = ${source}`];
  const lines = source.split('\n');
  const [imports, statements] = [true, false].map((wanted) => lines.filter((line) => /^import /.test(line) === wanted));
  return [...imports, 'func example() {', ...statements, '}'];
}
