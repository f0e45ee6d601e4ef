/** The older ADOT layers, written from the data of aws-cdk-lib, which is the one source of them. */
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { JsonFile, type Project } from 'projen';

/** The kinds of layer by the names of the CDK, in its newest version of each. */
const LAYERS = {
  python: ['PYTHON_SDK', lambda.AdotLambdaLayerPythonSdkVersion.LATEST],
  nodejs: ['JAVASCRIPT_SDK', lambda.AdotLambdaLayerJavaScriptSdkVersion.LATEST],
  javaagent: ['JAVA_AUTO_INSTRUMENTATION', lambda.AdotLambdaLayerJavaAutoInstrumentationVersion.LATEST],
  javawrapper: ['JAVA_SDK', lambda.AdotLambdaLayerJavaSdkVersion.LATEST],
  collector: ['GENERIC', lambda.AdotLambdaLayerGenericVersion.LATEST],
} as const;

const ARCHITECTURES = { x86_64: 'x86_64', arm64: 'arm64' } as const;

export function addAdot(project: Project): void {
  const regions = RegionInfo.regions.filter((region) => arnIn(region, 'python', 'x86_64') !== undefined);
  const obj = {
    account: same(regions.map((region) => arnIn(region.name, 'python', 'x86_64')?.split(':')[4])),
    regions: regions.map(({ name }) => name),
    layers: Object.fromEntries(
      Object.keys(LAYERS).map((layer) => [layer, namesOf(layer as keyof typeof LAYERS, regions)]),
    ),
  };
  new JsonFile(project, 'src/providers/layers/adot.json', { obj, marker: false, readonly: true, allowComments: false });
}

/** Name and version by architecture, which are the same everywhere. */
const namesOf = (layer: keyof typeof LAYERS, regions: readonly RegionInfo[]): object =>
  Object.fromEntries(
    Object.keys(ARCHITECTURES).map((architecture) => [
      architecture,
      same(regions.map(({ name }) => arnIn(name, layer, architecture)?.split(':').slice(6).join(':'))),
    ]),
  );

function arnIn(region: RegionInfo | string, layer: keyof typeof LAYERS, architecture: string): string | undefined {
  const [type, version] = LAYERS[layer];
  const info = typeof region === 'string' ? RegionInfo.get(region) : region;
  return info.adotLambdaLayerArn(type, versionOf(version), architecture);
}

/** The CDK keeps the version of its enum-like classes to itself; facts are named by it. */
const versionOf = (version: object): string => (version as { layerVersion: string }).layerVersion;

function same<T>(values: readonly T[]): T {
  const [first, ...others] = new Set(values);
  if (first === undefined || others.length > 0)
    throw new Error(`not one value in all regions: ${[first, ...others].join(', ')}`);
  return first;
}
