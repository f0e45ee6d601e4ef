/** Columns that rows of every provider's option table share. */

export const FLAG = { type: 'boolean' } as const;

export const LAYER_ARN = {
  type: 'string',
  pattern: [
    '^arn:[^:]+:lambda:',
    'the ARN of a layer version, such as `arn:aws:lambda:us-east-1:123456789012:layer:name:1`',
  ],
  section: 'Layers',
} as const;
