/** Traces the functions of a construct tree for one construct, whichever provider it stands for. */
import { Annotations, AspectPriority, Aspects, CfnResource, type IAspect, Stack, Stage, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { describe, type Note, note, sentence, severity } from '../core/finding';
import { type Plan, plan, unplan } from '../core/plan';
import type { Settings } from '../core/provider';
import { isSelected, unmatched } from '../core/select';
import { type Configuration, configure, errorsOf, PROVIDERS, type ProviderName } from '../providers';
import { pathOf, read } from '../surfaces/cdk/read';
import { type CfnLambda, isFunctionResource, isL1 } from '../surfaces/cdk/resource';
import { renderIn, valueIn } from '../surfaces/cdk/tokens';
import { write } from '../surfaces/cdk/write';
import { RECEIPT, readReceipt, renderReceipt } from '../surfaces/receipt';
import { EdgeFunctions } from './edge';
import { isOwnOfCdk, resourceOf } from './functions';
import { Permissions } from './permissions';
import { Subscriptions } from './subscriptions';

/** After the aspects that change functions (200, and 500 by default), before those that only read (1000). */
const PRIORITY = (AspectPriority.DEFAULT + AspectPriority.READONLY) / 2;

type Props = Readonly<Record<string, unknown>>;

export class Instrumentation {
  private readonly excluded = new Set<IConstruct>();
  private readonly seen = new Set<string>();
  private readonly told = new Set<string>();
  private readonly edge = new EdgeFunctions();
  private readonly permissions = new Permissions();
  private readonly subscriptions: Subscriptions;

  /** Options that are known late only, such as the commit; they win over all others. */
  public late: (settings: Settings) => Settings = () => ({});

  public constructor(
    private readonly host: Construct,
    private readonly provider: ProviderName,
    private readonly props: Props,
  ) {
    this.subscriptions = new Subscriptions(host);
    const { findings, settings } = this.configuration();
    for (const finding of findings) tell(host, finding);
    host.node.addValidation({ validate: () => this.tellUnmatched(settings) });
  }

  /** Functions by hand; nothing is changed when an option is wrong. */
  public addFunctions(functions: readonly IConstruct[], overrides: Props = {}): void {
    const { settings } = this.configuration(overrides);
    for (const construct of functions) {
      const found = resourceOf(construct);
      if (!CfnResource.isCfnResource(found)) this.annotate(construct, [found]);
      else Aspects.of(found).add(new Tracing((node) => this.visit(node, settings, true)), { priority: PRIORITY });
    }
  }

  /** Every function below a construct, those of nested stages included: an aspect does not reach into them by itself. */
  public addScope(scope: IConstruct, overrides: Props = {}): void {
    const { settings } = this.configuration(overrides);
    const stages = scope.node.findAll().filter((node) => node !== scope && Stage.isStage(node));
    for (const root of [scope, ...stages]) {
      Aspects.of(root).add(new Tracing((node) => this.visit(node, settings, false)), { priority: PRIORITY });
    }
  }

  public exclude(construct: IConstruct): void {
    this.excluded.add(construct);
  }

  public subscribe(...[group, subscription]: Parameters<Subscriptions['subscribe']>): void {
    this.subscriptions.subscribe(group, subscription);
  }

  /** The options of one call; every mistake in them is thrown at once. */
  public configuration(overrides: Props = {}): Configuration {
    const path = this.host.node.path;
    const given = [
      ...(Object.keys(overrides).length > 0
        ? [{ source: `the overrides given to ${path}`, values: this.values(overrides) }]
        : []),
      { source: path, values: this.values(this.props) },
    ];
    const configuration = configure(this.provider, ...given);
    const errors = errorsOf(configuration.findings);
    if (errors.length > 0) throw new Error(errors.map(describe).join('\n'));
    return { ...configuration, settings: this.lateTexts(configuration.settings) };
  }

  /** Texts and numbers that are tokens become late values; the rest is as it is. */
  private values(props: Props): Props {
    const value = valueIn(Stack.of(this.host));
    return Object.fromEntries(
      Object.entries(props).map(([name, raw]) => [
        name,
        Token.isUnresolved(raw) && !PAIRS.has(name) ? value(raw) : raw,
      ]),
    );
  }

  /** The texts of pairs are read as texts, and are values as others when they are tokens. */
  private lateTexts(settings: Settings): Settings {
    const value = valueIn(Stack.of(this.host));
    const pairs = (given: object) => Object.fromEntries(Object.entries(given).map(([key, raw]) => [key, value(raw)]));
    return Object.fromEntries(
      Object.entries(settings).map(([name, given]) => [name, PAIRS.has(name) ? pairs(given as object) : given]),
    );
  }

  private visit(node: IConstruct, settings: Settings, byHand: boolean): void {
    if (!isFunctionResource(node)) return;
    const left = isL1(node)
      ? this.leftAlone(node, settings, byHand)
      : [note(isOwnOfCdk(node) ? 'function-of-cdk' : 'function-raw')];
    if (left) this.annotate(node, left);
    else this.instrument(node as CfnLambda, { ...settings, ...this.late(settings) });
  }

  /** Why a function is not looked at: nothing to say where somebody has asked for it. */
  private leftAlone(cfn: CfnLambda, settings: Settings, byHand: boolean): Note[] | undefined {
    const names = [pathOf(cfn), cfn.node.path];
    for (const name of names) this.seen.add(name);
    if (cfn.node.scopes.some((scope) => this.excluded.has(scope)) || !isSelected(names, settings)) return [];
    if (!byHand && isOwnOfCdk(cfn)) return [note('function-of-cdk')];
    return this.edge.has(cfn) ? [note('function-edge')] : undefined;
  }

  private instrument(cfn: CfnLambda, settings: Settings): void {
    const stack = Stack.of(cfn);
    const state = read(cfn, readReceipt(cfn.getMetadata(RECEIPT), valueIn(stack)));
    const provider = PROVIDERS[this.provider];
    const todo =
      settings.enabled === false ? unplan(state) : plan(state, (target) => provider.recipe(settings, target));
    this.annotate(cfn, todo.findings);
    this.carryOut(cfn, todo);
  }

  private carryOut(cfn: CfnLambda, { changes, receipt, recipe }: Plan): void {
    write(cfn, changes);
    if (receipt) cfn.addMetadata(RECEIPT, renderReceipt(receipt, renderIn(Stack.of(cfn))));
    else if (changes.length > 0) cfn.addMetadata(RECEIPT, undefined);
    if (!recipe) return;
    this.annotate(cfn, this.permissions.grant(cfn, recipe.statements));
    if (recipe.subscription) this.subscriptions.subscribeFunction(cfn, recipe.subscription);
  }

  /** On the construct that people know; each sentence once. */
  private annotate(construct: IConstruct, notes: readonly Note[]): void {
    const scope = construct.node.scope?.node.defaultChild === construct ? construct.node.scope : construct;
    for (const found of notes) {
      const key = `${scope.node.addr} ${found.code} ${sentence(found)}`;
      if (!this.told.has(key)) tell(scope, found);
      this.told.add(key);
    }
  }

  /** Patterns that met no function, when all have been seen. */
  private tellUnmatched({ include, exclude }: Settings): string[] {
    for (const [option, patterns] of Object.entries({ include, exclude })) {
      for (const pattern of unmatched(patterns as string[] | undefined, [...this.seen])) {
        tell(this.host, note('selector-unmatched', { option, pattern }));
      }
    }
    return [];
  }
}

/** Options whose text is split into pairs first. */
const PAIRS: ReadonlySet<string> = new Set(['tags', 'serviceMapping']);

class Tracing implements IAspect {
  public constructor(private readonly visitFunction: (node: IConstruct) => void) {}

  public visit(node: IConstruct): void {
    this.visitFunction(node);
  }
}

const TELL = {
  error: (annotations: Annotations, text: string) => annotations.addError(text),
  warning: (annotations: Annotations, text: string, code: string) =>
    annotations.addWarningV2(`tracelayer:${code}`, text),
  info: (annotations: Annotations, text: string) => annotations.addInfo(text),
};

/** The CDK names the construct itself. */
const tell = (scope: IConstruct, finding: Note): void =>
  TELL[severity(finding)](Annotations.of(scope), sentence(finding), finding.code);
