/** Traces the functions of a construct tree for one construct, whichever provider it stands for. */
import { AspectPriority, Aspects, CfnResource, type IAspect, Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { type Note, note } from '../core/finding';
import { type Plan, unplan } from '../core/plan';
import { type Planner, planner } from '../core/planner';
import type { Settings } from '../core/provider';
import type { Receipt } from '../core/receipt';
import { isSelected, unmatched } from '../core/select';
import { PROVIDERS, type ProviderName } from '../providers';
import { pathOf, read } from '../surfaces/cdk/read';
import { type CfnLambda, isFunctionResource, isL1 } from '../surfaces/cdk/resource';
import { renderIn, valueIn } from '../surfaces/cdk/tokens';
import { write } from '../surfaces/cdk/write';
import { RECEIPT, type ReceiptDocument, readReceipt, renderReceipt } from '../surfaces/receipt';
import { Teller } from './annotations';
import { bundleOf } from './bundles';
import { EdgeFunctions } from './edge';
import { isOwnOfCdk, resourceOf } from './functions';
import { optionsOf, type Props } from './options';
import { Permissions } from './permissions';
import { Subscriptions } from './subscriptions';

/** After the aspects that change functions (200, and 500 by default), before those that only read (1000). */
const PRIORITY = (AspectPriority.DEFAULT + AspectPriority.READONLY) / 2;

export class Instrumentation implements IAspect {
  /** The options of every construct that was added, a function's resource or a scope; a function follows the nearest. */
  private readonly added = new Map<IConstruct, Settings>();
  private readonly excluded = new Set<IConstruct>();
  /** The functions that were looked at, by every name of theirs. */
  private readonly seen = new Set<string>();
  /** The options of the construct itself. */
  private readonly own: Settings;
  private readonly planners = new Map<Settings, Planner>();
  private readonly receipts = new WeakMap<Receipt, ReceiptDocument>();
  private readonly teller = new Teller();
  private readonly edge = new EdgeFunctions();
  private readonly permissions = new Permissions();
  public readonly subscriptions: Subscriptions;

  /** Options that are settled at synthesis only, such as the commit; they win over all others. */
  public late: (settings: Settings) => Settings = () => ({});

  public constructor(
    private readonly host: Construct,
    private readonly provider: ProviderName,
    private readonly props: Props,
  ) {
    this.subscriptions = new Subscriptions(host);
    const { findings, settings } = optionsOf(host, provider, props);
    this.own = settings;
    this.teller.tell(host, findings);
    host.node.addValidation({ validate: () => this.tellMissed() });
  }

  public settings(overrides?: Props): Settings {
    if (overrides === undefined || Object.keys(overrides).length === 0) return this.own;
    return optionsOf(this.host, this.provider, this.props, overrides).settings;
  }

  /** Functions by hand; nothing is changed when an option is wrong. */
  public addFunctions(functions: readonly IConstruct[], overrides?: Props): void {
    const settings = this.settings(overrides);
    for (const construct of functions) {
      const found = resourceOf(construct);
      if (CfnResource.isCfnResource(found)) this.add(found, settings);
      else this.teller.tell(construct, [found]);
    }
  }

  /** Every function below a construct, those of nested stages included: an aspect does not reach into them by itself. */
  public addScope(scope: IConstruct, overrides?: Props): void {
    const settings = this.settings(overrides);
    for (const root of [scope, ...stagesIn(scope)]) this.add(root, settings);
  }

  public exclude(construct: IConstruct): void {
    this.excluded.add(construct);
  }

  /** Called by the CDK for every construct below those that were added. */
  public visit(node: IConstruct): void {
    if (!isFunctionResource(node) || this.seen.has(node.node.path)) return;
    for (const name of [pathOf(node), node.node.path]) this.seen.add(name);
    const near = [...node.node.scopes].reverse().find((scope) => this.added.has(scope));
    const settings = near && this.added.get(near);
    if (settings) this.decide(node, settings, near === node);
  }

  private add(construct: IConstruct, settings: Settings): void {
    if (!this.added.has(construct)) Aspects.of(construct).add(this, { priority: PRIORITY });
    this.added.set(construct, settings);
  }

  private decide(cfn: CfnResource, settings: Settings, byHand: boolean): void {
    const isOut = cfn.node.scopes.some((scope) => this.excluded.has(scope));
    if (isOut || !isSelected([pathOf(cfn), cfn.node.path], settings)) return;
    if (!byHand && isOwnOfCdk(cfn)) this.teller.tell(cfn, [note('function-of-cdk')]);
    else if (!isL1(cfn)) this.teller.tell(cfn, [note('function-raw')]);
    else if (this.edge.has(cfn)) this.teller.tell(cfn, [note('function-edge')]);
    else this.instrument(cfn, settings);
  }

  private instrument(cfn: CfnLambda, settings: Settings): void {
    const receipt = readReceipt(cfn.getMetadata(RECEIPT), valueIn(Stack.of(cfn)));
    const rival =
      receipt && receipt.provider !== this.provider ? PROVIDERS[receipt.provider as ProviderName] : undefined;
    if (rival) this.teller.tell(cfn, [note('provider-conflict', { by: rival.title, what: 'by another construct' })]);
    else this.follow(cfn, settings, receipt);
  }

  private follow(cfn: CfnLambda, settings: Settings, receipt: Receipt | undefined): void {
    const bundle = PROVIDERS[this.provider].seesBundles ? bundleOf(cfn) : undefined;
    const state = read(cfn, receipt, bundle);
    const todo = settings.enabled === false ? unplan(state) : this.plannerOf(settings).plan(state);
    this.teller.tell(cfn, todo.findings);
    this.carryOut(cfn, todo);
  }

  /** One for each set of options: the late ones are settled when the first function follows it. */
  private plannerOf(settings: Settings): Planner {
    const known = this.planners.get(settings);
    if (known) return known;
    const all = { ...settings, ...this.late(settings) };
    const made = planner((target) => PROVIDERS[this.provider].recipe(all, target));
    this.planners.set(settings, made);
    return made;
  }

  private carryOut(cfn: CfnLambda, { changes, receipt, recipe }: Plan): void {
    write(cfn, changes);
    if (receipt) cfn.addMetadata(RECEIPT, this.rendered(receipt, cfn));
    else if (changes.length > 0) cfn.addMetadata(RECEIPT, undefined);
    if (!recipe) return;
    this.teller.tell(cfn, this.permissions.grant(cfn, recipe.statements));
    if (recipe.subscription) this.subscriptions.subscribeFunction(cfn, recipe.subscription);
  }

  /** Functions of one shape share their receipt. */
  private rendered(receipt: Receipt, cfn: CfnLambda): ReceiptDocument {
    const known = this.receipts.get(receipt) ?? renderReceipt(receipt, renderIn(Stack.of(cfn)));
    this.receipts.set(receipt, known);
    return known;
  }

  /** At the end: the patterns that met no function, and the stages that came too late. */
  private tellMissed(): string[] {
    const patterns = [...new Set(this.added.values())].flatMap(({ include, exclude }) =>
      Object.entries({ include, exclude }),
    );
    const missed = patterns.flatMap(([option, given]): Note[] =>
      unmatched(given as readonly string[] | undefined, [...this.seen]).map((pattern) =>
        note('selector-unmatched', { option, pattern }),
      ),
    );
    const stages = [...this.added.keys()].flatMap(stagesIn).filter((stage) => !this.added.has(stage));
    this.teller.tell(this.host, [...missed, ...stages.map(({ node }) => note('stage-unseen', { stage: node.path }))]);
    return [];
  }
}

const stagesIn = (scope: IConstruct): IConstruct[] =>
  scope.node.findAll().filter((node) => node !== scope && Stage.isStage(node));
