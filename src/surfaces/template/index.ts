/** CloudFormation templates: documents in, documents out. */
export { type Json, type Resource, type Resources, shapeOf, type Template } from './document';
export { namesOf } from './names';
export { withPermissions, withStatements } from './permissions';
export type { Deployment } from './resolve';
export type { Report } from './scope';
export { sizeNotes } from './size';
export type { Given, Tracer } from './sources';
export { withSubscriptions } from './subscriptions';
export { type Request, type Transformed, tracedFunctions, transform, untransform } from './transform';
