/** What releases before this one have written is recognized, brought up to date, and taken back exactly. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { untransform } from '../../src/surfaces/template';
import { FIXTURES, flagsOf, type Pair, pairs } from './cases';
import { chalice, dockerfile, type Live, live, macro, tracedIn, transformed } from './run';

const input = (folder: string, file: string): string => readFileSync(join(FIXTURES, folder, file), 'utf8');
const json = (folder: string, file: string) => JSON.parse(input(folder, file));
const rows = (folder: string) => pairs(folder).map((pair): [string, Pair] => [pair.after, pair]);

/** The functions that the fixtures were traced with; an image whose language is not named needs work by hand. */
const TRACED: Readonly<Record<string, readonly string[]>> = {
  'cfn extension': ['Orders', 'Payments', 'Reports'],
  'cfn forwarder': ['Orders', 'Payments'],
  'cfn agent': ['Orders', 'Payments'],
  'cfn opentelemetry': ['Orders', 'Payments', 'Reports'],
  'cfn image': ['Orders', 'Payments', 'Reports'],
  'sam extension': ['Api', 'Worker', 'Batch'],
  'sam forwarder': ['Api', 'Worker'],
  'sam agent': ['Api', 'Worker'],
  'sam opentelemetry': ['Api', 'Worker'],
  'sam image': ['Api', 'Worker', 'Batch'],
};
const tracedOf = ({ after, options }: Pair): readonly string[] =>
  TRACED[`${after.replace(/\W.*/, '')} ${options}`] as readonly string[];

describe('a template file that an earlier release traced', () => {
  const file = ({ after }: Pair) => `template.${after.split('.').at(-1)}`;
  const remove = (text: string, pair: Pair) => transformed(text, file(pair), ['--remove']);

  test.each(rows('templates'))('becomes the original, byte for byte: %s', async (_name, pair) => {
    expect((await remove(input('templates', pair.after), pair)).text).toBe(input('templates', pair.before));
  });

  test.each(rows('templates'))(
    'stays traced when it is traced again, and can still be taken back: %s',
    async (_name, pair) => {
      const again = await transformed(input('templates', pair.after), file(pair), flagsOf(pair.options));
      expect(again.code).toBe(0);
      expect(await tracedIn(again.text, file(pair), flagsOf(pair.options))).toEqual(
        expect.arrayContaining([...tracedOf(pair)]),
      );
      expect((await remove(again.text, pair)).text).toBe(input('templates', pair.before));
    },
  );
});

describe('a template that the macro of an earlier release traced', () => {
  const origin = (pair: Pair) => JSON.parse(input('templates', pair.before));

  test.each(rows('macro'))('becomes the original: %s', (_name, pair) => {
    expect(untransform(json('macro', pair.after)).template).toEqual(origin(pair));
  });

  test.each(rows('macro'))('can be given to the macro again, and still be taken back: %s', async (_name, pair) => {
    const { status, fragment } = macro(json('macro', pair.after), pair.options);
    expect(status).toBe('success');
    const traced = Object.entries<any>(fragment.Resources).flatMap(([id, { Metadata }]) =>
      Metadata?.Tracelayer?.provider || Metadata?.Tracelayer?.cases ? [id] : [],
    );
    expect(traced).toEqual(expect.arrayContaining([...tracedOf(pair)]));
    expect(untransform(fragment).template).toEqual(origin(pair));
  });
});

describe('a deployed function that an earlier release instrumented', () => {
  const files = readdirSync(join(FIXTURES, 'deployed')).map((file): [string, string] => [
    file,
    file.split('.')[1] ?? '',
  ]);
  const read = (file: string): { before: Live; after: Live } => json('deployed', file);

  test.each(files)('becomes the original: %s', async (file) => {
    const { before, after } = read(file);
    expect(parts((await live(after, ['uninstrument', '--yes'])).after)).toEqual(parts(before));
  });

  test.each(files)(
    'is still traced, stays so when it is instrumented again, and can be taken back: %s',
    async (file, options) => {
      const { before, after } = read(file);
      const { ran, after: end } = await live(
        after,
        ['status', '--json'],
        ['instrument', '--yes', ...flagsOf(options)],
        ['status', '--json'],
        ['uninstrument', '--yes'],
      );
      expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      for (const seen of [ran[0], ran[2]]) expect(STATES).toContain(seen?.json.functions[0].state);
      expect(parts(end)).toEqual(parts(before));
    },
  );
});

/** What `status` says of a function that is traced, whether or not it is up to date. */
const STATES = ['instrumented', 'outdated', 'different', 'traced', 'needs code'];

/** What the commands write; a list or map that is empty is as good as none, and a group that was made stays. */
const parts = ({ configuration: { Layers, Environment, ...configuration }, tags, filters }: Live) => ({
  ...configuration,
  layers: (Layers ?? []).map(({ Arn }: any) => Arn),
  variables: Object.entries(Environment?.Variables ?? {}),
  tags,
  filters,
});

describe('a Dockerfile that an earlier release traced', () => {
  test.each(rows('dockerfiles'))('becomes the original, byte for byte: %s', async (_name, { before, after }) => {
    expect((await dockerfile(input('dockerfiles', after), '--remove')).text).toBe(input('dockerfiles', before));
  });

  test.each(rows('dockerfiles'))(
    'can be traced again, and still be taken back: %s',
    async (_name, { before, after }) => {
      const again = await dockerfile(input('dockerfiles', after));
      expect(again.code).toBe(0);
      expect(again.text.match(/>>> tracelayer/g)).toHaveLength(1);
      expect((await dockerfile(again.text, '--remove')).text).toBe(input('dockerfiles', before));
    },
  );
});

describe('a Chalice configuration that an earlier release traced', () => {
  test.each(rows('chalice'))('becomes the original, byte for byte: %s', async (_name, { before, after }) => {
    expect((await chalice(input('chalice', after), ['--remove'])).text).toBe(input('chalice', before));
  });

  test.each(rows('chalice'))(
    'can be traced again, and still be taken back: %s',
    async (_name, { before, after, options }) => {
      const again = await chalice(input('chalice', after), [...flagsOf(options), '--region=us-east-1']);
      expect(again.code).toBe(0);
      expect(JSON.parse(again.text).stages.dev.tracelayer).toBeDefined();
      expect((await chalice(again.text, ['--remove'])).text).toBe(input('chalice', before));
    },
  );
});

describe('a receipt of a newer release', () => {
  test.each(['2;datadog;;x', '1.5;datadog', 'anything', '1;datadog;;znew,1'])(
    'leaves a deployed function alone: %s',
    async (receipt) => {
      const { after } = read('node.extension.json');
      const { Variables } = after.configuration.Environment;
      const configuration = {
        ...after.configuration,
        Environment: { Variables: { ...Variables, TRACELAYER_RECEIPT: receipt } },
      };
      const {
        before,
        after: end,
        ran,
      } = await live(
        { ...after, configuration },
        ['instrument', '--yes', ...flagsOf('extension')],
        ['uninstrument', '--yes'],
      );
      expect(ran.map(({ code }) => code)).toEqual([1, 1]);
      expect(end).toEqual(before);
    },
  );
  const read = (file: string): { before: Live; after: Live } => json('deployed', file);
});
