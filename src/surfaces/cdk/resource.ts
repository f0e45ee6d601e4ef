/** The two L1 resources that are Lambda functions, and where each keeps the parts of its state. */

import type { TagManager } from 'aws-cdk-lib/core';
import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** An L1 function, of Lambda or of SAM; its properties may be tokens. */
export interface CfnLambda extends CfnResource {
  architectures?: string[];
  environment?: unknown;
  handler?: string;
  layers?: string[];
  runtime?: string;
  packageType?: string;
  imageConfig?: unknown;
  loggingConfig?: unknown;
  role?: string;
  functionName?: string;
  readonly tags: TagManager;
  /** `AWS::Lambda::Function` only. */
  code?: unknown;
  tracingConfig?: unknown;
  /** `AWS::Serverless::Function` only. */
  tracing?: string;
  policies?: unknown;
  imageUri?: string;
}

export const LAMBDA = 'AWS::Lambda::Function';
export const SAM = 'AWS::Serverless::Function';
export const VERSION = 'AWS::Lambda::Version';

/** Whether a construct is a function's resource, whoever made it. */
export const isFunctionResource = (node: IConstruct): node is CfnResource =>
  CfnResource.isCfnResource(node) && (node.cfnResourceType === LAMBDA || node.cfnResourceType === SAM);

/** Whether it is an L1, whose properties can be read and written; a bare `CfnResource` has none. */
export const isL1 = (node: CfnResource): node is CfnLambda => 'layers' in node && 'tags' in node;

/** Where a resource keeps the mode of X-Ray. */
export const TRACING: Readonly<
  Record<
    string,
    {
      read: (peeled: { tracing: unknown; config: unknown }) => unknown;
      write: (cfn: CfnLambda, mode: string | undefined) => void;
    }
  >
> = {
  [LAMBDA]: {
    read: ({ config }) => (config as { mode?: unknown } | undefined)?.mode,
    write: (cfn, mode) => {
      cfn.tracingConfig = mode === undefined ? undefined : { mode };
    },
  },
  [SAM]: {
    read: ({ tracing }) => tracing,
    write: (cfn, mode) => {
      cfn.tracing = mode;
    },
  },
};
