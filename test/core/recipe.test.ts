/** What surfaces ask of a recipe. */
import { keyNotes, type Subscription, wantedSubscription } from '../../src/core/recipe';

const DECRYPT = { actions: ['kms:Decrypt'], resources: ['*'] };

test.each([
  [['kms-key-open'], [DECRYPT]],
  [['kms-key-open'], [{ actions: ['a'], resources: ['b'] }, DECRYPT]],
  [[], [{ actions: ['kms:Decrypt'], resources: ['key'] }]],
  [[], [{ actions: ['s3:GetObject'], resources: ['*'] }]],
  [[], []],
])('statements that decrypt with any key are reported: %p (%#)', (codes, statements) => {
  expect(keyNotes(statements).map(({ code }) => code)).toEqual(codes);
});

test('a recipe has a subscription unless log groups are left alone', () => {
  const subscription: Subscription = { destination: 'arn', permission: true };
  expect(wantedSubscription({ subscription })).toBe(subscription);
  expect(wantedSubscription({ subscription: { ...subscription, logGroups: 'none' } })).toBeUndefined();
  expect(wantedSubscription({ subscription: { ...subscription, logGroups: 'existing' } })).toMatchObject(subscription);
  expect(wantedSubscription({})).toBeUndefined();
  expect(wantedSubscription(undefined)).toBeUndefined();
});
