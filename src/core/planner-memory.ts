/** Plans function after function for one set of options: functions of one shape are planned once. */
import { FUNCTION, type FunctionChange, type FunctionEntry, type FunctionPlan, type FunctionReceipt } from './function';
import { entrySize, environmentSize, LIMITS } from './limits';
import { plan } from './plan';
import { type Planner, planner } from './planner';
import type { RecipeMaker, Settings } from './provider';
import { digest } from './receipt';
import { isRefusal, type Recipe, type Refusal } from './recipe';
import { matches } from './select';
import { EXEC_WRAPPER } from './signature';
import { type FunctionState, type Parts, PROPERTY_PARTS, type Target } from './state';
import { isKnown, type Value, valueText } from './value';

/** A planner that takes recipes and plans from memory where that gives the same result. */
export function rememberingPlanner(maker: RecipeMaker, settings: Settings): Planner {
  const alone = planner(new RecipeCache(maker), settings);
  const caches = new Map<Recipe, PlanCache>();
  const fromMemory = (fn: FunctionState): FunctionPlan | undefined => {
    const recipe = fn.receipt || fn.unresolvedParts ? undefined : alone.recipeOf(fn);
    if (recipe === undefined || isRefusal(recipe)) return undefined;
    const cache = caches.get(recipe) ?? new PlanCache(recipe);
    caches.set(recipe, cache);
    return cache.plan(fn);
  };
  return { ...alone, plan: (fn) => fromMemory(fn) ?? alone.plan(fn) };
}

/** The recipe of each target, for one set of options. The functions of one stack are planned before those of the next. */
class RecipeCache implements RecipeMaker {
  private readonly made = new Map<string, { readonly target: Target; readonly recipe: Recipe | Refusal }>();

  public constructor(private readonly maker: RecipeMaker) {}

  public recipe(settings: Settings, target: Target): Recipe | Refusal {
    const { packageType, runtime, architecture, wrapper, shapes } = target;
    const key = `${packageType} ${valueKey(runtime)} ${valueKey(architecture)} ${shapes} ${valueKey(wrapper)}`;
    const known = this.made.get(key);
    if (known && isOne(known.target, target)) return known.recipe;
    const recipe = this.maker.recipe(settings, target);
    this.made.set(key, { target, recipe });
    return recipe;
  }
}

const valueKey = (value: Value | undefined): string => (value === undefined ? '' : valueText(value));

/** Values that print the same may belong to two stacks, so their origins are compared; shapes are in the key. */
function isOne({ shapes: _shapes, ...a }: Target, b: Target): boolean {
  for (const name in a) if (originOf(a[name as keyof typeof a]) !== originOf(b[name as keyof typeof a])) return false;
  return a.bundle === b.bundle;
}
const originOf = (value: Value | undefined): unknown =>
  value === undefined || isKnown(value) ? value : value.kind === 'native' ? value.origin : value;

/** A plan for all functions that differ in what it does not look at, and in their handlers. */
interface PlanShape {
  readonly plan: FunctionPlan;
  readonly handler: string | undefined;
  /** The most that the plan adds, in bytes and in number. */
  readonly bytes: number;
  readonly tags: number;
  /** The changes that hold the handler, by their places. */
  readonly holders: readonly number[];
}

/** The shapes of the functions that follow one recipe. */
class PlanCache {
  private readonly known = new Map<string, PlanShape | undefined>();
  /** The variables met so far, and whether the recipe has to do with them. */
  private readonly concerned = new Map<string, boolean>();
  private readonly variables: ReadonlySet<string>;

  public constructor(private readonly recipe: Recipe) {
    const others = Object.values(recipe.environment).flatMap((setting) =>
      setting.rule === 'default' ? (setting.unless ?? []) : [],
    );
    const kept = recipe.redirect ? [recipe.redirect.original] : [];
    const toolVariables = (recipe.otherTools ?? []).flatMap(({ variables = [] }) => variables);
    this.variables = new Set([EXEC_WRAPPER, ...Object.keys(recipe.environment), ...others, ...kept, ...toolVariables]);
  }

  /** The plan of a function, unless there is something about it that others of its shape do not share. */
  public plan(fn: FunctionState): FunctionPlan | undefined {
    const key = this.keyOf(fn.parts);
    if (key === undefined) return undefined;
    const shape = this.known.has(key) ? this.known.get(key) : this.shapeOf(fn);
    this.known.set(key, shape);
    return shape && fits(shape, fn.parts) ? planLike(shape, fn) : undefined;
  }

  /** All that the plan looks at, in print; nothing where a part of it is not known yet. */
  private keyOf({ handler, environment, layers, tags, tracing, containers }: Parts): string | undefined {
    const given = handler.handler;
    if (given !== undefined && (!isKnown(given) || this.isMarked(given))) return undefined;
    let key = given === undefined ? '' : 'handler';
    for (const name in environment) if (this.concerns(name)) key += `\n${name}=${mark(environment[name])}`;
    for (const name in layers) key += `\n${lengthPrefixed(valueText(layers[name] as Value))}${typeof layers[name]}`;
    for (const name in tags) if (Object.hasOwn(this.recipe.tags, name)) key += `\n${name}`;
    for (const name in tracing) key += `\n${mark(tracing[name])}`;
    for (const name in containers) key += `\n${name} ${mark(containers[name])}`;
    return key.includes(UNKNOWN) ? undefined : key;
  }

  /** Whether a handler means something to the recipe. */
  private isMarked(handler: string): boolean {
    const { redirect, otherTools = [] } = this.recipe;
    return redirect?.known.includes(handler) === true || otherTools.some(({ handlers }) => handlers.includes(handler));
  }

  private concerns(name: string): boolean {
    const known = this.concerned.get(name);
    if (known !== undefined) return known;
    const found =
      this.variables.has(name) || Object.keys(this.recipe.deprecated).some((pattern) => matches(pattern, name));
    this.concerned.set(name, found);
    return found;
  }

  private shapeOf(fn: FunctionState): PlanShape | undefined {
    const { environment, tags, handler } = fn.parts;
    const parts = {
      ...fn.parts,
      environment: tagsWhere(environment, (name) => this.concerns(name)),
      tags: tagsWhere(tags, (name) => Object.hasOwn(this.recipe.tags, name)),
    };
    const found = plan(FUNCTION, { ...fn, parts }, this.recipe);
    const { changes } = found;
    if (found.recipe === undefined || changes.some(({ before }) => before !== undefined && !isKnown(before)))
      return undefined;
    const added = changes.filter(({ kind }) => kind === 'environment');
    const holders = changes.flatMap((change, place) => (holdsHandler(change, this.recipe) ? [place] : []));
    return {
      plan: found,
      handler: handler.handler as string | undefined,
      bytes: added.reduce((sum, { name, after }) => sum + entrySize(name, after ?? ''), 0),
      tags: changes.filter(({ kind }) => kind === 'tags').length,
      holders,
    };
  }
}

/** Represents an unresolved value in a key. */
const UNKNOWN = '\u0000';
const mark = (value: Value | undefined): string => (isKnown(value) ? lengthPrefixed(value) : UNKNOWN);
/** With its length, so that no text can pass for two. */
const lengthPrefixed = (given: string): string => `${given.length} ${given}`;

const tagsWhere = (part: Parts['tags'], isWanted: (name: string) => boolean): Parts['tags'] =>
  Object.fromEntries(Object.entries(part).filter(([name]) => isWanted(name)));

const holdsHandler = ({ kind, name }: FunctionChange, { redirect }: Recipe): boolean =>
  kind === 'handler' || (kind === 'environment' && name === redirect?.original);

/** Whether a function has room for all that its shape adds, and says of every part that it is there. */
function fits({ bytes, tags }: PlanShape, parts: Parts): boolean {
  const size = environmentSize(parts.environment) + bytes + entrySize('', parts.handler.handler ?? '');
  if (size > LIMITS.environment || Object.keys(parts.tags).length + tags > LIMITS.tags) return false;
  return PROPERTY_PARTS.every((kind) => kind in parts.containers || Object.keys(parts[kind]).length === 0);
}

/** The plan of a shape for one of its functions. */
function planLike(
  { plan: { changes, receipt, recipe, findings }, handler: first, holders }: PlanShape,
  fn: FunctionState,
): FunctionPlan {
  const handler = fn.parts.handler.handler;
  const isSame = handler === first || holders.length === 0;
  return {
    changes: isSame ? changes : withHandler(changes, holders, handler as string),
    receipt: isSame ? receipt : receiptWith(receipt as FunctionReceipt, holders, handler as string),
    findings: findings.map((found) => ({ ...found, subject: fn.id })),
    recipe,
  };
}

function withHandler(
  changes: readonly FunctionChange[],
  holders: readonly number[],
  handler: string,
): FunctionChange[] {
  const result = [...changes];
  for (const place of holders) {
    const change = changes[place] as FunctionChange;
    result[place] = change.kind === 'handler' ? { ...change, before: handler } : { ...change, after: handler };
  }
  return result;
}

/** A receipt has an entry for each change, in their order. */
function receiptWith(
  { provider, entries }: FunctionReceipt,
  holders: readonly number[],
  handler: string,
): FunctionReceipt {
  const result = [...entries];
  for (const place of holders) {
    const entry = entries[place] as FunctionEntry;
    result[place] = entry.kind === 'handler' ? { ...entry, before: handler } : { ...entry, after: digest(handler) };
  }
  return { provider, entries: result };
}
