/** The L1 resources that can be traced, and where each keeps the parts of its state. */

import type { TagManager } from 'aws-cdk-lib/core';
import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** An L1 resource that is allowed things: by a role, or by policies of its own in SAM. */
export interface CfnGrantee extends CfnResource {
  role?: string;
  /** Of a state machine, its role. */
  roleArn?: string;
  policies?: unknown;
  readonly tags: TagManager;
}

/** An L1 function, of Lambda or of SAM; its properties may be tokens. */
export interface CfnLambda extends CfnGrantee {
  architectures?: string[];
  environment?: unknown;
  handler?: string;
  layers?: string[];
  runtime?: string;
  packageType?: string;
  imageConfig?: unknown;
  loggingConfig?: unknown;
  functionName?: string;
  /** `AWS::Lambda::Function` only. */
  code?: unknown;
  tracingConfig?: unknown;
  /** `AWS::Serverless::Function` only. */
  tracing?: string;
  imageUri?: string;
}

export const LAMBDA = 'AWS::Lambda::Function';
export const SAM = 'AWS::Serverless::Function';
export const MACHINE = 'AWS::StepFunctions::StateMachine';
export const SAM_MACHINE = 'AWS::Serverless::StateMachine';
export const VERSION = 'AWS::Lambda::Version';

/** Whether a construct is a function's resource, of any library. */
export const isFunctionResource = (node: IConstruct): node is CfnResource =>
  CfnResource.isCfnResource(node) && (node.cfnResourceType === LAMBDA || node.cfnResourceType === SAM);

/** Whether it is an L1, whose properties can be read and written; a bare `CfnResource` has none. */
export const isL1 = (node: CfnResource): node is CfnLambda => 'layers' in node && 'tags' in node;

/** An L1 state machine, of Step Functions or of SAM; its properties may be tokens. */
export interface CfnMachine extends CfnGrantee {
  definition?: unknown;
  definitionSubstitutions?: unknown;
  /** `AWS::StepFunctions::StateMachine` only. */
  definitionString?: string;
  definitionS3Location?: unknown;
  loggingConfiguration?: unknown;
  tracingConfiguration?: unknown;
  stateMachineName?: string;
  /** `AWS::Serverless::StateMachine` only. */
  definitionUri?: unknown;
  logging?: unknown;
  tracing?: unknown;
  name?: string;
}

/** Whether a construct is a state machine's resource, of any library. */
export const isMachineResource = (node: IConstruct): node is CfnResource =>
  CfnResource.isCfnResource(node) && (node.cfnResourceType === MACHINE || node.cfnResourceType === SAM_MACHINE);

export const isL1Machine = (node: CfnResource): node is CfnMachine => 'definition' in node && 'tags' in node;

/** Whether SAM makes the resource, and a role for it where it names none. */
export const isOfSam = ({ cfnResourceType }: CfnResource): boolean => cfnResourceType.startsWith('AWS::Serverless::');

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
