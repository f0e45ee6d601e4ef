/** What holds for every construct tree, for every class of functions in the CDK. */
import { Aspects, type IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { Datadog, OpenTelemetry } from '../../src';
import { FUNCTION } from '../../src/core/function';
import { transform } from '../../src/surfaces/template';
import { runs } from '../helpers/runs';
import { requestFor } from '../surfaces/template/corpus';
import { KEY } from './app';
import { printed } from './printed';
import { isFunction, type Leaf, leaf, plant, type Resources, resourcesOf, type Tree, texts } from './trees';

const RUNS = runs(100, 10);
const OTLP = { otlpEndpoint: 'https://otlp.example.com' };

interface Tracing {
  addScope(scope: IConstruct): void;
  exclude(construct: IConstruct): void;
}

const WAYS = [
  ['datadog', (scope: IConstruct, id = 'Tracing') => new Datadog(scope as any, id, KEY), KEY],
  ['opentelemetry', (scope: IConstruct, id = 'Tracing') => new OpenTelemetry(scope as any, id, OTLP), OTLP],
] as const;

describe.each<readonly [string, (scope: IConstruct, id?: string) => Tracing, object]>(WAYS)(
  '%s',
  (provider, make, options) => {
    const traced = (leaves: readonly Leaf[], more: (tree: Tree, tracing: Tracing) => void = () => {}) => {
      const tree = plant(leaves);
      const tracing = make(tree.app);
      tracing.addScope(tree.app);
      more(tree, tracing);
      return texts(tree);
    };

    const law = (title: string, holds: (leaves: readonly Leaf[]) => void, minLength = 1) =>
      test(title, () => {
        fc.assert(fc.property(fc.array(leaf, { minLength, maxLength: 3 }), holds), RUNS);
      });

    law('what is done twice is done once', (leaves) => {
      const twice = traced(leaves, ({ app }, tracing) => {
        tracing.addScope(app);
        make(app, 'Again').addScope(app);
      });
      expect(twice).toEqual(traced(leaves));
    });

    law('an app whose functions are all excluded is what it is without us, byte for byte', (leaves) => {
      const excluded = traced(leaves, ({ functions }, tracing) => {
        for (const fn of functions) tracing.exclude(fn);
      });
      expect(excluded).toEqual(texts(plant(leaves)));
    });

    law(
      'a function that is excluded is untouched, and changes no other',
      (leaves) => {
        const [first, ...others] = leaves as [Leaf, ...Leaf[]];
        const excluded = resourcesOf(
          traced([...others, first], ({ functions }, tracing) => tracing.exclude(functions.at(-1) as IConstruct)),
        );
        const [alone, bare] = [resourcesOf(traced(others)), resourcesOf(texts(plant([...others, first])))];
        expectEach(excluded, alone, bare);
      },
      2,
    );

    law(
      'a function that cannot be traced is untouched, and stops no other',
      (leaves) => {
        const [first, ...others] = leaves as [Leaf, ...Leaf[]];
        const spoiled = [...others, spoilable(first)];
        const spoil = ({ resources }: Tree) =>
          void Aspects.of(resources.at(-1) as IConstruct).add(SPOIL, { priority: 950 });
        const tree = plant(spoiled);
        spoil(tree);
        const [alone, bare] = [resourcesOf(traced(others)), resourcesOf(texts(tree))];
        expectEach(resourcesOf(traced(spoiled, spoil)), alone, bare);
      },
      2,
    );

    law('functions come out as the transform makes them of the synthesized template', (leaves) => {
      const bare = texts(plant(leaves));
      const wanted = Object.entries(bare).map(([file, text]) => {
        const region = file.startsWith('Open') ? undefined : 'eu-west-1';
        return [
          file,
          JSON.stringify(
            transform(JSON.parse(text), requestFor({ ...options } as any, region as any, provider as any)).template,
          ),
        ];
      });
      expect(functionsIn(resourcesOf(traced(leaves)))).toEqual(functionsIn(resourcesOf(Object.fromEntries(wanted))));
    });
  },
);

/** Each resource is that of the app without the other function, or that of the app without us. */
function expectEach(made: Resources, alone: Resources, bare: Resources): void {
  for (const [id, resource] of Object.entries(made))
    expect([id, waiting(resource)]).toEqual([id, waiting(alone[id] ?? bare[id])]);
  expect(Object.keys(made)).toEqual(expect.arrayContaining(Object.keys(alone)));
}

/** The CDK makes every function of a role wait for the role's policy, which another function may have brought. */
const waiting = (resource: any): unknown => {
  const { DependsOn = [], ...rest } = resource ?? {};
  return { ...rest, DependsOn: [DependsOn].flat().filter((id: string) => !id.startsWith('ImportedPolicy')) };
};

/** A function that the aspect below can spoil. */
const spoilable = (one: Leaf): Leaf => ({
  ...one,
  kind: one.kind === 'DockerImageFunction' ? 'Function' : one.kind,
  runtime: 'python3.13',
  hatches: one.hatches.filter(([path]) => path !== 'Environment'),
});

/** Makes a function impossible to trace after it was planned. */
const SPOIL: IAspect = {
  visit: (node) => {
    if (node instanceof lambda.CfnFunction || (node as any).cfnResourceType === 'AWS::Serverless::Function')
      (node as lambda.CfnFunction).environment = {
        variables: { DD_LAMBDA_HANDLER: 'else', AWS_LAMBDA_EXEC_WRAPPER: '/own' },
      };
  },
};

const functionsIn = (resources: Resources): unknown =>
  Object.fromEntries(
    Object.entries(resources)
      .filter(([, resource]) => isFunction(resource))
      .map(([id, { Properties, Metadata }]) => {
        const { Policies: _policies, ...own } = Properties;
        return [id, printed({ ...own, receipt: ofFunction(Metadata?.Tracelayer) })];
      }),
  );

/** A receipt without what it says of roles and versions, which each surface adds in its own way. */
const ofFunction = (receipt: object = {}): unknown =>
  Object.fromEntries(
    Object.entries(receipt).filter(([name]) => name === 'provider' || Object.hasOwn(FUNCTION.rows, name)),
  );
