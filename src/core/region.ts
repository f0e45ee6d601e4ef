/** The partitions of AWS, and which of them a region is in. */

/** Source: docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS = Object.entries({
  'us-gov-': 'aws-us-gov',
  'cn-': 'aws-cn',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
  'eusc-': 'aws-eusc',
});

export const PARTITION_NAMES: readonly string[] = ['aws', ...PARTITIONS.map(([, name]) => name)];

/** The partition of a region; `aws` for every region that is in none of the others. */
export const partitionOf = (region: string): string =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
