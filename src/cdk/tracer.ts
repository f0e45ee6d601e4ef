/** Traces one function after another: plans it, writes the plan, and adds what the function needs in addition to its properties. */
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type Note, note, type Policy } from '../core/finding';
import { FUNCTION, type FunctionChange, type FunctionReceipt } from '../core/function';
import { unplan } from '../core/plan';
import type { Planner } from '../core/planner';
import { rememberingPlanner } from '../core/planner-memory';
import type { Settings } from '../core/provider';
import { type Recipe, wantedSubscription } from '../core/recipe';
import { commitOptions } from '../host/git';
import { PROVIDERS, type ProviderName } from '../providers';
import { declaredBy } from '../surfaces/cdk/declared';
import { followDocument } from '../surfaces/cdk/document';
import { lookupNames, removeUnusedLookups, renderIn } from '../surfaces/cdk/lookups';
import { readConstruct } from '../surfaces/cdk/read';
import type { CfnLambda } from '../surfaces/cdk/resource';
import { type WrittenConstruct, writeConstruct } from '../surfaces/cdk/write';
import { RECEIPT_KEY, type ReceiptDocument, renderReceipt } from '../surfaces/receipt';
import type { Reporter } from './annotations';
import { assetBundle } from './bundles';
import { Permissions } from './permissions';
import { Subscriptions } from './subscriptions';
import { Versions } from './versions';

/** What a plan needs outside of the function, and how to take it back. */
interface PlanEffects {
  readonly findings: readonly Note[];
  readonly recipes: readonly Recipe[];
  readonly written: WrittenConstruct;
  /** What the plan changes: published versions are renewed with it. */
  readonly changes: readonly FunctionChange[];
}

export class FunctionTracer {
  public readonly subscriptions: Subscriptions;
  /** The commit that the app names, which overrides the commit of the CI or the checkout. */
  public commit?: Settings;
  private readonly planners = new Map<Settings, Planner>();
  private readonly receipts = new WeakMap<FunctionReceipt, ReceiptDocument>();
  public readonly permissions = new Permissions();
  private readonly versions = new Versions();
  /** What each function that is traced looks up when it is deployed. */
  private readonly lookups = new Map<CfnLambda, ReadonlySet<string>>();
  /** Stacks in which a function no longer looks up what it did. */
  private readonly changedStacks = new Set<Stack>();

  public constructor(
    host: Construct,
    private readonly provider: ProviderName,
    private readonly reporter: Reporter,
  ) {
    this.subscriptions = new Subscriptions(host);
  }

  /** What you should know about the permissions that were given so far. */
  public get notes(): Note[] {
    return this.permissions.notes;
  }

  /** Plans a function, writes the plan, and gives the function what it needs in addition to its own properties. */
  public follow(cfn: CfnLambda, settings: Settings, receipt: FunctionReceipt | undefined): WrittenConstruct {
    const bundle = PROVIDERS[this.provider].seesBundles ? assetBundle(cfn) : undefined;
    const { state, isOpen } = readConstruct(cfn, receipt, bundle);
    const plans = settings.enabled === false ? undefined : this.plannerOf(settings);
    const done = isOpen ? this.followOpen(cfn, bundle, plans) : this.followState(cfn, state, plans);
    const forwarded = done.recipes.some(
      ({ subscription }) => subscription && this.subscriptions.isItself(cfn, subscription),
    );
    if (forwarded || done.recipes.length === 0) this.withdraw(cfn);
    this.compareLookups(cfn, done.changes);
    if (forwarded) {
      done.written.restore();
      this.compareLookups(cfn, []);
      this.reporter.report(cfn, [note('function-forwarder')], settings as Policy);
      return NOTHING_WRITTEN;
    }
    this.reporter.report(cfn, [...done.findings, ...this.surround(cfn, done)], settings as Policy);
    return done.written;
  }

  /** Takes what no function looks up any more out of the mappings; to be called when every function has its last plan. */
  public removeUnusedLookups(): void {
    for (const stack of this.changedStacks) removeUnusedLookups(stack);
    this.changedStacks.clear();
  }

  private compareLookups(cfn: CfnLambda, changes: readonly FunctionChange[]): void {
    const now = lookupNames(changes);
    const before = this.lookups.get(cfn) ?? new Set();
    if ([...before].some((name) => !now.has(name))) this.changedStacks.add(cfn.stack);
    this.lookups.set(cfn, now);
  }

  private followState(cfn: CfnLambda, state: ReturnType<typeof readConstruct>['state'], plans?: Planner): PlanEffects {
    const { changes, receipt, recipe, findings } = plans?.plan(state) ?? unplan(FUNCTION, state);
    const written = writeConstruct(cfn, changes, state);
    const before = cfn.getMetadata(RECEIPT_KEY);
    if (receipt) cfn.addMetadata(RECEIPT_KEY, this.rendered(receipt, cfn));
    else if (changes.length > 0) cfn.addMetadata(RECEIPT_KEY, undefined);
    const restore = () => {
      written.restore();
      if (cfn.getMetadata(RECEIPT_KEY) !== before) cfn.addMetadata(RECEIPT_KEY, before);
    };
    return {
      findings,
      recipes: recipe ? [recipe] : [],
      written: { ...written, restore },
      changes: recipe ? changes : [],
    };
  }

  /** A function with conditions or overrides in its properties is planned as a template is. */
  private followOpen(cfn: CfnLambda, bundle: string | undefined, plans?: Planner): PlanEffects {
    const { plans: all, findings, written } = followDocument(cfn, plans, bundle);
    const recipes = all.flatMap(({ planned: { recipe } }) => recipe ?? []);
    const made = all.flatMap(({ planned }) => planned.made);
    return {
      findings,
      recipes: [...new Set(recipes)],
      written,
      changes: made,
    };
  }

  /** Takes back what a plan has added around a function that can no longer be traced. */
  private withdraw(cfn: CfnLambda): void {
    this.permissions.withdraw(cfn);
    this.subscriptions.withdraw(cfn);
    this.versions.withdraw(cfn);
  }

  /** What a function needs beyond its own properties: permissions, subscriptions, and versions of its own. */
  private surround(cfn: CfnLambda, { recipes, changes }: PlanEffects): Note[] {
    return [
      ...recipes.flatMap((recipe) => {
        const subscription = wantedSubscription(recipe);
        return [
          ...this.permissions.grant(cfn, recipe.statements),
          ...(subscription ? this.subscriptions.subscribeFunction(cfn, subscription) : []),
        ];
      }),
      ...this.versions.renew(cfn, changes),
    ];
  }

  /** One planner for each set of options, made when the first function needs it: the commit may be named until then. */
  private plannerOf(settings: Settings): Planner {
    const existing = this.planners.get(settings);
    if (existing) return existing;
    const provider = PROVIDERS[this.provider];
    const all = { ...settings, ...(this.commit ?? commitOptions(settings)) };
    const made = rememberingPlanner(provider, provider.informed?.(all, declaredBy) ?? all);
    this.planners.set(settings, made);
    return made;
  }

  /** Functions of one shape share their receipt. */
  private rendered(receipt: FunctionReceipt, cfn: CfnLambda): ReceiptDocument {
    const known = this.receipts.get(receipt) ?? renderReceipt(receipt, renderIn(Stack.of(cfn)));
    this.receipts.set(receipt, known);
    return known;
  }
}

/** Where nothing was written, nothing changes any more. */
const NOTHING_WRITTEN: WrittenConstruct = { hasDrifted: () => false, restore: () => {} };
