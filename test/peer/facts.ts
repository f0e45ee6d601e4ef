/** What a stack says, as names with texts, so that two stacks can be compared. */
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { DatadogLambda } from 'datadog-cdk-constructs-v2';
import { Datadog } from '../../src';
import { zip } from '../cdk/app';
import type { Case } from './cases';

/** Everything that a stack says, a name and a text for each thing: `python3.13 variable DD_ENV`. */
export function facts(given: Case, Construct: typeof Datadog | typeof DatadogLambda): Facts {
  const app = new App();
  const stack = new Stack(app, 'S', { env: given.env ?? { region: 'eu-west-1', account: '123456789012' } });
  const own = { handler: 'app.handler', code: zip(stack), ...given.functions };
  const runtimes = given.runtimes ?? ['python3.13', 'nodejs22.x', 'java21'];
  const functions = runtimes.map((name) => {
    const props = { ...own, runtime: new lambda.Runtime(name) };
    return given.singletons
      ? new lambda.SingletonFunction(stack, name, { ...props, uuid: name })
      : new lambda.Function(stack, name, props);
  });
  const construct = new Construct(stack, 'Datadog', { ...given.props, ...given.made?.(stack) } as never);
  if (construct instanceof Datadog) construct.addLambdaFunctions(functions);
  else construct.addLambdaFunctions(functions, given.granted ? stack : undefined);
  given.also?.(construct);
  return factsOf(
    stack,
    functions.map((fn, index) => [fn, runtimes[index] ?? '']),
  );
}

/** Everything that a stack says; its functions go by the names given. */
export function factsOf(stack: Stack, functions: readonly (readonly [fn: AnyFunction, name: string])[]): Facts {
  const names = new Map(functions.map(([fn, name]) => [idOf(fn), name]));
  const { Resources } = (stack.node.root as App).synth().getStackByName(stack.stackName).template;
  const all = Object.entries<Resource>(Resources).flatMap(([id, resource]) => [
    `resource ${resource.Type}`,
    ...(FACTS[resource.Type]?.(names.get(id) ?? id, resource.Properties) ?? []),
  ]);
  return all.reduce<Record<string, string>>(counted, {});
}

export type AnyFunction = lambda.Function | lambda.SingletonFunction;
export type Facts = Readonly<Record<string, string>>;
interface Resource {
  readonly Type: string;
  readonly Properties: any;
}

const idOf = (fn: AnyFunction): unknown => fn.stack.resolve((fn.permissionsNode.defaultChild as CfnResource).logicalId);

/** `name=value`, or a thing that is counted. */
function counted(known: Record<string, string>, fact: string): Record<string, string> {
  const [, name = '', value] = /^([^=]+)=(.*)$/s.exec(fact) ?? [fact, fact];
  return { ...known, [name]: value ?? String(Number(known[name] ?? 0) + 1) };
}

const FACTS: Readonly<Record<string, (name: string, properties: any) => readonly string[]>> = {
  'AWS::Lambda::Function': (name, { Environment, Layers = [], Tags = [], Role, Code, ...others }) => [
    ...Object.entries(Environment?.Variables ?? {}).map(([key, value]) => `${name} variable ${key}=${print(value)}`),
    ...Layers.map((arn: unknown, index: number) => `${name} layer ${index}=${print(arn)}`),
    ...Tags.map((tag: any) => `${name} tag ${tag.Key}=${print(tag.Value)}`),
    ...Object.entries(others).map(([key, value]) => `${name} ${key}=${print(value)}`),
  ],
  'AWS::IAM::Role': (_, { Tags = [] }) => Tags.map((tag: any) => `role tag ${tag.Key}`),
  'AWS::IAM::Policy': (_, { PolicyDocument }) => PolicyDocument.Statement.flatMap(allowed),
  'AWS::Logs::SubscriptionFilter': (_, { DestinationArn, FilterPattern }) => [
    `filter "${FilterPattern}" to ${print(DestinationArn)}`,
  ],
  'AWS::Lambda::Permission': (_, { Action, FunctionName, Principal }) => [
    `permission for ${Principal} to ${Action} of ${print(FunctionName)}`,
  ],
};

const allowed = ({ Action, Resource, Condition }: any): string[] =>
  [Action]
    .flat()
    .flatMap((action: string) =>
      [Resource].flat().map((on: unknown) => `may ${action} on ${print(on)}${Condition ? ' under conditions' : ''}`),
    );

const print = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
