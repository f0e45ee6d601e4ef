/** The options of each function, merged out of all sources, and the plans that follow from them. */
import type { Finding } from '../../../core/finding';
import type { Planner } from '../../../core/planner';
import { rememberingPlanner } from '../../../core/planner-memory';
import type { Declarations, Settings } from '../../../core/provider';
import type { Resolver } from '../conditions';
import type { Template } from '../document/document';
import { declarationsIn } from './declared';
import { optionsOfTemplate, resolved, type TemplateOptionSource, type Tracer } from './sources';

export interface Configured {
  readonly settings: Settings;
  readonly findings: readonly Finding[];
  readonly planner: Planner;
}

/** What is set for one function only, in the order of its sources. */
export interface OwnOptions {
  /** In the metadata of the function. */
  readonly metadata: readonly TemplateOptionSource[];
  /** Outside of the template, such as the sections of a configuration file. */
  readonly sections: readonly TemplateOptionSource[];
}

/** Where the options of a template's functions come from. */
export interface OptionSources {
  readonly tracer: Tracer;
  /** Options that win over those of the template's mapping, and options that lose against them. */
  readonly overrides?: readonly TemplateOptionSource[];
  readonly defaults?: readonly TemplateOptionSource[];
}

/** The options from some sources, and the plans that follow from them and from what the template declares. */
export function configuredFor(
  tracer: Tracer,
  given: readonly TemplateOptionSource[],
  declared: Declarations,
): Configured {
  const { settings, findings } = tracer.configure(...given);
  const informed = tracer.informed?.(settings, declared) ?? settings;
  return { settings, findings, planner: rememberingPlanner(tracer, informed) };
}

/** Makes the options of a function from all sources; functions that have the same sections share them. */
export function configuredBy(
  template: Template,
  { tracer, overrides = [], defaults = [] }: OptionSources,
  known: Resolver,
) {
  const before = overrides.map((one) => resolved(one, known));
  const after = [...optionsOfTemplate(template, tracer.section).map((one) => resolved(one, known)), ...defaults];
  const declared = declarationsIn(template.Resources);
  const shared = new Map<string, Configured>();
  return ({ metadata, sections }: OwnOptions): Configured => {
    const make = () => configuredFor(tracer, [...metadata, ...before, ...sections, ...after], declared);
    if (metadata.length > 0) return make();
    const key = JSON.stringify(sections.map(({ source }) => source));
    const configured = shared.get(key) ?? make();
    shared.set(key, configured);
    return configured;
  };
}
