/** CloudFormation templates: documents in, documents out. */

export { addStatements as withStatements, withPermissions } from './additions/permissions';
export { withSubscriptions } from './additions/subscriptions';
export type { Deployment } from './conditions/resolve';
export { type Json, type Resource, type Resources, shapeOf, type Template } from './document/document';
export { namesOf } from './document/names';
export { sizeNotes } from './document/size';
export type { Report } from './functions/scope';
export type { TemplateOptionSource as Given, Tracer } from './options/sources';
export {
  type Transformed,
  type TransformRequest as Request,
  tracedFunctions,
  transform,
  untransform,
} from './transform';
