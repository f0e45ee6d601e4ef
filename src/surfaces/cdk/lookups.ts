/** Values that only the deployment knows: they are looked up in mappings of the stack, which are there while a value uses them. */
import { Aws, CfnElement, CfnMapping, type Stack, Token } from 'aws-cdk-lib/core';
import type { Change } from '../../core/change';
import { isKnown, type Lookup, type Value } from '../../core/value';
import { lookupsIn, MAPPINGS } from '../intrinsics';
import { renderedOf } from './tokens';

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
  return mapping.findInMap(PSEUDO_PARAMETERS[by], attribute);
}

const PSEUDO_PARAMETERS: Record<Lookup['by'], string> = { region: Aws.REGION, partition: Aws.PARTITION };

/** The names of all lookups in the new values of changes. */
export const lookupNames = (changes: readonly Pick<Change, 'after'>[]): Set<string> =>
  new Set(
    changes
      .flatMap(({ after }) => (after === undefined ? [] : lookupsIn(after)))
      .map(({ by, attribute }) => `${by}.${attribute}`),
  );

/** Takes out of a stack's mappings what no value of the stack looks up any more. */
export function removeUnusedLookups(stack: Stack): void {
  const mappings = Object.values(MAPPINGS).flatMap(({ name }) => stack.node.tryFindChild(name) ?? []);
  if (mappings.length === 0) return;
  const used = lookupsOfStack(stack);
  for (const mapping of mappings) keepOnly(stack, mapping as CfnMapping, used);
}

/** The name of the mapping and the attribute of each lookup in a stack. */
function lookupsOfStack(stack: Stack): Set<string> {
  const used = new Set<string>();
  for (const node of stack.node.findAll())
    if (CfnElement.isCfnElement(node) && node.stack === stack && !(node instanceof CfnMapping))
      JSON.stringify(stack.resolve(renderedOf(node)), (key, raw) => {
        if (key === 'Fn::FindInMap' && Array.isArray(raw)) used.add(`${raw[0]}.${raw[2]}`);
        return raw;
      });
  return used;
}

type Entries = Record<string, Record<string, string>>;

/** The CDK cannot remove an attribute of a mapping, so that another mapping takes its place. */
function keepOnly(stack: Stack, mapping: CfnMapping, used: ReadonlySet<string>): void {
  const { id } = mapping.node;
  const [[name, entries] = []] = Object.entries<Entries>(stack.resolve(renderedOf(mapping)).Mappings);
  const usedOf = (entry: Entries[string]) =>
    Object.fromEntries(Object.entries(entry).filter(([attribute]) => used.has(`${name}.${attribute}`)));
  const kept = Object.entries(entries ?? {})
    .map(([key, entry]) => [key, usedOf(entry)] as const)
    .filter(([, entry]) => Object.keys(entry).length > 0);
  stack.node.tryRemoveChild(id);
  if (kept.length > 0) new CfnMapping(stack, id, { mapping: Object.fromEntries(kept) });
}
