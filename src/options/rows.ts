/** Columns that rows of every provider's option table share. */

export const FLAG = { type: 'boolean' } as const;

/** Days after which CloudWatch Logs can delete events. Source: docs.aws.amazon.com, PutRetentionPolicy */
export const RETENTION = {
  type: 'number',
  numbers: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
} as const;

export const LAYER_ARN = {
  type: 'string',
  pattern: [
    '^arn:[^:]+:lambda:',
    'the ARN of a layer version, such as `arn:aws:lambda:us-east-1:123456789012:layer:name:1`',
  ],
  section: 'Layers',
} as const;
