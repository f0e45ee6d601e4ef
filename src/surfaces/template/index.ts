/** CloudFormation templates: documents in, documents out. */
export type { Json, Resource, Resources, Template } from './document';
export { withPermissions, withStatements } from './permissions';
export type { Deployment } from './resolve';
export type { Report } from './scope';
export type { Given, Tracer } from './sources';
export { withSubscriptions } from './subscriptions';
export { type Request, type Transformed, tracedFunctions, transform, untransform } from './transform';
