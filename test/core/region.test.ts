/** A region is in one partition, and a runtime in one family. */
import { PARTITION_NAMES, partitionOf } from '../../src/core/region';
import { FAMILIES, familyOf, RUNTIME_NAMES } from '../../src/core/runtime';

test.each([
  ['us-east-1', 'aws'],
  ['eu-central-2', 'aws'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['xx-new-1', 'aws'],
])('%s is in %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test('every partition has its name', () => {
  expect(PARTITION_NAMES).toEqual([
    'aws',
    'aws-us-gov',
    'aws-cn',
    'aws-iso',
    'aws-iso-b',
    'aws-iso-e',
    'aws-iso-f',
    'aws-eusc',
  ]);
});

test.each(RUNTIME_NAMES)('%s is of a family', (runtime) => {
  expect(FAMILIES).toContain(familyOf(runtime));
});

test.each([
  ['nodejs22.x', 'nodejs'],
  ['python3.13', 'python'],
  ['java8.al2', 'java'],
  ['dotnetcore3.1', 'dotnet'],
  ['ruby3.4', 'ruby'],
  ['provided.al2023', 'custom'],
  ['go1.x', 'custom'],
  ['nodejs99.x', 'nodejs'],
  ['python4.0', 'python'],
  ['provided.al2030', 'custom'],
  ['cobol1', undefined],
  ['my-nodejs', undefined],
  ['', undefined],
  ['constructor', undefined],
])('%s is of the family %s', (runtime, family) => {
  expect(familyOf(runtime)).toBe(family);
});
