/** Synthesises an app of some functions in one way, once, and writes what it took: `app.js <way> <count>`. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { App, Stack } from 'aws-cdk-lib/core';
import { WAYS, type WayName } from './ways';

/** Milliseconds and megabytes of one process. */
export interface Figures {
  /** From the first construct to the written template. */
  readonly synth: number;
  /** The same in CPU time of this process, which other processes on the machine disturb less. */
  readonly cpu: number;
  /** To load the code of the way itself, the CDK being loaded already. */
  readonly load: number;
  /** The most that the process held at any time. */
  readonly memory: number;
  /** A digest of the functions' properties: ways that do the same have the same. */
  readonly properties: string;
}

const { PYTHON_3_13, NODEJS_22_X, JAVA_21, DOTNET_8 } = lambda.Runtime;

async function main(name: WayName, count: number): Promise<void> {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-cdk-'));
  const loading = performance.now();
  const way = await WAYS[name]();
  const began = performance.now();
  const before = process.cpuUsage();

  const app = new App({ outdir });
  const stack = new Stack(app, 'Bench', { env: { region: 'eu-west-1', account: '123456789012' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const code = lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'code'), 'code.zip');
  const traced = way(stack, role);
  const runtimes = [PYTHON_3_13, NODEJS_22_X, JAVA_21, DOTNET_8].slice(0, count);
  const functions = Array.from({ length: count }, (_, index) => {
    const runtime = runtimes[index % runtimes.length] as lambda.Runtime;
    const environment = { TABLE: 'orders', STAGE: 'bench', INDEX: String(index) };
    const own = { runtime, role, code, handler: 'app.handler', environment };
    return new lambda.Function(stack, `Function${index}`, traced.props?.(own) ?? own);
  });
  traced.functions?.(functions);
  const { template } = app.synth().getStackByName(stack.stackName);

  const ended = performance.now();
  const { user, system } = process.cpuUsage(before);
  const memory = process.resourceUsage().maxRSS / 1024;
  rmSync(outdir, { recursive: true });
  const figures: Figures = {
    synth: ended - began,
    cpu: (user + system) / 1000,
    load: began - loading,
    memory,
    properties: digest(template),
  };
  console.log(JSON.stringify(figures));
}

/** Of the properties of all functions, in whatever order the variables are. */
function digest(template: { Resources: Record<string, { Type: string; Properties: Record<string, any> }> }): string {
  const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const printed = functions.map(({ Properties: { Environment, ...others } }) => [
    Object.entries(Environment.Variables).sort(),
    Object.entries(others).sort(),
  ]);
  return createHash('sha256').update(JSON.stringify(printed)).digest('hex');
}

void main(process.argv[2] as WayName, Number(process.argv[3]));
