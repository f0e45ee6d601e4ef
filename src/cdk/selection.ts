/** Which functions of a construct tree are traced, and with which options. */
import { type CfnResource, Stage, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { type Note, note } from '../core/finding';
import type { Settings } from '../core/provider';
import { type FunctionPatterns, isSelected } from '../core/select';
import { pathOf } from '../surfaces/cdk/read';
import { isFunctionResource } from '../surfaces/cdk/resource';
import { type Patterns, unmatchedNotes } from '../surfaces/selectors';

export class Selection {
  /** The options of every construct that was added, a function's resource or a scope; a function follows the nearest. */
  private readonly added = new Map<IConstruct, Settings>();
  private readonly excluded = new Set<IConstruct>();
  /** The functions that were visited. */
  private readonly seen = new Set<CfnResource>();

  /** Returns whether the construct is new. */
  public add(construct: IConstruct, settings: Settings): boolean {
    const isNew = !this.added.has(construct);
    this.added.set(construct, settings);
    return isNew;
  }

  public exclude(construct: IConstruct): void {
    this.excluded.add(construct);
  }

  /** Notes that a function was visited; returns whether this is the first visit. */
  public see(cfn: CfnResource): boolean {
    const isFirst = !this.seen.has(cfn);
    this.seen.add(cfn);
    return isFirst;
  }

  /** Whether a function was added itself, not with a scope. */
  public isByHand(cfn: CfnResource): boolean {
    return this.nearest(cfn) === cfn;
  }

  private nearest(node: IConstruct): IConstruct | undefined {
    return [...node.node.scopes].reverse().find((scope) => this.added.has(scope));
  }

  /** The options for a function; none if it is not selected. */
  public settingsOf(cfn: CfnResource): Settings | undefined {
    const near = this.nearest(cfn);
    const settings = near && this.added.get(near);
    if (!settings || cfn.node.scopes.some((scope) => this.excluded.has(scope))) return undefined;
    const { include, exclude } = settings as FunctionPatterns;
    const isOpen = include === undefined && exclude === undefined;
    return isOpen || isSelected(constructNames(cfn), { include, exclude }) ? settings : undefined;
  }

  /** What was asked for and does not exist, or came too late. */
  public get missed(): Note[] {
    return [...this.missedPatterns(), ...this.missedFunctions()];
  }

  /** The patterns that no function matches. */
  private missedPatterns(): Note[] {
    const settings = [...new Set(this.added.values())] as FunctionPatterns[];
    const used = settings.filter(({ include, exclude }) => include !== undefined || exclude !== undefined);
    if (used.length === 0) return [];
    const names = [...this.seen].flatMap(constructNames);
    return used.flatMap(({ include, exclude }) => unmatchedNotes({ include, exclude } as Patterns, names));
  }

  /** The functions that no aspect visited: the CDK had synthesized their stage, or had passed their place in the tree. */
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
}

interface Names {
  readonly functionName?: string;
  readonly stateMachineName?: string;
  readonly name?: string;
}

/** The names of a function or a state machine that patterns may match: its path, its id, its name, and its logical id. */
export function constructNames(cfn: CfnResource): string[] {
  const path = pathOf(cfn);
  const { functionName, stateMachineName, name: nameInSam } = cfn as CfnResource & Names;
  const given = functionName ?? stateMachineName ?? nameInSam;
  const name = given === undefined || Token.isUnresolved(given) ? [] : [given];
  const logicalId = String(cfn.stack.resolve(cfn.logicalId));
  return [path, cfn.node.path, path.split('/').at(-1) ?? path, ...name, logicalId];
}
