/** The functions of a template as they would be deployed, traced where they are not traced already. */
import { type Finding, severity } from '../../core/finding';
import { matches } from '../../core/select';
import { statusOf, type TraceStatus } from '../../core/status';
import type { LambdaFunction } from '../../preview/function';
import { layerName } from '../../preview/trees/layers';
import { errorsOf, PROVIDERS } from '../../providers';
import { type Deployment, type Json, namesOf, type Template, type Transformed } from '../../surfaces/template';
import { type DeployedResource, deployedTemplate, parameterDefaults } from '../../surfaces/template/deployed';
import { isMap } from '../../surfaces/template/document/document';
import { codeFolder } from './code';
import type { Document } from './documents';

/** A function, but for its code. */
export interface FoundFunction {
  readonly fn: Omit<LambdaFunction, 'codeDir'>;
  /** What people may call it. */
  readonly names: readonly string[];
  readonly resource: DeployedResource;
  readonly document: Document;
  readonly findings: readonly Finding[];
  readonly status: TraceStatus;
  /** Layers that the same template makes, by the names under which functions have them. */
  readonly layers: readonly DeployedResource[];
}

/** The account that a template is deployed to if none is given; it does not exist. */
export const DEPLOYMENT = { region: 'us-east-1', partition: 'aws', account: '123456789012' };

/** What is made of a template that lies at a path. */
export type TemplateChange = (template: Template, deployment: Deployment, path: string) => Transformed;

const PREVIEW_DEFAULTS = /^AWS::(Lambda|Serverless)::Function$/;
const LAYER = /^AWS::(Lambda|Serverless)::LayerVersion$/;

/** The functions of a document. Where a construct, the plugin or a transform has been before, they stay as those left them. */
export function functionsIn(
  document: Document,
  change: TemplateChange,
  deployment: Deployment = DEPLOYMENT,
): FoundFunction[] {
  const before = deployedTemplate(document.template, deployment);
  const functions = before.filter(({ type }) => PREVIEW_DEFAULTS.test(type));
  const layers = before.filter(({ type }) => LAYER.test(type));
  const planned = functions.some(isTracedByUs) ? asIs : changedFunctions(document, change, deployment, functions);
  return functions.map((given): FoundFunction => {
    const isDone = isTracedAlready(functionOf(given));
    const { resource, findings, status } = isDone ? { ...asIs(given), status: DONE } : planned(given);
    return {
      fn: functionOf(resource),
      names: namesOf(given.id, given.properties.FunctionName, given.metadata),
      resource,
      document,
      layers,
      findings,
      status,
    };
  });
}

type PlannedPreview = Pick<FoundFunction, 'resource' | 'findings' | 'status'>;

/** What happens to each function that is not traced yet. */
function changedFunctions(
  document: Document,
  change: TemplateChange,
  deployment: Deployment,
  functions: readonly DeployedResource[],
) {
  const parameters = { ...parameterDefaults(document.template), ...deployment.parameters };
  const { template, findings, reports } = change(document.template, { ...deployment, parameters }, document.path);
  const after = new Map(deployedTemplate(template, deployment).map((resource) => [resource.id, resource]));
  const common = errorsOf(findings.filter((found) => !functions.some(({ id }) => isOf(id, found))));
  return (given: DeployedResource): PlannedPreview => ({
    resource: after.get(given.id) ?? given,
    findings: [...common, ...loud(findings.filter((found) => isOf(given.id, found)))],
    status: statusOfReport(reports, given.id),
  });
}

const asIs = (resource: DeployedResource): PlannedPreview => ({ resource, findings: [], status: LEFT });

const LEFT: TraceStatus = { state: 'not selected', pending: [], reasons: [] };
const DONE: TraceStatus = { state: 'traced', pending: [], reasons: [] };

function statusOfReport(reports: Transformed['reports'], id: string): TraceStatus {
  const report = reports.find((one) => one.id === id);
  return statusOf({
    isSelected: report !== undefined && report.outcome !== 'excluded',
    isTraced: report?.outcome === 'traced',
    findings: report?.findings ?? [],
  });
}

/** The function with its code; `undefined` where that is not on this machine. */
export async function withCode(
  { fn, resource, document }: FoundFunction,
  cache: string,
): Promise<LambdaFunction | undefined> {
  const codeDir = await codeFolder(resource, document.path, cache);
  return codeDir === undefined ? undefined : { ...fn, codeDir };
}

/** The folders of layers that come with the template. */
export async function layerFoldersOf(
  { layers, document }: FoundFunction,
  cache: string,
): Promise<Record<string, string>> {
  const folders = await Promise.all(layers.map((layer) => codeFolder(layer, document.path, cache)));
  return Object.fromEntries(layers.flatMap(({ id }, index) => (folders[index] ? [[id, folders[index]]] : [])));
}

function functionOf({ id, properties }: DeployedResource): Omit<LambdaFunction, 'codeDir'> {
  const { FunctionName, Handler, Runtime, Layers, Environment, ImageConfig, Timeout, MemorySize } = properties;
  const command: unknown = ImageConfig?.Command;
  return {
    name: String(FunctionName ?? id),
    handler: String(Handler ?? ''),
    runtime: String(Runtime ?? ''),
    layers: list(Layers).map(String),
    environment: Object.fromEntries(
      Object.entries<Json>(Environment?.Variables ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    timeoutSeconds: limitOf(Timeout, DEFAULT_TIMEOUT),
    memoryMb: limitOf(MemorySize, DEFAULT_MEMORY),
    ...(Array.isArray(command) ? { command: command.map(String) } : {}),
  };
}

/** Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULT_TIMEOUT = 3;
const DEFAULT_MEMORY = 128;

/** What only a deployment knows is taken to be the default. */
const limitOf = (given: Json, byDefault: number): number => (Number(given) > 0 ? Number(given) : byDefault);

const list = (given: Json): readonly Json[] => (Array.isArray(given) ? given : []);

/** Whether it is traced already: by the construct, the plugin, or another tool. */
const isTracedAlready = ({ handler, layers }: Pick<LambdaFunction, 'handler' | 'layers'>): boolean =>
  Object.values(PROVIDERS).some(
    ({ signatures }) =>
      signatures.handlers.includes(handler) ||
      layers.some((arn) => signatures.layers.some((mark) => matches(mark, layerName(arn)))),
  );

/** Every surface writes this tag on what it traces. */
const TAG = 'tracelayer';

/** Whether it has the tag of this project. */
export const isTracedByUs = ({ properties: { Tags } }: DeployedResource): boolean =>
  Array.isArray(Tags) ? Tags.some((tag) => tag?.Key === TAG) : isMap(Tags) && Object.hasOwn(Tags, TAG);

const isOf = (id: string, { subject }: Finding): boolean => subject === id || subject.startsWith(`${id} (`);

const loud = (findings: readonly Finding[]): Finding[] => findings.filter((found) => severity(found) !== 'info');
