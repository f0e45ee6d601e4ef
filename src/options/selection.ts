/** Which functions are traced: the options that every provider has. */
import type { OptionTable } from './spec';

export const SELECTION = {
  enabled: { type: 'boolean', default: true, section: 'Functions', summary: 'Whether functions are traced at all.' },
  include: {
    type: 'list',
    section: 'Functions',
    default: '- all',
    summary: 'The functions that are traced, by name or pattern (`*` is any text).',
    example: 'api-*',
  },
  exclude: {
    type: 'list',
    section: 'Functions',
    default: '- none',
    summary: 'The functions that are left alone, by name or pattern (`*` is any text).',
    example: '*-migration',
  },
} as const satisfies OptionTable;
