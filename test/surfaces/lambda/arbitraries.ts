/** Random deployed functions, as Lambda describes them. */
import * as fc from 'fast-check';
import { layerKey } from '../../../src/core/layer';
import { RUNTIME_NAMES } from '../../../src/core/runtime';
import type { Configuration, Tags } from '../../../src/surfaces/lambda/configuration';
import { handler, layerArn, variableName, word } from '../../helpers/arbitraries';

/** What people put into variables: separators, quotes, lines, other scripts. */
const content = fc.oneof(
  word,
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', ' ', 'a:b,c:d', 'a:b c:d', '%,;"\\\n'),
);

const text = handler.filter((given): given is string => typeof given === 'string');

export const configurations: fc.Arbitrary<{ configuration: Configuration; tags: Tags }> = fc
  .record({
    name: word,
    region: fc.constantFrom('us-east-1', 'eu-central-1', 'us-gov-west-1'),
    image: fc.constantFrom(false, false, false, true),
    Runtime: fc.constantFrom(...RUNTIME_NAMES, 'cobol1'),
    Handler: text,
    architecture: fc.constantFrom('x86_64', 'arm64'),
    variables: fc.dictionary(variableName, content, { maxKeys: 6 }),
    layers: fc.uniqueArray(layerArn, { maxLength: 4, selector: layerKey }),
    Mode: fc.constantFrom('PassThrough', 'Active'),
    command: fc.option(fc.array(text, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    tags: fc.dictionary(fc.constantFrom('tracelayer', 'team', 'aws:cloudformation:stack-name', 'Owner: a,b'), content, {
      maxKeys: 3,
    }),
  })
  .map(({ name, region, image, Runtime, Handler, architecture, variables, layers, Mode, command, tags }) => ({
    configuration: {
      FunctionName: name,
      FunctionArn: `arn:${region.startsWith('us-gov') ? 'aws-us-gov' : 'aws'}:lambda:${region}:123456789012:function:${name}`,
      PackageType: image ? 'Image' : 'Zip',
      Architectures: [architecture],
      TracingConfig: { Mode },
      RevisionId: 'r1',
      ...(Object.keys(variables).length > 0 ? { Environment: { Variables: variables } } : {}),
      ...(image
        ? command && { ImageConfigResponse: { ImageConfig: { Command: command, WorkingDirectory: '/srv' } } }
        : { Runtime, Handler, ...(layers.length > 0 ? { Layers: layers.map((Arn) => ({ Arn })) } : {}) }),
    },
    tags,
  }));

/** What Lambda makes of the calls: what is empty is not there. */
export function carryOut(
  { configuration, tags }: { configuration: Configuration; tags: Tags },
  { update, tag, untag }: import('../../../src/surfaces/lambda/write').Calls,
): { configuration: Configuration; tags: Tags } {
  const { Environment, Layers, ImageConfig, TracingConfig, Handler } = update ?? {};
  const next: Record<string, unknown> = { ...configuration };
  if (Handler) next.Handler = Handler;
  if (TracingConfig) next.TracingConfig = TracingConfig;
  if (Environment) next.Environment = Object.keys(Environment.Variables).length > 0 ? Environment : undefined;
  if (Layers) next.Layers = Layers.length > 0 ? Layers.map((Arn) => ({ Arn })) : undefined;
  if (ImageConfig) next.ImageConfigResponse = { ImageConfig };
  return {
    configuration: JSON.parse(JSON.stringify(next)),
    tags: Object.fromEntries(Object.entries({ ...tags, ...tag }).filter(([name]) => !untag.includes(name))),
  };
}

/** The parts that a deployment may write, each whole. */
export const WRITTEN = ['handler', 'environment', 'layers', 'tags', 'tracing'] as const;
export type WrittenPart = (typeof WRITTEN)[number];

type Live = { configuration: Configuration; tags: Tags };

const WRITE: Record<WrittenPart, (live: Live, deployment: Live) => Live> = {
  handler: (live, { configuration: { Handler, ImageConfigResponse } }) => ({
    ...live,
    configuration: { ...live.configuration, Handler, ImageConfigResponse },
  }),
  environment: (live, { configuration: { Environment } }) => ({
    ...live,
    configuration: { ...live.configuration, Environment },
  }),
  layers: (live, { configuration: { Layers } }) => ({ ...live, configuration: { ...live.configuration, Layers } }),
  tracing: (live, { configuration: { TracingConfig } }) => ({
    ...live,
    configuration: { ...live.configuration, TracingConfig },
  }),
  tags: (live, { tags }) => ({ ...live, tags }),
};

/** A function once a deployment has written some of its parts, and nothing else. */
export const deployed = (live: Live, deployment: Live, parts: readonly WrittenPart[]): Live =>
  JSON.parse(JSON.stringify(parts.reduce((now, part) => WRITE[part](now, deployment), live)));
