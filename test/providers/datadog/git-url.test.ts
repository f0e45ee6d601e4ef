/** The URL of a repository carries no credentials, whatever its host and form, and is none for a path. */
import { cleanUrl } from '../../../src/providers/datadog/git-url';
import { toValue } from '../../../src/surfaces/intrinsics';

test.each([
  ['https://github.com/shop/shop.git', 'https://github.com/shop/shop.git'],
  ['https://user:password@github.com/shop/shop.git', 'https://github.com/shop/shop.git'],
  ['https://token@git.example.com/shop.git', 'https://git.example.com/shop.git'],
  ['https://user:p@ss@git.example.com/shop.git', 'https://git.example.com/shop.git'],
  ['https://user:password@git.example.com:8443/a/b/c.git', 'https://git.example.com:8443/a/b/c.git'],
  ['HTTPS://user:password@git.example.com/shop', 'https://git.example.com/shop'],
  ['http://git.example.com/shop', 'https://git.example.com/shop'],
  ['https://git.example.com/shop.git?private_token=secret', 'https://git.example.com/shop.git'],
  ['https://git.example.com/shop.git#secret', 'https://git.example.com/shop.git'],
  ['https://localhost/shop', 'https://localhost/shop'],
  [' https://github.com/shop/shop\n', 'https://github.com/shop/shop'],
  ['ssh://git@github.com/shop/shop.git', 'https://github.com/shop/shop.git'],
  ['ssh://git:password@git.example.com:2222/shop.git', 'https://git.example.com/shop.git'],
  ['git+ssh://git@github.com/shop/shop.git', 'https://github.com/shop/shop.git'],
  ['git://git.example.com:9418/shop.git', 'https://git.example.com/shop.git'],
  ['git@github.com:shop/shop.git', 'https://github.com/shop/shop.git'],
  ['git@bitbucket.org:shop/shop.git', 'https://bitbucket.org/shop/shop.git'],
  ['user:password@git.example.com:shop/shop.git', 'https://git.example.com/shop/shop.git'],
  ['git@10.0.0.5:shop.git', 'https://10.0.0.5/shop.git'],
  ['git@intern:shop.git', 'https://intern/shop.git'],
  ['git.example.com:shop.git', 'https://git.example.com/shop.git'],
])('%s is written as %s', (given, expected) => {
  expect(cleanUrl(given)).toBe(expected);
});

test.each([
  '/srv/git/shop.git',
  '../shop.git',
  './shop',
  'shop',
  'C:\\git\\shop',
  'C:/git/shop',
  'file:///srv/git/shop.git',
  'file://host/srv/git/shop.git',
  'https://user:pass/word@git.example.com/shop.git',
  'codecommit::eu-west-1://shop',
  '',
])('%s is no remote', (given) => {
  expect(cleanUrl(given)).toBeUndefined();
});

test('what is known only at deployment passes', () => {
  const late = toValue({ Ref: 'Repository' });
  expect(cleanUrl(late)).toBe(late);
  expect(cleanUrl(undefined)).toBeUndefined();
});
