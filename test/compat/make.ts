/**
 * How the fixtures were made, once, at commit 9027c7e: `node -r ./scripts/register.cjs test/compat/make.ts`.
 * It never writes over a file, as the fixtures are what earlier releases have left behind.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionGiven } from '../fake-aws/function';
import { FIXTURES, FUNCTIONS, flagsOf, OPTIONS } from './cases';
import { chalice, dockerfile, instrumented, macro, transformed } from './run';

function keep(path: string, content: string): void {
  const file = join(FIXTURES, path);
  if (!existsSync(file)) writeFileSync(file, content);
}

const input = (path: string): string => readFileSync(join(FIXTURES, path), 'utf8');
const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'cfn.yaml': Object.keys(OPTIONS),
  'sam.yaml': Object.keys(OPTIONS),
  'cfn.json': ['extension', 'opentelemetry'],
  'sam.json': ['forwarder', 'opentelemetry'],
  'sam-windows.yaml': ['extension'],
};

const DEPLOYED: Readonly<Record<string, readonly string[]>> = {
  node: ['extension', 'forwarder', 'agent', 'opentelemetry'],
  python: ['extension', 'forwarder', 'agent', 'opentelemetry'],
  java: ['extension', 'opentelemetry'],
  image: ['extension', 'image', 'forwarder', 'agent'],
  older: ['extension'],
};

async function make(): Promise<void> {
  for (const [file, sets] of Object.entries(TEMPLATES)) {
    const [name, extension] = file.split('.');
    const before = input(`templates/${name}.before.${extension}`);
    for (const options of sets)
      keep(
        `templates/${name}.${options}.after.${extension}`,
        (await transformed(before, `template.${extension}`, flagsOf(options))).text,
      );
  }
  for (const name of ['cfn', 'sam']) {
    const before = JSON.parse(input(`templates/${name}.before.json`));
    for (const options of Object.keys(OPTIONS))
      keep(`macro/${name}.${options}.after.json`, json(macro(before, options).fragment));
  }
  for (const [name, sets] of Object.entries(DEPLOYED))
    for (const options of sets) {
      const given = FUNCTIONS[name] as FunctionGiven;
      const { before, after } = await instrumented(given, [...flagsOf(options), '--others=take-over']);
      keep(`deployed/${name}.${options}.json`, json({ before, after }));
    }
  for (const name of ['python', 'node', 'java', 'ruby'])
    keep(
      `dockerfiles/${name}.extension.after.Dockerfile`,
      (await dockerfile(input(`dockerfiles/${name}.before.Dockerfile`))).text,
    );
  for (const name of ['plain', 'full'])
    for (const options of ['extension', 'opentelemetry'])
      keep(
        `chalice/${name}.${options}.after.json`,
        (await chalice(input(`chalice/${name}.before.json`), [...flagsOf(options), '--region=us-east-1'])).text,
      );
}

void make();
