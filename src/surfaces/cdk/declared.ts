/** The resources of a construct tree that values refer to. */
import { type CfnResource, CfnResource as Resource, Stack } from 'aws-cdk-lib/core';
import type { Declared } from '../../core/provider';
import { isKnown, type Value } from '../../core/value';
import { overridesOf } from './overrides';
import { referenceOf, valueIn } from './tokens';

/** The resource of a type that a value is the `Ref` of; nothing for a bare `CfnResource`, whose properties are not seen. */
export function declaredBy(given: Value, type: string): Declared | undefined {
  if (isKnown(given) || given.kind !== 'native') return undefined;
  const { displayName, target } = referenceOf(given.origin) ?? {};
  if (displayName !== 'Ref' || !Resource.isCfnResource(target)) return undefined;
  return target.cfnResourceType === type && target.constructor !== Resource ? declared(target) : undefined;
}

function declared(resource: CfnResource): Declared {
  const value = valueIn(resource);
  const { partition, region, account } = Stack.of(resource);
  return {
    property: (name) => {
      const raw = propertyOf(resource, name);
      return raw === undefined || raw === null ? undefined : value(raw);
    },
    arn: value(resource.getAtt('Arn')),
    place: { partition: value(partition), region: value(region), account: value(account) },
  };
}

/** An override of the escape hatches wins, as it does in the template. */
function propertyOf(resource: CfnResource, name: string): unknown {
  const overrides = overridesOf(resource) ?? {};
  if (Object.hasOwn(overrides, name)) return overrides[name];
  return Reflect.get(resource, attributeOf(name));
}

const attributeOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
