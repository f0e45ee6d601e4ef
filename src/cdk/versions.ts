/** Published versions of traced functions: a new instrumentation gets a version of its own, by a new logical id. */
import { CfnElement, CfnOutput, CfnResource, Lazy, type Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { type Note, note } from '../core/finding';
import type { FunctionChange } from '../core/function';
import { digest } from '../core/receipt';
import { valueText } from '../core/value';
import { overridesOf, takeOverrides } from '../surfaces/cdk/overrides';
import { type CfnLambda, isFunctionResource, SAM, VERSION } from '../surfaces/cdk/resource';
import { peel, referenceOf, renderedOf, targetsOf, textIn } from '../surfaces/cdk/tokens';

const ALIAS = 'AWS::Lambda::Alias';
const ALL_PROPERTIES = 'AutoPublishAliasAllProperties';

/** The L1 of a version or an alias, with the properties that are read here. */
type VersionOrAlias = CfnResource & { readonly functionName?: string; readonly functionVersion?: string };

export class Versions {
  /** The versions of each function in a stack. */
  private readonly versions = new WeakMap<Stack, ReadonlyMap<IConstruct, readonly VersionOrAlias[]>>();
  /** What constructs of other stacks, and exports, refer to; the app is searched once. */
  private outside?: ReadonlySet<IConstruct>;
  private readonly prints = new WeakMap<CfnResource, string>();
  /** The functions of SAM that follow all properties because of us. */
  private readonly published = new WeakSet<CfnLambda>();

  /** Gives the versions of a function ids of their own for these changes, or says why one keeps its id. */
  public renew(cfn: CfnLambda, changes: readonly FunctionChange[]): Note[] {
    if (changes.length === 0) return [];
    const versions = this.versionsOf(cfn);
    const notes = versions.length === 0 ? [] : this.renewAll(versions, changes);
    return cfn.cfnResourceType === SAM ? [...notes, ...this.publish(cfn)] : notes;
  }

  /** Gives the versions of a function their own ids back: a version of a function that has not changed cannot be published. */
  public withdraw(cfn: CfnLambda): void {
    for (const version of this.versionsOf(cfn)) this.prints.delete(version);
    if (this.published.delete(cfn)) takeOverrides(cfn, [ALL_PROPERTIES]);
  }

  /** With an alias that SAM publishes, a new layer must be enough for a new version. */
  private publish(cfn: CfnLambda): Note[] {
    if (!publishesAlias(cfn)) return [];
    const all = overridesOf(cfn)?.[ALL_PROPERTIES];
    if (all === undefined) {
      cfn.addPropertyOverride(ALL_PROPERTIES, true);
      this.published.add(cfn);
    }
    return String(all).toLowerCase() === 'false' ? [note('version-stale')] : [];
  }

  private renewAll(versions: readonly VersionOrAlias[], changes: readonly FunctionChange[]): Note[] {
    const print = changes.map(changeText).join('\n');
    return versions.flatMap((version) => this.renewOne(version, print));
  }

  private renewOne(version: VersionOrAlias, print: string): Note[] {
    const isRenewed = this.prints.has(version);
    this.prints.set(version, print);
    if (isRenewed) return [];
    const why = this.problemOf(version);
    if (why !== undefined) return [note('version-stale', { version: version.node.path, why })];
    const id = String(version.stack.resolve(version.logicalId)).slice(0, 240);
    const produce = () => {
      const latest = this.prints.get(version);
      return latest === undefined ? id : `${id}T${digest(latest)}`;
    };
    version.overrideLogicalId(Lazy.uncachedString({ produce }));
    return [];
  }

  /** Why a version keeps its logical id: something would be lost with the old one. */
  private problemOf(version: VersionOrAlias): string | undefined {
    const { stack } = version;
    if (stack.resolve(version.logicalId) !== stack.getLogicalId(version)) return 'its logical id was set by hand';
    this.outside ??= referredFromOutside(version.node.root);
    if (this.outside.has(version)) return 'its ARN is used by another stack';
    const isKept = /^Retain/.test(version.cfnOptions.deletionPolicy ?? '');
    return isKept || hasAlias(version)
      ? undefined
      : 'its removal policy is not RETAIN, and no alias of this app points to it';
  }

  private versionsOf(cfn: CfnLambda): readonly VersionOrAlias[] {
    const known = this.versions.get(cfn.stack) ?? versionsIn(cfn.stack);
    this.versions.set(cfn.stack, known);
    return known.get(cfn) ?? NONE;
  }
}

const NONE: readonly VersionOrAlias[] = [];

const changeText = ({ kind, name, after }: FunctionChange): string =>
  [kind, name, ...(after === undefined ? [] : [valueText(after)])].join(' ');

/** By function, without the versions that the CDK itself renews (`currentVersion`). */
function versionsIn(stack: Stack): ReadonlyMap<IConstruct, readonly VersionOrAlias[]> {
  const found = new Map<IConstruct, VersionOrAlias[]>();
  const nodes = stack.node.findAll();
  const versions = nodes.filter((node): node is VersionOrAlias => isOfType(node, VERSION) && !isCurrent(node));
  if (versions.length === 0) return found;
  const named = functionsByName(nodes, stack);
  for (const version of versions) {
    const fn = referenceOf(version.functionName)?.target ?? named.get(nameIn(version.functionName, stack));
    if (fn) found.set(fn, [...(found.get(fn) ?? []), version]);
  }
  return found;
}

/** The functions that are declared in a stack with a name. */
function functionsByName(nodes: readonly IConstruct[], stack: Stack): ReadonlyMap<string, IConstruct> {
  const named = new Map<string, IConstruct>();
  for (const node of nodes) {
    if (!isFunctionResource(node) || node.stack !== stack) continue;
    const { functionName } = node as VersionOrAlias;
    if (functionName !== undefined) named.set(nameIn(functionName, stack), node);
  }
  return named;
}

/** A function's name, of which a version may also give the ARN. */
const nameIn = (name: string | undefined, stack: Stack): string =>
  textIn(stack, name ?? '').replace(/^.*:function:/, '');

const isOfType = (node: IConstruct, type: string): node is VersionOrAlias =>
  CfnResource.isCfnResource(node) && node.cfnResourceType === type;

const isCurrent = (version: VersionOrAlias): boolean =>
  version.node.scope?.node.id === 'CurrentVersion' &&
  version.node.scope.node.scope?.node.tryFindChild('Resource') !== undefined;

const hasAlias = (version: VersionOrAlias): boolean =>
  version.stack.node
    .findAll()
    .some(
      (node) =>
        isOfType(node, ALIAS) &&
        node.functionVersion !== undefined &&
        targetsOf(node.functionVersion, node).includes(version),
    );

/** Everything that another stack refers to, or that is exported. */
function referredFromOutside(root: IConstruct): ReadonlySet<IConstruct> {
  const elements = root.node.findAll().filter((node): node is CfnElement => CfnElement.isCfnElement(node));
  const referred = elements.flatMap((element) => {
    const isExport = element instanceof CfnOutput && element.exportName !== undefined;
    const targets = targetsOf(renderedOf(element), element);
    return targets.filter((target) => isExport || (CfnElement.isCfnElement(target) && target.stack !== element.stack));
  });
  return new Set(referred);
}

function publishesAlias(cfn: CfnLambda): boolean {
  const { autoPublishAlias } = cfn as CfnLambda & { readonly autoPublishAlias?: unknown };
  const overrides = overridesOf(cfn) ?? {};
  const alias = 'AutoPublishAlias' in overrides ? overrides.AutoPublishAlias : peel(autoPublishAlias, cfn);
  return alias !== undefined && alias !== null;
}
