/** Traces the functions of a construct tree for one construct, whichever provider it stands for. */
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { AspectPriority, Aspects, CfnResource, type IAspect, Stack, Stage, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { type Note, note, type Policy } from '../core/finding';
import { FUNCTION, type FunctionChange, type FunctionReceipt } from '../core/function';
import { unplan } from '../core/plan';
import { type Planner, planner } from '../core/planner';
import type { Settings } from '../core/provider';
import type { Recipe } from '../core/recipe';
import { type FunctionPatterns, isSelected } from '../core/select';
import { commitOptions } from '../host/git';
import { PROVIDERS, type ProviderName } from '../providers';
import { declaredBy } from '../surfaces/cdk/declared';
import { followDocument } from '../surfaces/cdk/document';
import { pathOf, readConstruct } from '../surfaces/cdk/read';
import { type CfnLambda, isFunctionResource, isL1 } from '../surfaces/cdk/resource';
import { renderIn, valueIn } from '../surfaces/cdk/tokens';
import { type WrittenConstruct, writeConstruct } from '../surfaces/cdk/write';
import { RECEIPT_KEY, type ReceiptDocument, readReceipt, renderReceipt } from '../surfaces/receipt';
import { type Patterns, unmatchedNotes } from '../surfaces/selectors';
import { Reporter } from './annotations';
import { assetBundle } from './bundles';
import { EdgeFunctions } from './edge';
import { argumentMistakes, isConstruct, isOfMacro, isOwnOfCdk, kindWord, resourceOf } from './functions';
import { constructOptions, type Props, printedProps, propsOf } from './options';
import { Permissions } from './permissions';
import { isTakenLater, registerMember } from './registry';
import { Subscriptions } from './subscriptions';
import { Versions } from './versions';

/** After the aspects that change functions (200, and 500 by default), before those that only read (1000). */
const PRIORITY = (AspectPriority.DEFAULT + AspectPriority.READONLY) / 2;

/** A function that was planned, until the template is made. */
interface PlannedConstruct {
  readonly settings: Settings;
  readonly written: WrittenConstruct;
  /** The receipt that was there before. */
  readonly receipt: unknown;
}

/** What a plan does beside the function's own properties. */
interface PlanEffects {
  readonly findings: readonly Note[];
  readonly recipes: readonly Recipe[];
  readonly written: WrittenConstruct;
  /** What the plan changes: published versions are renewed with it. */
  readonly changes: readonly FunctionChange[];
}

export class Instrumentation implements IAspect {
  public readonly provider: ProviderName;
  /** The options of every construct that was added, a function's resource or a scope; a function follows the nearest. */
  private readonly added = new Map<IConstruct, Settings>();
  private readonly excluded = new Set<IConstruct>();
  /** The functions that were looked at. */
  private readonly seen = new Set<CfnResource>();
  private readonly followed = new Map<CfnLambda, PlannedConstruct>();
  private readonly ofCdk: string[] = [];
  private readonly watched = new Set<IConstruct>();
  /** The options of the construct itself. */
  private readonly own: Settings;
  /** The settings of overrides that functions were given one by one, which share their plans. */
  private readonly overridden = new Map<string, Settings>();
  private readonly planners = new Map<Settings, Planner>();
  private readonly receipts = new WeakMap<FunctionReceipt, ReceiptDocument>();
  private readonly reporter = new Reporter();
  private readonly edge = new EdgeFunctions();
  private readonly permissions = new Permissions();
  private readonly versions = new Versions();
  public readonly subscriptions: Subscriptions;

  private readonly props: Props;
  /** The commit that the app names, which overrides the commit of the CI or the checkout. */
  private commit?: Settings;

  public constructor(
    private readonly host: Construct,
    provider: ProviderName,
    given: object,
  ) {
    this.provider = provider;
    this.props = propsOf(provider, given);
    this.subscriptions = new Subscriptions(host);
    const { findings, settings } = constructOptions(host, provider, this.props);
    this.own = settings;
    this.reporter.report(host, findings, settings as Policy);
    registerMember(host, this);
    this.watch(host.node.root);
  }

  private settings(overrides?: object): Settings {
    if (overrides === undefined || Object.keys(overrides).length === 0) return this.own;
    const props = propsOf(this.provider, overrides);
    const key = printedProps(props);
    const known = key === undefined ? undefined : this.overridden.get(key);
    const settings = known ?? constructOptions(this.host, this.provider, this.props, props).settings;
    if (key !== undefined) this.overridden.set(key, settings);
    return settings;
  }

  /** Functions by hand; nothing is changed when an argument or an option is wrong. */
  public addFunctions(functions: readonly IConstruct[], overrides?: object): void {
    const mistakes = argumentMistakes(functions, overrides);
    if (mistakes.length > 0) throw new Error(mistakes.map((text) => `${this.host.node.path}: ${text}`).join('\n'));
    const settings = this.settings(overrides);
    for (const construct of functions) {
      const found = resourceOf(construct);
      if (CfnResource.isCfnResource(found)) this.add(found, settings);
      else this.reporter.report(construct, [found], settings as Policy);
    }
  }

  /** Every function below a construct, those of nested stages included: an aspect does not reach into them by itself. */
  public addScope(scope: IConstruct, overrides?: object): void {
    this.mustBeConstruct(scope, 'addScope');
    const settings = this.settings(overrides);
    for (const root of [scope, ...stagesIn(scope)]) this.add(root, settings);
  }

  /** A function by any construct that stands for it, or everything below a construct. */
  public exclude(construct: IConstruct): void {
    this.mustBeConstruct(construct, 'exclude');
    const found = resourceOf(construct);
    this.excluded.add(CfnResource.isCfnResource(found) ? found : construct);
  }

  /** Log groups that are of no function, to the destination that the options name. */
  public addLogGroups(groups: readonly ILogGroup[], option: string): void {
    const logs = PROVIDERS[this.provider].apiLogs?.(this.own);
    if (logs === undefined)
      throw new Error(`${this.host.node.path}: \`${option}\` must be set: it names where the log groups are sent.`);
    for (const group of groups) this.subscriptions.subscribe(group, logs.subscription);
  }

  /** Names the commit; throws where an option of it is wrong. */
  public overrideCommit(given: Props): void {
    const settings = this.settings(given);
    const named = Object.keys(given).filter((name) => given[name] !== undefined);
    this.commit = Object.fromEntries(named.map((name) => [name, settings[name]]));
  }

  /** Called by the CDK for every construct below those that were added. */
  public visit(node: IConstruct): void {
    if (!isFunctionResource(node) || this.seen.has(node)) return;
    this.seen.add(node);
    this.reporter.flush(Stack.of(node));
    this.watch(Stage.of(node) ?? node.node.root);
    const settings = this.settingsOf(node);
    if (settings && !isTakenLater(node, this)) this.decide(node, settings);
  }

  /** Whether it decides about a function. */
  public covers(node: IConstruct): boolean {
    return this.settingsOf(node as CfnResource) !== undefined;
  }

  private mustBeConstruct(given: unknown, method: string): void {
    if (!isConstruct(given))
      throw new Error(`${this.host.node.path}: \`${method}\` takes a construct, but was given ${kindWord(given)}.`);
  }

  private add(construct: IConstruct, settings: Settings): void {
    if (!this.added.has(construct)) Aspects.of(construct).add(this, { priority: PRIORITY });
    this.added.set(construct, settings);
  }

  private nearest(node: IConstruct): IConstruct | undefined {
    return [...node.node.scopes].reverse().find((scope) => this.added.has(scope));
  }

  /** The options that hold for a function; none where it is not selected. */
  private settingsOf(cfn: CfnResource): Settings | undefined {
    const near = this.nearest(cfn);
    const settings = near && this.added.get(near);
    if (!settings || cfn.node.scopes.some((scope) => this.excluded.has(scope))) return undefined;
    const { include, exclude } = settings as FunctionPatterns;
    const isOpen = include === undefined && exclude === undefined;
    return isOpen || isSelected(constructNames(cfn), { include, exclude }) ? settings : undefined;
  }

  private decide(cfn: CfnResource, settings: Settings): void {
    const byHand = this.nearest(cfn) === cfn;
    const report = (code: Note['code']) => this.reporter.report(cfn, [note(code)], settings as Policy);
    if (!byHand && isOwnOfCdk(cfn)) this.ofCdk.push(pathOf(cfn));
    else if (!byHand && isOfMacro(cfn)) return;
    else if (!isL1(cfn)) report('function-raw');
    else if (this.edge.has(cfn)) report('function-edge');
    else this.instrument(cfn, settings);
  }

  private instrument(cfn: CfnLambda, settings: Settings): void {
    const before = cfn.getMetadata(RECEIPT_KEY);
    const receipt = readReceipt(before, valueIn(cfn));
    const rival =
      receipt && receipt.provider !== this.provider ? PROVIDERS[receipt.provider as ProviderName] : undefined;
    const conflict = rival && note('provider-conflict', { by: rival.title, what: 'by another construct' });
    if (conflict) this.reporter.report(cfn, [conflict], settings as Policy);
    else this.followed.set(cfn, { settings, receipt: before, written: this.follow(cfn, settings, receipt) });
  }

  private follow(cfn: CfnLambda, settings: Settings, receipt: FunctionReceipt | undefined): WrittenConstruct {
    const bundle = PROVIDERS[this.provider].seesBundles ? assetBundle(cfn) : undefined;
    const { state, isOpen } = readConstruct(cfn, receipt, bundle);
    const plans = settings.enabled === false ? undefined : this.plannerOf(settings);
    const done = isOpen ? this.followOpen(cfn, bundle, plans) : this.followState(cfn, state, plans);
    const forwarded = done.recipes.some(
      ({ subscription }) => subscription && this.subscriptions.isItself(cfn, subscription),
    );
    if (forwarded || done.recipes.length === 0) this.withdraw(cfn);
    if (forwarded) {
      done.written.restore();
      this.reporter.report(cfn, [note('function-forwarder')], settings as Policy);
      return NOTHING_WRITTEN;
    }
    this.reporter.report(cfn, [...done.findings, ...this.surround(cfn, done)], settings as Policy);
    return done.written;
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

  /** A function whose properties hang on conditions, or are overridden: it is planned as a template is. */
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

  /** Takes back what a plan has done beside a function that can no longer be traced. */
  private withdraw(cfn: CfnLambda): void {
    this.permissions.withdraw(cfn);
    this.subscriptions.withdraw(cfn);
    this.versions.withdraw(cfn);
  }

  /** What a function needs beyond its own properties: permissions, subscriptions, and versions of its own. */
  private surround(cfn: CfnLambda, { recipes, changes }: PlanEffects): Note[] {
    return [
      ...recipes.flatMap(({ statements, subscription }) => [
        ...this.permissions.grant(cfn, statements),
        ...(subscription ? this.subscriptions.subscribeFunction(cfn, subscription) : []),
      ]),
      ...this.versions.renew(cfn, changes),
    ];
  }

  /** One for each set of options: the late ones are settled when the first function follows it. */
  private plannerOf(settings: Settings): Planner {
    const existing = this.planners.get(settings);
    if (existing) return existing;
    const { recipe, informed } = PROVIDERS[this.provider];
    const all = { ...settings, ...(this.commit ?? commitOptions(settings)) };
    const known = informed?.(all, declaredBy) ?? all;
    const made = planner((target) => recipe(known, target));
    this.planners.set(settings, made);
    return made;
  }

  /** Functions of one shape share their receipt. */
  private rendered(receipt: FunctionReceipt, cfn: CfnLambda): ReceiptDocument {
    const known = this.receipts.get(receipt) ?? renderReceipt(receipt, renderIn(Stack.of(cfn)));
    this.receipts.set(receipt, known);
    return known;
  }

  /** Looks again at the end of the synthesis of an app or a stage, when all aspects have run. */
  private watch(stage: IConstruct): void {
    if (this.watched.has(stage)) return;
    this.watched.add(stage);
    stage.node.addValidation({
      validate: () => {
        this.verify(stage);
        if (stage === this.host.node.root) this.reportMissed();
        return [];
      },
    });
  }

  /** A function that something has changed since it was planned is planned again, as it is now. */
  private verify(stage: IConstruct): void {
    for (const [cfn, { settings, written, receipt }] of this.followed) {
      if ((Stage.of(cfn) ?? cfn.node.root) !== stage || !written.hasDrifted() || this.isOthers(cfn)) continue;
      written.restore();
      const again = this.follow(cfn, settings, readReceipt(receipt, valueIn(cfn)));
      this.followed.set(cfn, { settings, receipt, written: again });
    }
  }

  /** Whether another provider has traced a function since. */
  private isOthers(cfn: CfnLambda): boolean {
    const now = readReceipt(cfn.getMetadata(RECEIPT_KEY), valueIn(cfn));
    return now !== undefined && now.provider !== this.provider;
  }

  /** At the end: the patterns that met no function, the CDK's own functions, and the ones that came too late. */
  private reportMissed(): void {
    const place = this.host.node.root.node.findAll().find((node): node is Stack => Stack.isStack(node));
    this.reporter.flush(place);
    const notes = [
      ...this.permissions.notes,
      ...this.missedPatterns(),
      ...this.missedFunctions(),
      ...this.ofCdkNotes(),
    ];
    this.reporter.report(this.host, notes, this.own as Policy);
    this.reporter.flush(place);
  }

  private missedPatterns(): Note[] {
    const settings = [...new Set(this.added.values())] as FunctionPatterns[];
    const used = settings.filter(({ include, exclude }) => include !== undefined || exclude !== undefined);
    if (used.length === 0) return [];
    const names = [...this.seen].flatMap(constructNames);
    return used.flatMap(({ include, exclude }) => unmatchedNotes({ include, exclude } as Patterns, names));
  }

  private missedFunctions(): Note[] {
    const unseen = [...this.added.keys()]
      .flatMap((scope) => scope.node.findAll())
      .filter((node): node is CfnResource => isFunctionResource(node) && !this.seen.has(node));
    const stageOf = (node: IConstruct) => Stage.of(node)?.node.path ?? '';
    const stages = new Set(unseen.map(stageOf).filter((path) => path !== ''));
    const late = new Set(unseen.filter((node) => stageOf(node) === '').map(pathOf));
    return [
      ...[...stages].map((stage) => note('stage-unseen', { stage })),
      ...[...late].map((path) => note('function-unseen', { path })),
    ];
  }

  private ofCdkNotes(): Note[] {
    const count = this.ofCdk.length;
    if (count === 0) return [];
    return [
      note('function-of-cdk', {
        count: count === 1 ? '1 function' : `${count} functions`,
        names: this.ofCdk.join(', '),
      }),
    ];
  }
}

/** Where nothing was written, nothing changes any more. */
const NOTHING_WRITTEN: WrittenConstruct = { hasDrifted: () => false, restore: () => {} };

/** The names by which patterns mean a function: its path, its id, its name, and its logical id. */
function constructNames(cfn: CfnResource): string[] {
  const path = pathOf(cfn);
  const { functionName } = cfn as CfnResource & { readonly functionName?: string };
  const name = functionName === undefined || Token.isUnresolved(functionName) ? [] : [functionName];
  const logicalId = String(cfn.stack.resolve(cfn.logicalId));
  return [path, cfn.node.path, path.split('/').at(-1) ?? path, ...name, logicalId];
}

const stagesIn = (scope: IConstruct): IConstruct[] =>
  scope.node.findAll().filter((node) => node !== scope && Stage.isStage(node));
