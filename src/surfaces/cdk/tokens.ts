/** Values of a construct tree: tokens as values of the core, and back, never through their resolved form. */
import { Aws, CfnMapping, type IResolveContext, type Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isKnown, type Lookup, text, type Value } from '../../core/value';
import { MAPPINGS, toValue } from '../intrinsics';

/** A property one level resolved: a list or a map in which the tokens are still whole. */
export function peel(raw: unknown, scope: IConstruct): unknown {
  const bare = decoded(raw);
  return Tokenization.isResolvable(bare) ? peel(bare.resolve(contextOf(scope)), scope) : raw;
}

/** A token that is encoded as a list as the token itself. */
export const decoded = (raw: unknown): unknown =>
  Array.isArray(raw) && raw.length === 1 ? (Tokenization.reverseList(raw) ?? raw) : raw;

const contextOf = (scope: IConstruct): IResolveContext => ({
  scope,
  preparing: true,
  documentPath: [],
  resolve: (inner: unknown) => inner,
  registerPostProcessor: () => {},
});

/** A raw value of a construct: the token itself goes back, what it resolves to is for comparing and printing only. */
export function valueIn(stack: Stack): (raw: unknown) => Value {
  return (raw) => {
    if (!Token.isUnresolved(raw)) return toValue(raw);
    const resolved = toValue(stack.resolve(raw));
    return isKnown(resolved) ? resolved : { kind: 'native', origin: raw, text: text(resolved) };
  };
}

/** A value as the constructs of one stack have it; the mapping that a lookup needs is made there. */
export function renderIn(stack: Stack): (value: Value) => string {
  const render = (value: Value): string => {
    if (isKnown(value)) return value;
    switch (value.kind) {
      case 'native':
        return Token.asString(value.origin);
      case 'join':
        return value.parts.map(render).join('');
      case 'lookup':
        return find(stack, value);
    }
  };
  return render;
}

function find(stack: Stack, { by, attribute, entries }: Lookup): string {
  const { name } = MAPPINGS[by];
  const mapping = (stack.node.tryFindChild(name) as CfnMapping | undefined) ?? new CfnMapping(stack, name);
  for (const [key, entry] of Object.entries(entries)) mapping.setValue(key, attribute, entry);
  return mapping.findInMap(KEYS[by], attribute);
}

const KEYS: Record<Lookup['by'], string> = { region: Aws.REGION, partition: Aws.PARTITION };
