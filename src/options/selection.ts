/** The options that every provider has: which functions are traced, and how findings about them are treated. */
import type { OptionTable } from './spec';

export const SELECTION_OPTIONS = {
  enabled: { type: 'boolean', default: true, section: 'Functions', summary: 'Whether functions are traced.' },
  include: {
    type: 'list',
    section: 'Functions',
    default: '- all',
    summary: 'The functions to trace, by name or pattern (`*` matches any text).',
    example: 'api-*',
  },
  exclude: {
    type: 'list',
    section: 'Functions',
    default: '- none',
    summary: 'The functions to skip, by name or pattern (`*` matches any text).',
    example: '*-migration',
  },
  strict: {
    type: 'boolean',
    default: false,
    section: 'Functions',
    summary:
      'Whether a selected function that cannot be traced is an error instead of a warning. A function that only needs code is never an error.',
  },
  acknowledge: {
    type: 'list',
    default: '- none',
    section: 'Functions',
    summary:
      'Codes of findings that are no longer reported, because you know about them. Mistakes in options and damaged functions are always reported.',
    example: 'code-needed',
  },
} as const satisfies OptionTable;

/** The options that decide how findings are treated, and nothing about functions. */
export const POLICY_OPTIONS: readonly string[] = ['strict', 'acknowledge'] satisfies (keyof typeof SELECTION_OPTIONS)[];
