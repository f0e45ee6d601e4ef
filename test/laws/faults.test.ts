/** A provider with a fault in its recipe or its signatures breaks a law. */
import { isRefusal, type Recipe } from '../../src/core/recipe';
import { EVERY_PROVIDER, type Subject } from '../helpers/samples';
import { IS_SLOW } from '../helpers/slow';
import { LAWS } from './provider-laws';

type Provider = Subject['provider'];

/** Runs that find every fault, those in a third provider only with the larger number; the laws themselves run more often. */
const RUNS = { numRuns: IS_SLOW ? 100 : 40, seed: 1 };

const inRecipes =
  (change: (recipe: Recipe) => Recipe) =>
  (provider: Provider): Provider => ({
    ...provider,
    recipe: (settings, target) => {
      const recipe = provider.recipe(settings, target);
      return isRefusal(recipe) ? recipe : change(recipe);
    },
  });

const inRedirects = (fault: Partial<NonNullable<Recipe['redirect']>>) =>
  inRecipes((recipe) => (recipe.redirect ? { ...recipe, redirect: { ...recipe.redirect, ...fault } } : recipe));

const inSignatures =
  (fault: Partial<Provider['signatures']>) =>
  (provider: Provider): Provider => ({ ...provider, signatures: { ...provider.signatures, ...fault } });

const ignoringScripts = (provider: Provider): Provider => ({
  ...provider,
  recipe: (settings, { wrapper: _, ...target }) => provider.recipe(settings, target),
});

const redirects = ({ signatures: { handlers } }: Provider) => handlers.length > 0;
const wraps = ({ signatures: { wrappers = [] } }: Provider) => wrappers.length > 0;
const always = () => true;

const FAULTS: readonly [fault: string, inject: (provider: Provider) => Provider, applies: typeof redirects][] = [
  ['recipes that know no handler as their own', inRedirects({ known: [] }), redirects],
  ['recipes that keep the original handler in another variable', inRedirects({ original: 'OTHER' }), redirects],
  ['signatures without handlers', inSignatures({ handlers: [] }), redirects],
  ['signatures without wrappers', inSignatures({ wrappers: [] }), wraps],
  ['signatures without layers', inSignatures({ layers: [] }), always],
  ['recipes that redirect the handler whatever script starts the function', ignoringScripts, redirects],
  [
    'layers that supersede none',
    inRecipes((recipe) => ({ ...recipe, layers: recipe.layers.map((layer) => ({ ...layer, supersedes: [] })) })),
    always,
  ],
];

/** A law that a provider breaks. */
const brokenLaw = (provider: Provider, { options }: Subject): string | undefined =>
  Object.entries(LAWS).find(([, law]) => {
    try {
      law({ provider, options, runs: RUNS });
      return false;
    } catch {
      return true;
    }
  })?.[0];

describe.each(EVERY_PROVIDER)('$provider.title', (subject) => {
  const faults = FAULTS.filter(([, , applies]) => applies(subject.provider));

  test('breaks no law without a fault', () => {
    expect(brokenLaw(subject.provider, subject)).toBeUndefined();
  });

  test.each(faults)('breaks a law with %s', (_fault, inject) => {
    expect(brokenLaw(inject(subject.provider), subject)).toBeDefined();
  });
});
