/** The state machines of a template as they would be deployed, and what their tasks call. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { everyState, isJsonMap, type JsonMap, machineScope } from '../../core/definition/states';
import type { Finding } from '../../core/finding';
import { ownValue } from '../../core/own';
import type { TraceStatus } from '../../core/status';
import { readText } from '../../host/text-file';
import type { StateMachine } from '../../preview/machine/preview';
import { type Deployment, namesOf } from '../../surfaces/template';
import { type DeployedResource, deployedTemplate, parameterDefaults } from '../../surfaces/template/deployed';
import { BadYaml, readSource } from '../text-edits/source';
import type { Document } from './documents';
import { DEPLOYMENT, isTracedByUs, type TemplateChange } from './functions';

export interface FoundMachine {
  readonly id: string;
  readonly names: readonly string[];
  /** Absent where its definition can't be read. */
  readonly machine?: StateMachine;
  readonly document: Document;
  readonly findings: readonly Finding[];
  readonly status: TraceStatus;
}

const MACHINE = /^AWS::(StepFunctions|Serverless)::StateMachine$/;

/** The machines of a document, traced with the same options as its functions. */
export function machinesIn(document: Document, change: TemplateChange, deployment: Deployment = DEPLOYMENT) {
  const before = deployedTemplate(document.template, deployment);
  const given = before.filter(({ type }) => MACHINE.test(type));
  if (given.length === 0) return [];
  const parameters = { ...parameterDefaults(document.template), ...deployment.parameters };
  const changed = before.some(isTracedByUs)
    ? undefined
    : change(document.template, { ...deployment, parameters }, document.path);
  const after = new Map(
    changed && deployedTemplate(changed.template, deployment).map((resource) => [resource.id, resource]),
  );
  return given.map((resource): FoundMachine => {
    const report = changed?.machines.find(({ id }) => id === resource.id);
    return {
      id: resource.id,
      names: namesOf(resource.id, nameOf(resource), resource.metadata),
      machine: machineOf(after.get(resource.id) ?? resource, document.path, report?.file?.raw),
      document,
      findings: report?.findings ?? [],
      status: report?.status ?? { state: isTracedByUs(resource) ? 'traced' : 'not selected', pending: [], reasons: [] },
    };
  });
}

const nameOf = ({ properties }: DeployedResource): string | undefined => properties.StateMachineName ?? properties.Name;

/** The machine with its definition: what tracing makes of a file counts in place of the file. */
function machineOf(resource: DeployedResource, path: string, edited: unknown): StateMachine | undefined {
  const { properties } = resource;
  const given = edited ?? properties.Definition ?? properties.DefinitionString ?? textOf(resource, dirname(path));
  const definition = definitionOf(given, properties.DefinitionSubstitutions ?? {});
  const isXrayTraced = String((properties.TracingConfiguration ?? properties.Tracing)?.Enabled) === 'true';
  return definition && { name: nameOf(resource) ?? resource.id, definition, isXrayTraced };
}

/** The text of the file that has the definition, next to the template or among the assets of a cloud assembly. */
function textOf({ properties, metadata }: DeployedResource, folder: string): string | undefined {
  const { DefinitionUri, DefinitionS3Location } = properties;
  const key = DefinitionS3Location?.Key ?? DefinitionUri?.Key;
  const names = [metadata['aws:asset:path'], DefinitionUri, key, key && `asset.${key}`];
  const path = names
    .filter((name) => typeof name === 'string' && !/^\w+:\/\//.test(name))
    .map((name) => (name.startsWith('/') ? resolve(name) : join(folder, name)))
    .find(existsSync);
  return path === undefined ? undefined : readText(path);
}

/** JSON, or YAML as SAM has it in files. */
function definitionOf(given: unknown, substitutions: JsonMap): JsonMap | undefined {
  if (isJsonMap(given)) return definitionOf(JSON.stringify(given), substitutions);
  if (typeof given !== 'string') return undefined;
  const text = given.replace(/\$\{([^}]+)\}/g, (whole, name) => {
    const value = ownValue(substitutions, name);
    return value === undefined ? whole : String(value);
  });
  try {
    const { value } = readSource(text);
    return isJsonMap(value) ? (value as JsonMap) : undefined;
  } catch (problem) {
    if (problem instanceof BadYaml) return undefined;
    throw problem;
  }
}

/** What the tasks of a machine name: resources, functions, and machines. */
export const referencesOf = ({ definition }: StateMachine): string[] =>
  [...everyState(machineScope(definition))].flatMap(({ body }) => {
    const given = body.Parameters ?? body.Arguments;
    const { FunctionName, StateMachineArn } = isJsonMap(given) ? given : {};
    return [body.Resource, FunctionName, StateMachineArn].filter((name) => typeof name === 'string');
  });

/** The resource that a reference such as `${Orders.Arn}`, an ARN, a name, or an alias means, by its logical id. */
export function idOf(reference: string, resources: readonly DeployedResource[]): string | undefined {
  const [, inside] = /^\$\{([^}.]+)[^}]*\}/.exec(reference) ?? [];
  const [, ofFunction] = /:function:([^:]+)/.exec(reference) ?? [];
  const [, ofMachine] = /:stateMachine:([^:]+)/.exec(reference) ?? [];
  const wanted = inside ?? ofFunction ?? ofMachine ?? reference.split(':')[0];
  const found = resources.find(
    ({ id, properties }) => id === wanted || [properties.FunctionName, properties.StateMachineName].includes(wanted),
  );
  const ofAlias = /^AWS::Lambda::(Alias|Version)$/.test(found?.type ?? '') && found?.properties.FunctionName;
  return ofAlias
    ? idOf(
        String(ofAlias),
        resources.filter((one) => one !== found),
      )
    : found?.id;
}
