/** The names that tracing puts on functions: variables, handlers, and layers, from the recipes and signatures of all providers. */
import { parseLayer } from '../../src/core/layer';
import { isRefusal, type Recipe } from '../../src/core/recipe';
import { EXEC_WRAPPER } from '../../src/core/signature';
import { isKnown } from '../../src/core/value';
import { configure, PROVIDERS } from '../../src/providers';
import { EVERY_PROVIDER, waysOf } from './samples';

const TARGET = { packageType: 'Zip', region: 'us-east-1', partition: 'aws', account: '123456789012' } as const;
const RUNTIMES = ['python3.13', 'nodejs22.x', 'nodejs20.x', 'java21'];

const recipes = (): Recipe[] =>
  EVERY_PROVIDER.flatMap(({ name }) =>
    waysOf(name).flatMap(([, values]) =>
      RUNTIMES.flatMap((runtime) =>
        ['x86_64', 'arm64'].flatMap((architecture) => {
          const { settings } = configure(name, { source: 'here', values: { ...values, ...LISTS[name] } });
          const made = PROVIDERS[name].recipe(settings, { ...TARGET, runtime, architecture });
          return isRefusal(made) ? [] : [made];
        }),
      ),
    ),
  );

/** Options that write lists of pairs, and the service, which the usual options lack. */
const LISTS: Readonly<Record<string, object>> = Object.fromEntries(
  EVERY_PROVIDER.map(({ name, provider }) => {
    const rows = Object.entries(provider.options.table);
    const pairs = rows.filter(([, { type, surfaces }]) => type === 'pairs' && surfaces === undefined);
    return [name, { service: 'shop', ...Object.fromEntries(pairs.map(([option]) => [option, 'a:b'])) }];
  }),
);

const ALL = recipes();
const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];
const layers = ALL.flatMap((recipe) => recipe.layers.map(({ arn }) => parseLayer(arn))).filter(
  (layer) => layer !== undefined,
);

/** Variables that recipes write, and those that keep handlers. */
export const TRACING_VARIABLES: readonly string[] = distinct([
  EXEC_WRAPPER,
  ...ALL.flatMap((recipe) => (recipe.redirect ? [recipe.redirect.original] : [])),
  ...ALL.flatMap((recipe) => Object.keys(recipe.environment)),
]);

/** Handlers that recipes put in front of the functions' own. */
export const TRACING_HANDLERS: readonly string[] = distinct(
  ALL.flatMap((recipe) => (recipe.redirect && isKnown(recipe.redirect.handler) ? [recipe.redirect.handler] : [])),
);

export const TRACING_LAYERS: readonly string[] = distinct(layers.map(({ name }) => name));
export const TRACING_ACCOUNTS: readonly string[] = distinct(layers.map(({ account }) => account));
