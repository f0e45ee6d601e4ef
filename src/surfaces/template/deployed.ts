/** A template's resources as a deployment would have them: what is known is written out, and the rest goes by its name. */
import { valueText } from '../../core/value';
import { toValue } from '../intrinsics';
import { type Deployment, type Resolver, resolver } from './conditions';
import { isIntrinsic, isMap, isNoValue, type Json, type Resource, type Template } from './document/document';
import { globalsFor, merged } from './document/globals';
import { everyResource } from './document/loops';

export interface DeployedResource {
  readonly id: string;
  readonly type: string;
  /** Without intrinsic functions, and with what SAM's `Globals` add. */
  readonly properties: Json;
  readonly metadata: Json;
}

/** Parameters without a value take their default; a condition that cannot be known is taken to hold. */
export function deployedTemplate(template: Template, deployment: Deployment): DeployedResource[] {
  const parameters = { ...parameterDefaults(template), ...deployment.parameters };
  const known = resolver(template, { ...deployment, parameters });
  const resources = everyResource(isMap(template.Resources) ? template.Resources : {});
  return resources
    .filter(([, resource]) => isMap(resource))
    .map(([id, resource]) => ({
      id,
      type: String(resource.Type),
      properties: deployedValue(withGlobals(resource, template.Globals?.Function), known) ?? {},
      metadata: isMap(resource.Metadata) ? resource.Metadata : {},
    }));
}

/** The default values of parameters. */
export const parameterDefaults = ({ Parameters }: Template): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries<Json>(isMap(Parameters) ? Parameters : {}).flatMap(([name, parameter]) =>
      isMap(parameter) && parameter.Default !== undefined ? [[name, parameter.Default]] : [],
    ),
  );

const withGlobals = ({ Type, Properties, IgnoreGlobals }: Resource, globals: Json): Json =>
  Type === 'AWS::Serverless::Function' ? merged(globalsFor(globals, IgnoreGlobals), Properties ?? {}) : Properties;

function deployedValue(raw: Json, known: Resolver): Json {
  if (isNoValue(raw)) return undefined;
  if (isIntrinsic(raw)) return outcome(raw, known);
  if (Array.isArray(raw)) return raw.map((item) => deployedValue(item, known)).filter((item) => item !== undefined);
  if (!isMap(raw)) return raw;
  const entries = Object.entries(raw).map(([name, value]) => [name, deployedValue(value, known)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function outcome(raw: Readonly<Record<string, Json>>, known: Resolver): Json {
  const choice = raw['Fn::If'];
  if (Array.isArray(choice)) return deployedValue(choice[(known.condition(choice[0]) ?? true) ? 1 : 2], known);
  return known.value(raw) ?? (typeof raw.Ref === 'string' ? raw.Ref : valueText(toValue(raw)));
}
