/** The resources of a template that values refer to. */
import { ownValue } from '../../../core/own';
import type { Declarations, Declared } from '../../../core/provider';
import { isKnown, valueText } from '../../../core/value';
import { toValue } from '../../intrinsics';
import { isMap, isNoValue, isPlainMap, type Json, type Resource, type Resources } from '../document/document';

/** Finds the resource of a type that a value is the `Ref` of. */
export const declarationsIn =
  (resources: Resources): Declarations =>
  (value, type) => {
    const id = isKnown(value) ? undefined : /^\$\{(\w+)\}$/.exec(valueText(value))?.[1];
    const resource = ownValue<Json>(resources, id);
    return id !== undefined && isMap(resource) && resource.Type === type ? declared(id, resource) : undefined;
  };

/** Nothing where another transform adds properties, or a condition chooses between all of them. */
function declared(id: string, resource: Resource): Declared | undefined {
  const properties = resource.Properties ?? {};
  if (!isPlainMap(properties) || [resource, properties].some((map) => Object.hasOwn(map, TRANSFORM))) return undefined;
  return {
    property: (name) => {
      const raw = ownValue<Json>(properties, name);
      return raw === undefined || raw === null || isNoValue(raw) ? undefined : toValue(raw);
    },
    arn: toValue({ 'Fn::GetAtt': [id, 'Arn'] }),
  };
}
const TRANSFORM = 'Fn::Transform';
