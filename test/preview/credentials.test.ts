/** Which files and folders with credentials a preview hides. */
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { credentialsOn } from '../../src/preview/sandbox/credentials';

function homeWith(...files: string[]): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'tracelayer-home-')));
  for (const file of files) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), 'secret');
  }
  return home;
}

test.each([
  ['.aws/credentials', '.aws'],
  ['.ssh/id_ed25519', '.ssh'],
  ['.npmrc', '.npmrc'],
  ['.netrc', '.netrc'],
  ['.docker/config.json', '.docker'],
  ['.config/gcloud/credentials.db', '.config/gcloud'],
])('%s is hidden', (file, hidden) => {
  const home = homeWith(file);
  expect(credentialsOn({ home, variables: {} }, [])).toEqual({ hidden: [join(home, hidden)], needed: [] });
});

test.each([
  'project/app.js',
  '.cache/pip/x',
  '.npm/_cacache/x',
  '.m2/repository/x.jar',
  '.pyenv/shims/python',
  '.nvm/x',
])('%s stays readable', (file) => {
  expect(credentialsOn({ home: homeWith(file), variables: {} }, [])).toEqual({ hidden: [], needed: [] });
});

test('variables name other places', () => {
  const home = homeWith('a/one', 'b/two', 'c');
  const variables = {
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'c'),
    KUBECONFIG: `${join(home, 'a/one')}:${join(home, 'b/two')}`,
    AWS_CONFIG_FILE: '/dev/null',
    NETRC: join(home, 'nothing'),
  };
  const { hidden } = credentialsOn({ home, variables }, []);
  expect([...hidden].sort()).toEqual([join(home, 'a/one'), join(home, 'b/two'), join(home, 'c')]);
});

test('a link is followed, so that the file is hidden under each of its names', () => {
  const home = homeWith('elsewhere/credentials');
  symlinkSync(join(home, 'elsewhere'), join(home, '.aws'));
  expect(credentialsOn({ home, variables: {} }, []).hidden).toEqual([join(home, 'elsewhere')]);
});

test('a folder in which the project is stays readable', () => {
  const home = homeWith('.docker/project/app.js', '.ssh/key');
  expect(credentialsOn({ home, variables: {} }, [join(home, '.docker/project')])).toEqual({
    hidden: [join(home, '.ssh')],
    needed: [join(home, '.docker')],
  });
});
