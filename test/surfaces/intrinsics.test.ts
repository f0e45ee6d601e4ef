/** Values in a row are written as short as possible, and print the same in each way of writing them. */
import { concat, type Value, valueText } from '../../src/core/value';
import { render, row, toValue } from '../../src/surfaces/intrinsics';

const REGION = { Ref: 'AWS::Region' };
const FIND = { 'Fn::FindInMap': ['TracelayerPartitions', { Ref: 'AWS::Partition' }, 'account'] };

test.each<[string, readonly unknown[], unknown]>([
  [
    'references',
    ['arn:', { Ref: 'AWS::Partition' }, ':lambda:', REGION],
    'arn:${AWS::Partition}:lambda:${AWS::Region}',
  ],
  ['attributes', [{ 'Fn::GetAtt': ['R', 'Arn'] }, '/', { 'Fn::GetAtt': 'S.Outputs.X' }], '${R.Arn}/${S.Outputs.X}'],
  ['a substitution', [{ 'Fn::Sub': 'a-${B}${!c}' }, ',d'], 'a-${B}${!c},d'],
  ['something else', ['a:', REGION, ':', FIND, ':b'], ['a:${AWS::Region}:${V1}:b', { V1: FIND }]],
])('%s in a row are one substitution', (_title, parts, sub) => {
  expect(row(parts)).toEqual({ 'Fn::Sub': sub });
});

test.each<[string, readonly unknown[]]>([
  ['a text that looks like a reference', ['a${b}', REGION]],
  ['a name that is taken', [{ Ref: 'V1' }, FIND]],
  ['a reference in a name', [{ Ref: 'F${Name}' }, { Ref: 'G${Name}' }]],
  ['nothing but long functions', [FIND, FIND, FIND, FIND]],
])('a row with %s is a join', (_title, parts) => {
  expect(row(parts)).toEqual({ 'Fn::Join': ['', parts] });
});

test.each<[string, readonly unknown[]]>([
  ['references', ['a:', REGION, ':b']],
  ['a lookup', ['a:', REGION, ':', FIND, ':bbbbbbbbb:', REGION]],
  ['a text that looks like a reference', ['a${b}', REGION]],
])('a row with %s prints as the join that earlier releases wrote', (_title, parts) => {
  const value = concat(...parts.map((part): Value => toValue(part)));
  const before = toValue({ 'Fn::Join': ['', parts] });
  expect([valueText(value), valueText(toValue(render(value)))]).toEqual([valueText(before), valueText(before)]);
});
