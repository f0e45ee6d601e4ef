/** Traces the functions of a construct tree for one construct, as an aspect of everything that the construct was given. */
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { AspectPriority, Aspects, CfnResource, type IAspect, Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { type Note, note, type Policy } from '../core/finding';
import type { Settings } from '../core/provider';
import { type Configuration, PROVIDERS, type ProviderName } from '../providers';
import { pathOf } from '../surfaces/cdk/read';
import {
  type CfnLambda,
  type CfnMachine,
  isFunctionResource,
  isL1,
  isL1Machine,
  isMachineResource,
} from '../surfaces/cdk/resource';
import { valueIn } from '../surfaces/cdk/tokens';
import type { WrittenConstruct } from '../surfaces/cdk/write';
import { sectionsOf } from '../surfaces/config-file';
import { RECEIPT_KEY, readReceipt } from '../surfaces/receipt';
import { Reporter } from './annotations';
import { configOf, type FileOptions } from './config-file';
import { EdgeFunctions } from './edge';
import { argumentMistakes, isConstruct, isOfMacro, isOwnOfCdk, kindWord, resourceOf } from './functions';
import { isWaiterOfCdk, MachineTracer, machineOf } from './machines';
import { constructOptions, type Props, printedProps, propsOf } from './options';
import { isInstrumentedByLater, registerMember } from './registry';
import { constructNames, Selection } from './selection';
import { FunctionTracer } from './tracer';

/** After the aspects that change functions (200, and 500 by default), before those that only read (1000). */
const PRIORITY = (AspectPriority.DEFAULT + AspectPriority.READONLY) / 2;

/** A function that was planned, until the template is made. */
interface PlannedConstruct {
  readonly settings: Settings;
  readonly written: WrittenConstruct;
  /** The receipt that was there before. */
  readonly receipt: unknown;
}

export class Instrumentation implements IAspect {
  public readonly provider: ProviderName;
  private readonly followed = new Map<CfnLambda, PlannedConstruct>();
  private readonly followedMachines = new Map<CfnMachine, Omit<PlannedConstruct, 'receipt'>>();
  private readonly ofCdk: string[] = [];
  private readonly watched = new Set<IConstruct>();
  /** The options of the construct itself. */
  private readonly own: Settings;
  /** The settings of overrides that functions were given one by one, which share their plans. */
  private readonly overridden = new Map<string, Settings>();
  private readonly reporter = new Reporter();
  private readonly edge = new EdgeFunctions();
  private readonly selection = new Selection();
  private readonly tracer: FunctionTracer;
  private readonly machines: MachineTracer;
  private readonly props: Props;
  private readonly file?: FileOptions;
  /** The overrides that settings come from, which sections of a file must not win over. */
  private readonly overridesOf = new Map<Settings, Props>();

  public constructor(
    public readonly host: Construct,
    provider: ProviderName,
    given: object,
  ) {
    this.provider = provider;
    this.props = propsOf(provider, given);
    this.tracer = new FunctionTracer(host, provider, this.reporter);
    this.machines = new MachineTracer(provider, this.reporter, this.tracer);
    this.file = configOf(this.props);
    const { findings, settings } = this.configured();
    for (const { options } of this.file?.sections ?? []) this.configured({}, [options]);
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
    const settings = known ?? this.configured(props).settings;
    this.overridesOf.set(settings, props);
    if (key !== undefined) this.overridden.set(key, settings);
    return settings;
  }

  private configured(overrides?: Props, sections: readonly FileOptions['options'][] = []): Configuration {
    const files = this.file === undefined ? [] : [...sections, this.file.options];
    const configuration = constructOptions(this.host, this.provider, { props: this.props, overrides, files });
    return { ...configuration, settings: { ...configuration.settings, ...this.file?.added } };
  }

  /** The settings of a function, with the section that a file has for it. */
  private settingsOf(cfn: CfnResource): Settings | undefined {
    const settings = this.selection.settingsOf(cfn);
    if (settings === undefined || this.file === undefined) return settings;
    const sections = sectionsOf(this.file, constructNames(cfn));
    return sections.length === 0 ? settings : this.configured(this.overridesOf.get(settings), sections).settings;
  }

  /** Functions by hand; nothing is changed when an argument or an option is wrong. */
  public addFunctions(functions: readonly IConstruct[], overrides?: object): void {
    this.check(argumentMistakes('function', functions, overrides));
    this.addEach(functions, this.settings(overrides), resourceOf);
  }

  /** State machines by hand, which asks for their tracing too. */
  public addMachines(machines: readonly IConstruct[], overrides?: object): void {
    this.check(argumentMistakes('state machine', machines, overrides));
    this.addEach(machines, this.settings({ traceStateMachines: true, ...overrides }), machineOf);
  }

  private check(mistakes: readonly string[]): void {
    if (mistakes.length > 0) throw new Error(mistakes.map((text) => `${this.host.node.path}: ${text}`).join('\n'));
  }

  private addEach(constructs: readonly IConstruct[], settings: Settings, find: typeof resourceOf): void {
    for (const construct of constructs) {
      const found = find(construct);
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

  /** A function by any construct that represents it, or everything below a construct. */
  public exclude(construct: IConstruct): void {
    this.mustBeConstruct(construct, 'exclude');
    const found = [resourceOf(construct), machineOf(construct)].find((one) => CfnResource.isCfnResource(one));
    this.selection.exclude(CfnResource.isCfnResource(found) ? found : construct);
  }

  /** Log groups that are of no function, to the destination that the options name. */
  public addLogGroups(groups: readonly ILogGroup[], option: string): void {
    const logs = PROVIDERS[this.provider].apiLogs?.(this.own);
    if (logs === undefined)
      throw new Error(`${this.host.node.path}: \`${option}\` must be set: it names where the log groups are sent.`);
    for (const group of groups) this.tracer.subscriptions.subscribe(group, logs.subscription);
  }

  /** Names the commit; throws where an option of it is wrong. */
  public overrideCommit(given: Props): void {
    const settings = this.settings(given);
    const named = Object.keys(given).filter((name) => given[name] !== undefined);
    this.tracer.commit = Object.fromEntries(named.map((name) => [name, settings[name]]));
  }

  /** Whether a function was traced, as far as the aspects have come. */
  public isTraced(fn: IConstruct): boolean {
    const cfn = resourceOf(fn) as CfnLambda;
    return this.followed.has(cfn) && this.hasReceipt(cfn);
  }

  /** The functions that were traced, by the constructs that people know. */
  public get tracedFunctions(): IConstruct[] {
    const traced = [...this.followed.keys()].filter((cfn) => this.hasReceipt(cfn));
    return traced.map((cfn) => (cfn.node.scope?.node.defaultChild === cfn ? cfn.node.scope : cfn));
  }

  private hasReceipt(cfn: CfnLambda): boolean {
    return cfn.getMetadata(RECEIPT_KEY) !== undefined && !this.isOthers(cfn);
  }

  /** Called by the CDK for every construct below those that were added. */
  public visit(node: IConstruct): void {
    const isMachine = isMachineResource(node);
    if (!(isMachine || isFunctionResource(node)) || !this.selection.see(node)) return;
    this.reporter.flush(Stack.of(node));
    this.watch(Stage.of(node) ?? node.node.root);
    const settings = this.settingsOf(node);
    if (!settings || isInstrumentedByLater(node, this)) return;
    if (isMachine) this.decideMachine(node, settings);
    else this.decide(node, settings);
  }

  /** Whether it decides about a function. */
  public covers(node: IConstruct): boolean {
    return this.selection.settingsOf(node as CfnResource) !== undefined;
  }

  private mustBeConstruct(given: unknown, method: string): void {
    if (!isConstruct(given))
      throw new Error(`${this.host.node.path}: \`${method}\` takes a construct, but was given ${kindWord(given)}.`);
  }

  private add(construct: IConstruct, settings: Settings): void {
    if (this.selection.add(construct, settings)) Aspects.of(construct).add(this, { priority: PRIORITY });
  }

  private decide(cfn: CfnResource, settings: Settings): void {
    const byHand = this.selection.isByHand(cfn);
    const report = (code: Note['code']) => this.reporter.report(cfn, [note(code)], settings as Policy);
    if (!byHand && isOwnOfCdk(cfn)) this.ofCdk.push(pathOf(cfn));
    else if (!byHand && isOfMacro(cfn)) return;
    else if (!isL1(cfn)) report('function-raw');
    else if (this.edge.has(cfn)) report('function-edge');
    else this.instrument(cfn, settings);
  }

  private decideMachine(cfn: CfnResource, settings: Settings): void {
    const byHand = this.selection.isByHand(cfn);
    if (!byHand && isWaiterOfCdk(cfn)) return;
    if (isL1Machine(cfn)) this.instrumentMachine(cfn, settings);
    else if (byHand || settings.traceStateMachines === true)
      this.reporter.report(cfn, [note('machine-raw')], settings as Policy);
  }

  private instrumentMachine(cfn: CfnMachine, settings: Settings): void {
    const written = this.machines.follow(cfn, settings);
    if (written) this.followedMachines.set(cfn, { settings, written });
    else this.followedMachines.delete(cfn);
  }

  private instrument(cfn: CfnLambda, settings: Settings): void {
    const before = cfn.getMetadata(RECEIPT_KEY);
    const receipt = readReceipt(before, valueIn(cfn));
    const other =
      receipt && receipt.provider !== this.provider ? PROVIDERS[receipt.provider as ProviderName] : undefined;
    const conflict = other && note('provider-conflict', { by: other.title, what: 'by another construct' });
    if (conflict) this.reporter.report(cfn, [conflict], settings as Policy);
    else this.followed.set(cfn, { settings, receipt: before, written: this.tracer.follow(cfn, settings, receipt) });
  }

  /** Looks again at the end of the synthesis of an app or a stage, when all aspects have run. */
  private watch(stage: IConstruct): void {
    if (this.watched.has(stage)) return;
    this.watched.add(stage);
    stage.node.addValidation({
      validate: () => {
        this.verify(stage);
        this.verifyMachines(stage);
        this.tracer.removeUnusedLookups();
        if (stage === this.host.node.root) this.reportMissed();
        return [];
      },
    });
  }

  /** A function that something has changed since it was planned is planned again, in its present state. */
  private verify(stage: IConstruct): void {
    for (const [cfn, { settings, written, receipt }] of this.followed) {
      if ((Stage.of(cfn) ?? cfn.node.root) !== stage || !written.hasDrifted() || this.isOthers(cfn)) continue;
      written.restore();
      const again = this.tracer.follow(cfn, settings, readReceipt(receipt, valueIn(cfn)));
      this.followed.set(cfn, { settings, receipt, written: again });
    }
  }

  /** The same for state machines. */
  private verifyMachines(stage: IConstruct): void {
    for (const [cfn, { settings, written }] of this.followedMachines) {
      if ((Stage.of(cfn) ?? cfn.node.root) !== stage || !written.hasDrifted()) continue;
      written.restore();
      this.instrumentMachine(cfn, settings);
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
    const notes = [...this.tracer.notes, ...this.selection.missed, ...this.ofCdkNotes()];
    this.reporter.report(this.host, notes, this.own as Policy);
    this.reporter.flush(place);
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

const stagesIn = (scope: IConstruct): IConstruct[] =>
  scope.node.findAll().filter((node) => node !== scope && Stage.isStage(node));
