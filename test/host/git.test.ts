/** The commit is read from the CI's variables, then from the checkout, and no process is started for it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commitOptions, readCommit } from '../../src/host/git';

const SHA = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const CONFIG = '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@example.com:o/r.git\n\tfetch = x\n';

/** A folder with these files in it. */
function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'tracelayer-git-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe('a checkout', () => {
  test.each<[string, Readonly<Record<string, string>>, object]>([
    [
      'on a branch',
      { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${SHA}\n`, '.git/config': CONFIG },
      { sha: SHA, url: 'git@example.com:o/r.git' },
    ],
    [
      'on a branch that is packed',
      {
        '.git/HEAD': 'ref: refs/heads/main\n',
        '.git/packed-refs': `# pack\n${OTHER} refs/heads/x\n${SHA} refs/heads/main\n`,
      },
      { sha: SHA },
    ],
    ['on no branch', { '.git/HEAD': `${SHA}\n` }, { sha: SHA }],
    [
      'with one remote of another name',
      { '.git/HEAD': SHA, '.git/config': CONFIG.replace('origin', 'upstream') },
      { sha: SHA, url: 'git@example.com:o/r.git' },
    ],
    [
      'with several remotes, none of them origin',
      { '.git/HEAD': SHA, '.git/config': CONFIG.replace('origin', 'a') + CONFIG.replace('origin', 'b') },
      { sha: SHA },
    ],
    ['without a commit', { '.git/HEAD': 'ref: refs/heads/main\n' }, {}],
    ['that is none', {}, {}],
  ])('%s', (_title, files, expected) => {
    const { sha, url } = readCommit(folder(files), {});
    expect({ ...(sha && { sha }), ...(url && { url }) }).toEqual(expected);
  });

  test('is found from a folder in it', () => {
    const root = folder({ '.git/HEAD': SHA, 'a/b/c.txt': '' });
    expect(readCommit(join(root, 'a', 'b'), {}).sha).toBe(SHA);
  });

  test('that is a worktree shares the branches and the remotes of its main one', () => {
    const root = folder({
      'main/.git/config': CONFIG,
      'main/.git/refs/heads/feature': OTHER,
      'main/.git/worktrees/tree/HEAD': 'ref: refs/heads/feature',
      'main/.git/worktrees/tree/commondir': '../..',
    });
    const tree = folder({ '.git': `gitdir: ${join(root, 'main/.git/worktrees/tree')}\n` });
    expect(readCommit(tree, {})).toEqual({ sha: OTHER, url: 'git@example.com:o/r.git' });
  });

  test('is read once', () => {
    const root = folder({ '.git/HEAD': SHA });
    readCommit(root, {});
    writeFileSync(join(root, '.git/HEAD'), OTHER);
    expect(readCommit(root, {}).sha).toBe(SHA);
  });
});

test.each([
  [
    { DD_GIT_COMMIT_SHA: SHA, GITHUB_SHA: OTHER, DD_GIT_REPOSITORY_URL: 'u' },
    { sha: SHA, url: 'u' },
  ],
  [
    { GITHUB_SHA: SHA, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r' },
    { sha: SHA, url: 'https://github.com/o/r' },
  ],
  [
    { CI_COMMIT_SHA: SHA, CI_REPOSITORY_URL: 'u' },
    { sha: SHA, url: 'u' },
  ],
  [
    { CODEBUILD_RESOLVED_SOURCE_VERSION: SHA, CODEBUILD_SOURCE_REPO_URL: 'u' },
    { sha: SHA, url: 'u' },
  ],
])('the variables %j are of the CI, and win over the checkout', (variables, expected) => {
  expect(readCommit(folder({ '.git/HEAD': OTHER, '.git/config': CONFIG }), variables)).toEqual(expected);
});

describe('the options of the commit', () => {
  const root = folder({ '.git/HEAD': SHA, '.git/config': CONFIG });

  test.each<[object, object]>([
    [{}, {}],
    [{ sourceCodeIntegration: false }, {}],
    [{ sourceCodeIntegration: true }, { gitCommitSha: SHA, gitRepositoryUrl: 'git@example.com:o/r.git' }],
    [
      { sourceCodeIntegration: true, gitCommitSha: OTHER },
      { gitCommitSha: OTHER, gitRepositoryUrl: 'git@example.com:o/r.git' },
    ],
    [{ sourceCodeIntegration: true, gitCommitSha: OTHER, gitRepositoryUrl: 'u' }, {}],
    [{ sourceCodeIntegration: true, gitData: SHA }, {}],
  ])('for %j are %j', (settings, expected) => {
    expect(commitOptions(settings, root, {})).toEqual(expected);
  });
});
