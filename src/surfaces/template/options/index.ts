/** The options of a template's functions, out of all sources: the entry file of this folder. */
export { type Configured, configuredBy, configuredFor, type OptionSources, type OwnOptions } from './configured';
export { declarationsIn } from './declared';
export { optionsOfFunction, type TemplateOptionSource, type Tracer } from './sources';
