/** The partitions of AWS, and which of them a region is in. */

/** Source: docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS = {
  'us-gov-': 'aws-us-gov',
  'cn-': 'aws-cn',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
  'eusc-': 'aws-eusc',
} as const;

export const PARTITION_NAMES: readonly string[] = ['aws', ...Object.values(PARTITIONS)];

/** The partition of a region; `aws` for every region that is in none of the others. */
export const partitionOf = (region: string): string =>
  Object.entries(PARTITIONS).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
