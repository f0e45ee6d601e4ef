/** Expressions of JSONata with the functions that Step Functions adds to them. */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { copied } from './data';
import { chunksOf, hashOf, rangeOf } from './intrinsics';

/** What an expression gives, with these variables. */
export type Jsonata = (expression: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** The part of the package `jsonata` that is used. */
export type JsonataPackage = (expression: string) => {
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
};

/** Source: docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, JSONata functions provided by Step Functions */
const ADDED = {
  parse: (text: string) => JSON.parse(text),
  uuid: () => randomUUID(),
  random: () => Math.random(),
  partition: (list: readonly unknown[], size: number) => chunksOf(list, size),
  range: (from: number, to: number, step: number) => rangeOf(from, to, step),
  hash: (text: string, name: string) => hashOf(String(text), name),
};

/** The interpreter in a folder that npm has installed it in. */
export const jsonataIn = (folder: string): Jsonata =>
  jsonataOf(createRequire(join(folder, 'package.json'))('jsonata') as JsonataPackage);

export const jsonataOf =
  (jsonata: JsonataPackage): Jsonata =>
  async (expression, variables) =>
    copied(await jsonata(expression).evaluate({}, { ...copied(variables), ...ADDED }));
