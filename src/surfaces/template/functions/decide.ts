/** What is to become of a function: by its options, by where it runs, and by who has traced it before. */
import { type Note, note, severity } from '../../../core/finding';
import { ownValue } from '../../../core/own';
import type { Planner } from '../../../core/planner';
import type { Settings } from '../../../core/provider';
import { type FunctionPatterns, isSelected } from '../../../core/select';
import { isNewerReceipt, RECEIPT_KEY } from '../../receipt';
import type { Json, Resource } from '../document/document';
import { metadataOf } from '../document/metadata';
import { namesOf } from '../document/names';
import { type Configured, optionsOfFunction, type Tracer } from '../options';
import type { TemplateContext } from './context';

/** What the options say about one function. */
export interface ResourceOptions {
  /** The names that patterns may mean. */
  readonly names: readonly string[];
  /** Whether it has no options of its own. */
  readonly isCommon: boolean;
  readonly configured: Configured;
  /** Whether an option is wrong, so that nothing can be decided by them. */
  readonly isInvalid: boolean;
  readonly isSelected: boolean;
}

export function optionsFor(id: string, resource: Resource, context: TemplateContext): ResourceOptions {
  const { tracer, known } = context;
  const names = namesOf(id, known.value(resource.Properties?.FunctionName), resource.Metadata);
  const metadata = optionsOfFunction(id, resource, tracer.section, known);
  const sections = context.optionsOf?.(names) ?? [];
  const isCommon = metadata.length + sections.length === 0;
  const configured = isCommon ? context.common : context.configured({ metadata, sections });
  const isInvalid = configured.findings.some((found) => severity(found) === 'error');
  return { names, isCommon, configured, isInvalid, isSelected: isInvalid || isSelectedBy(configured.settings, names) };
}

const isSelectedBy = ({ enabled, include, exclude }: Settings, names: readonly string[]): boolean =>
  enabled !== false && isSelected(names, { include, exclude } as FunctionPatterns);

export type Decision =
  | { readonly act: 'trace'; readonly planner: Planner }
  /** An earlier run's changes are taken back. */
  | { readonly act: 'restore'; readonly notes: readonly Note[] }
  /** The function stays exactly as it is, with everything that was added for it. */
  | { readonly act: 'leave'; readonly notes: readonly Note[] };

export function decide(id: string, resource: Resource, options: ResourceOptions, context: TemplateContext): Decision {
  const { isInvalid, isSelected, configured } = options;
  if (isNewerReceipt(metadataOf(resource)))
    return { act: 'leave', notes: [note('receipt-unreadable', { name: `metadata under \`${RECEIPT_KEY}\`` })] };
  if (context.edge.has(id)) return { act: 'restore', notes: [note('function-edge')] };
  const other = isSelected && !context.keepsOthers ? undefined : otherProvider(resource, context.tracer);
  if (other !== undefined) return { act: 'leave', notes: isSelected ? [otherTransformNote(other)] : [] };
  if (isInvalid) return { act: 'leave', notes: [] };
  return isSelected ? { act: 'trace', planner: configured.planner } : { act: 'restore', notes: [] };
}

const otherTransformNote = (by: string): Note => note('provider-conflict', { by, what: 'by another transform' });

/** The title of another provider whose receipt a function has, for one outcome or more. */
function otherProvider(resource: Resource, { others = {} }: Tracer): string | undefined {
  const { provider, cases = [] } = metadataOf(resource) ?? {};
  const names = [provider, ...(Array.isArray(cases) ? cases : []).map((one: Json) => one?.receipt?.provider)];
  return names.map((name) => ownValue(others, name)).find((title) => title !== undefined);
}
