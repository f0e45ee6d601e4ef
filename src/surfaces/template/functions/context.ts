/** What tracing a function needs to know about its template. */
import type { Target } from '../../../core/state';
import type { Resolver } from '../conditions';
import type { Json, Resource } from '../document/document';
import type { Configured, OwnOptions, TemplateOptionSource, Tracer } from '../options';
import type { Location } from './read';

/** What all functions of a template have in common. */
export interface TemplateContext {
  readonly tracer: Tracer;
  readonly place: Location;
  readonly known: Resolver;
  /** What SAM's `Globals` give to functions. */
  readonly globals: Json;
  /** The logical ids of functions that run at the edge. */
  readonly edge: ReadonlySet<string>;
  /** What a bundler has made of a function's code, where the code itself is at hand. */
  readonly codeOf?: (resource: Resource) => Target['bundle'];
  /** Whether functions that another provider has traced stay as they are; otherwise this provider takes them over. */
  readonly keepsOthers?: boolean;
  /** The options of all functions. */
  readonly common: Configured;
  /** The options of one function: its own, and those of all. */
  readonly configured: (own: OwnOptions) => Configured;
  /** What the caller sets for the function that has one of these names. */
  readonly optionsOf?: (names: readonly string[]) => readonly TemplateOptionSource[];
}

/** One function, and what its template says about it. */
export interface ResourceContext {
  readonly id: string;
  readonly resource: Resource;
  /** What SAM's `Globals` give it. */
  readonly globals: Json;
  readonly place: Location;
  readonly known: Resolver;
  readonly bundle?: Target['bundle'];
}
