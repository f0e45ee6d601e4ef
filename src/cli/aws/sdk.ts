/** The only module that loads the AWS SDK; bundled into a file of its own, which commands load when they need it. */
export {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
  FilterLogEventsCommand,
  PutRetentionPolicyCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
export {
  AddPermissionCommand,
  GetCodeSigningConfigCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetLayerVersionByArnCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
export {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
  UntagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
export {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand as ListMachineTagsCommand,
  SFNClient,
  TagResourceCommand as TagMachineCommand,
  UntagResourceCommand as UntagMachineCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
