/** What tracing adds to a template in addition to its functions: the entry file of this folder. */
export { withAdditions } from './additions';
export { withoutMappings } from './mappings';
export { addStatements, permissionNote, withPermissions } from './permissions';
export { type Subscribed, withGroupSubscriptions, withNamedSubscription, withSubscriptions } from './subscriptions';
export { withoutVersions } from './versions';
