/** Lambda's operations: reading, listing, updating, tagging, permissions. */
import { randomUUID } from 'node:crypto';
import { layerKey } from '../../src/core/layer';
import { environmentSize } from '../../src/core/limits';
import { Failure, invalid } from './failure';
import type { FakeAws, Request } from './fake-aws';
import { type FakeFunction, shown } from './function';

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly run: (fake: FakeAws, request: Request & { readonly query: URLSearchParams }) => unknown;
}

/** The fake's configurations for code signing end with their policy. */
const SIGNING = 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-';
const FUNCTION = '^/2015-03-31/functions/([^/]+)';

export const LAMBDA_ROUTES: readonly Route[] = [
  { operation: 'ListFunctions', method: 'GET', path: /^\/2015-03-31\/functions\/?$/, run: list },
  { operation: 'GetFunction', method: 'GET', path: new RegExp(`${FUNCTION}$`), run: get },
  {
    operation: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: new RegExp(`${FUNCTION}/configuration$`),
    run: update,
  },
  {
    operation: 'AddPermission',
    method: 'POST',
    path: new RegExp(`${FUNCTION}/policy$`),
    run: () => ({ Statement: '{}' }),
  },
  {
    operation: 'ListTags',
    method: 'GET',
    path: /^\/2017-03-31\/tags\/(.+)$/,
    run: (fake, { subject, region }) => ({ Tags: find(fake, subject, region).fn.tags }),
  },
  {
    operation: 'ListAliases',
    method: 'GET',
    path: new RegExp(`${FUNCTION}/aliases$`),
    run: (fake, { subject, region }) => ({
      Aliases: [...find(fake, subject, region).fn.aliases].map(([Name, FunctionVersion]) => ({
        Name,
        FunctionVersion,
      })),
    }),
  },
  { operation: 'GetLayerVersionByArn', method: 'GET', path: /^\/2018-10-31\/layers$/, run: layer },
  {
    operation: 'GetFunctionCodeSigningConfig',
    method: 'GET',
    path: /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/,
    run: ({ settings: { codeSigning = {} } }, { subject }) => ({
      FunctionName: subject,
      ...(codeSigning[subject] ? { CodeSigningConfigArn: `${SIGNING}${codeSigning[subject]}` } : {}),
    }),
  },
  {
    operation: 'GetCodeSigningConfig',
    method: 'GET',
    path: /^\/2020-04-22\/code-signing-configs\/(.+)$/,
    run: (_fake, { subject }) => ({
      CodeSigningConfig: { CodeSigningPolicies: { UntrustedArtifactOnDeployment: subject.slice(SIGNING.length) } },
    }),
  },
  { operation: 'TagResource', method: 'POST', path: /^\/2017-03-31\/tags\/(.+)$/, run: tag },
  { operation: 'UntagResource', method: 'DELETE', path: /^\/2017-03-31\/tags\/(.+)$/, run: untag },
];

/** A function by its name, partial ARN or ARN, and the version or alias that the name has. */
export function find(
  fake: FakeAws,
  given: string,
  region: string,
  asked?: string | null,
): { fn: FakeFunction; qualifier?: string } {
  const match = /^(?:arn:[^:]+:lambda:([^:]+):)?(?:\d{12}:)?(?:function:)?([^:]+)(?::([^:]+))?$/.exec(given);
  const [, place = region, name, behind] = match ?? [];
  const qualifier = asked ?? behind;
  const fn = fake.functions.find(
    ({ configuration, region: own }) => configuration.FunctionName === name && own === place,
  );
  if (!fn || place !== region || (qualifier && qualifier !== '$LATEST' && !isPublished(fn, qualifier)))
    throw new Failure(404, 'ResourceNotFoundException', `Function not found: ${given}`);
  return { fn, ...(qualifier ? { qualifier } : {}) };
}

const isPublished = ({ versions, published, aliases }: FakeFunction, name: string): boolean =>
  versions.includes(name) || published.has(name) || aliases.has(name);

/** At most fifty a page, whatever is asked for; without state and tags. */
function list(fake: FakeAws, { region, query }: Request & { query: URLSearchParams }): unknown {
  const here = fake.functions.filter((fn) => fn.region === region);
  const isAll = query.get('FunctionVersion') === 'ALL';
  const all = here.flatMap((fn) => [
    fn,
    ...(isAll ? [...fn.published.values()].map((configuration) => ({ ...fn, configuration })) : []),
  ]);
  const start = Number(query.get('Marker') ?? 0);
  const size = Math.min(50, Number(query.get('MaxItems') ?? 50));
  const page = all.slice(start, start + size).map((fn) => {
    const { State, LastUpdateStatus, LastUpdateStatusReason, ...configuration } = shown(fn);
    return configuration;
  });
  return { Functions: page, ...(start + size < all.length ? { NextMarker: String(start + size) } : {}) };
}

function get(fake: FakeAws, { subject, region, query }: Request & { query: URLSearchParams }): unknown {
  const { fn, qualifier = '' } = find(fake, subject, region, query.get('Qualifier'));
  const version = fn.published.get(fn.aliases.get(qualifier) ?? qualifier);
  const hasTags = Object.keys(fn.tags).length > 0;
  return {
    Configuration: shown(version ? { ...fn, configuration: version } : fn),
    Code: { RepositoryType: 'S3', Location: 'https://example.test/code' },
    ...(hasTags ? { Tags: fn.tags } : {}),
  };
}

function update(fake: FakeAws, { subject, region, body }: Request): unknown {
  const { fn, qualifier } = find(fake, subject, region);
  if (qualifier && qualifier !== '$LATEST')
    throw invalid('This operation can only be performed on the $LATEST version');
  if (Date.now() < fn.busyUntil)
    throw new Failure(
      409,
      'ResourceConflictException',
      `The operation cannot be performed at this time. An update is in progress for resource: ${fn.configuration.FunctionArn}`,
    );
  if (body.RevisionId !== undefined && body.RevisionId !== fn.configuration.RevisionId)
    throw new Failure(
      412,
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    );
  check(fake, fn, body);
  const { RevisionId, ImageConfig, Layers, ...others } = body;
  fn.configuration = {
    ...fn.configuration,
    ...others,
    ...(Layers === undefined ? {} : { Layers: Layers.map((Arn: string) => ({ Arn, CodeSize: 1 })) }),
    ...(ImageConfig === undefined ? {} : { ImageConfigResponse: { ImageConfig } }),
    RevisionId: randomUUID(),
  };
  fn.sealed = false;
  fn.busyUntil = Date.now() + (fake.settings.updateTakes ?? 0);
  return shown(fn);
}

function check(fake: FakeAws, { configuration }: FakeFunction, body: any): void {
  const { Environment, Layers = [], Handler, Runtime } = body;
  const variables: Record<string, string> = Environment?.Variables ?? {};
  if (configuration.PackageType === 'Image' && (Handler || Runtime || body.Layers))
    throw invalid("Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image");
  if (environmentSize(variables) > 4096)
    throw invalid(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    );
  for (const name of Object.keys(variables))
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name) || RESERVED.includes(name))
      throw invalid(`Lambda was unable to configure your environment variables because of ${name}`);
  if (Handler !== undefined && !/^[^\s]{1,128}$/.test(Handler)) throw invalid(`the handler ${Handler} is invalid`);
  if (Layers.length > 5) throw invalid('Cannot reference more than 5 layers.');
  if (new Set(Layers.map(layerKey)).size < Layers.length)
    throw invalid('Two different versions of the same layer are not allowed to be referenced in the same function.');
  for (const layer of Layers) refuseMissing(fake, layer);
}

function refuseMissing({ settings }: FakeAws, layer: string): void {
  if (settings.missingLayers?.includes(layer))
    throw new Failure(
      403,
      'AccessDeniedException',
      `User: arn:aws:iam::123456789012:user/x is not authorized to perform: lambda:GetLayerVersion on resource: ${layer} because no resource-based policy allows the lambda:GetLayerVersion action`,
    );
}

/** Source: docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html */
function layer(fake: FakeAws, { query }: Request & { query: URLSearchParams }): unknown {
  const arn = query.get('Arn') ?? '';
  refuseMissing(fake, arn);
  const { runtimes, architectures } = fake.settings.layerFits?.[arn] ?? {};
  return { LayerVersionArn: arn, CompatibleRuntimes: runtimes, CompatibleArchitectures: architectures };
}

/** Source: docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, reserved; a few of them. */
const RESERVED = ['_HANDLER', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_LAMBDA_FUNCTION_NAME', 'LAMBDA_TASK_ROOT'];

function tag(fake: FakeAws, { subject, region, body }: Request): undefined {
  const { fn, qualifier } = find(fake, subject, region);
  if (qualifier || !subject.startsWith('arn:'))
    throw invalid('Tags on function aliases and versions are not supported. Please specify a function ARN.');
  setTags(fn, body.Tags);
}

/** Source: docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html, requirements for tags. */
export function setTags({ tags }: FakeFunction, given: Record<string, string>): void {
  const all = { ...tags, ...given };
  const own = Object.keys(all).filter((name) => !name.startsWith('aws:'));
  if (own.length > 50) throw invalid('a function has at most 50 tags');
  for (const [name, value] of Object.entries(given))
    if (!/^[\p{L}\p{N}\p{Z}_.:/=+\-@]{1,128}$/u.test(name) || !/^[\p{L}\p{N}\p{Z}_.:/=+\-@]{0,256}$/u.test(value))
      throw invalid(`the tag ${name} is invalid`);
  Object.assign(tags, given);
}

function untag(fake: FakeAws, { subject, region, query }: Request & { query: URLSearchParams }): undefined {
  const { fn, qualifier } = find(fake, subject, region);
  if (qualifier)
    throw invalid('Tags on function aliases and versions are not supported. Please specify a function ARN.');
  for (const key of query.getAll('tagKeys')) delete fn.tags[key];
}
