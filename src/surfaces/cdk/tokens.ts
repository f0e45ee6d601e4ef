/** Values of a construct tree: tokens as values of the core, and back, never through their resolved form. */
import {
  type CfnElement,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Token,
  Tokenization,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isKnown, type Value, valueText } from '../../core/value';
import { toValue } from '../intrinsics';

/** The stack of a construct; none of an app, of a stage, and of what is directly in one. */
export const stackOf = (scope: IConstruct): Stack | undefined =>
  [...scope.node.scopes].reverse().find((one): one is Stack => Stack.isStack(one));

/** A property one level resolved: a list or a map in which the tokens are still whole. */
export function peel(raw: unknown, scope: IConstruct): unknown {
  const bare = decoded(raw);
  return Tokenization.isResolvable(bare) ? peel(bare.resolve(resolveContext(scope)), scope) : raw;
}

/** A token that is encoded as a list as the token itself. */
export const decoded = (raw: unknown): unknown =>
  Array.isArray(raw) && raw.length === 1 ? (Tokenization.reverseList(raw) ?? raw) : raw;

export const resolveContext = (scope: IConstruct): IResolveContext => ({
  scope,
  preparing: true,
  documentPath: [],
  resolve: (inner: unknown) => inner,
  registerPostProcessor: () => {},
});

/** What a value of a construct resolves to; one that is not in a stack is resolved in any stack of its app. */
function resolvedIn(scope: IConstruct, raw: unknown): unknown {
  const stack = stackOf(scope) ?? scope.node.root.node.findAll().find((node): node is Stack => Stack.isStack(node));
  if (stack) return stack.resolve(raw);
  return Tokenization.resolve(raw, { scope, resolver: new DefaultTokenResolver(JOINED), preparing: true });
}

/** Texts with intrinsic functions between them. */
const JOINED = { join: (left: unknown, right: unknown) => ({ 'Fn::Join': ['', [left, right]] }) };

/** A raw value of a construct: the token itself goes back, what it resolves to is for comparing and printing only. */
export function valueIn(scope: IConstruct, look: (resolved: unknown) => void = () => {}): (raw: unknown) => Value {
  return (raw) => {
    const isOpen = typeof raw === 'object' ? raw !== null : Token.isUnresolved(raw);
    if (!isOpen) return toValue(raw);
    const resolved = resolvedIn(scope, raw);
    const value = toValue(resolved);
    if (isKnown(value)) return value;
    look(resolved);
    return { kind: 'native', origin: raw, text: valueText(value) };
  };
}

/** How a value prints, without anything that only the CDK understands. */
export const textIn = (scope: IConstruct, raw: unknown): string => valueText(toValue(resolvedIn(scope, raw)));

/** The construct that a token refers to, and the attribute of it. */
export function referenceOf(raw: unknown): Reference | undefined {
  const token = Token.isUnresolved(raw) ? Tokenization.reverse(raw, { failConcat: false }) : undefined;
  return Reference.isReference(token) ? token : undefined;
}

/** What an element adds to the template of its stack, with tokens. The CDK has no public way to read it. */
export const renderedOf = (element: CfnElement): unknown =>
  (element as unknown as { readonly _toCloudFormation: () => unknown })._toCloudFormation();

/** Every construct that a value refers to, at any depth. */
export const targetsOf = (raw: unknown, scope: IConstruct): IConstruct[] =>
  referencesIn(raw, scope).map(({ target }) => target);

/** Every reference in a value, at any depth. */
export function referencesIn(raw: unknown, scope: IConstruct): Reference[] {
  const resolver = new Remembering();
  Tokenization.resolve(raw, { scope, resolver, preparing: true });
  return resolver.references;
}

class Remembering extends DefaultTokenResolver {
  public readonly references: Reference[] = [];

  public constructor() {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) this.references.push(token);
    return super.resolveToken(token, context, postProcessor);
  }
}
