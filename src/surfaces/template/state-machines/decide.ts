/** What is to become of a state machine: by its options, and by who has traced it before. */
import { type Note, note, severity } from '../../../core/finding';
import { ownValue } from '../../../core/own';
import type { Settings } from '../../../core/provider';
import { type FunctionPatterns, isSelected } from '../../../core/select';
import { isNewerReceipt, RECEIPT_KEY } from '../../receipt';
import type { Resource } from '../document/document';
import { metadataOf } from '../document/metadata';
import { namesOf } from '../document/names';
import type { TemplateContext } from '../functions';
import { type Configured, optionsOfFunction } from '../options';
import { machineDialect } from './dialect';

/** What the options say about one machine. */
export interface MachineOptions {
  readonly names: readonly string[];
  /** Whether it has no options of its own. */
  readonly isCommon: boolean;
  readonly configured: Omit<Configured, 'planner'>;
  readonly isSelected: boolean;
}

export function machineOptions(id: string, resource: Resource, context: TemplateContext): MachineOptions {
  const { tracer, known } = context;
  const names = namesOf(id, known.value(resource.Properties?.[machineDialect(resource).name]), resource.Metadata);
  const metadata = optionsOfFunction(id, resource, tracer.section, known);
  const sections = context.optionsOf?.(names) ?? [];
  const isCommon = metadata.length + sections.length === 0;
  const configured = isCommon ? context.common : context.configured({ metadata, sections });
  return { names, isCommon, configured, isSelected: isInvalid(configured) || isSelectedBy(configured.settings, names) };
}

const isInvalid = ({ findings }: Pick<Configured, 'findings'>): boolean =>
  findings.some((found) => severity(found) === 'error');

const isSelectedBy = ({ enabled, include, exclude }: Settings, names: readonly string[]): boolean =>
  enabled !== false && isSelected(names, { include, exclude } as FunctionPatterns);

export type MachineDecision =
  | { readonly act: 'trace' | 'restore' }
  /** The machine stays exactly as it is, with everything that was added for it. */
  | { readonly act: 'leave'; readonly notes: readonly Note[] };

export function decideMachine(resource: Resource, options: MachineOptions, context: TemplateContext): MachineDecision {
  if (isNewerReceipt(metadataOf(resource)))
    return { act: 'leave', notes: [note('receipt-unreadable', { name: `metadata under \`${RECEIPT_KEY}\`` })] };
  const { isSelected: isMeant } = options;
  const other = isMeant && !context.keepsOthers ? undefined : otherProvider(resource, context);
  if (other !== undefined)
    return {
      act: 'leave',
      notes: isMeant ? [note('provider-conflict', { by: other, what: 'by another transform' })] : [],
    };
  if (isInvalid(options.configured)) return { act: 'leave', notes: [] };
  return { act: isMeant ? 'trace' : 'restore' };
}

/** The title of another provider whose receipt the machine has. */
const otherProvider = (resource: Resource, { tracer }: TemplateContext): string | undefined =>
  ownValue(tracer.others ?? {}, metadataOf(resource)?.provider);
