/** CloudFormation templates: documents in, documents out. */

export type { Deployment } from './conditions';
export { type Json, type Resource, shapeOf, type Template } from './document/document';
export { namesOf } from './document/names';
export { sizeNotes } from './document/size';
export type { TemplateOptionSource as Given } from './options';
export {
  type Transformed,
  type TransformRequest as Request,
  tracedFunctions,
  transform,
  untransform,
} from './transform';
