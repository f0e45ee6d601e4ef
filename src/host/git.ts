/** The commit and the repository that the functions are built from, read without starting a process. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Commit {
  readonly sha?: string;
  readonly url?: string;
}

/** Variables of CI services, the nearest first. Source: docs.datadoghq.com/continuous_integration, "CI provider environment variables". */
const SHAS = [
  'DD_GIT_COMMIT_SHA',
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'CODEBUILD_RESOLVED_SOURCE_VERSION',
  'BITBUCKET_COMMIT',
  'CIRCLE_SHA1',
  'BUILD_SOURCEVERSION',
  'GIT_COMMIT',
  'TRAVIS_COMMIT',
  'BUILDKITE_COMMIT',
];
const URLS = [
  'DD_GIT_REPOSITORY_URL',
  'CI_REPOSITORY_URL',
  'CODEBUILD_SOURCE_REPO_URL',
  'BITBUCKET_GIT_HTTP_ORIGIN',
  'CIRCLE_REPOSITORY_URL',
  'BUILD_REPOSITORY_URI',
  'GIT_URL',
  'BUILDKITE_REPO',
];

type ProcessVariables = Readonly<Record<string, string | undefined>>;

/** What the CI says, and where it is silent what the checkout says; read once for each folder and process. */
export function readCommit(folder: string = process.cwd(), variables: ProcessVariables = process.env): Commit {
  const sha = firstSet(SHAS, variables);
  const url = firstSet(URLS, variables) ?? githubUrl(variables);
  const checkout = sha === undefined || url === undefined ? readCheckout(folder) : {};
  return { sha: sha ?? checkout.sha, url: url ?? checkout.url };
}

/** The options that name the commit, if they are enabled and the user has not set them. */
export function commitOptions(settings: CommitSettings, folder?: string, variables?: ProcessVariables): CommitSettings {
  const { sourceCodeIntegration, gitData, gitCommitSha, gitRepositoryUrl } = settings;
  if (!sourceCodeIntegration || gitData !== undefined || (gitCommitSha && gitRepositoryUrl)) return {};
  const { sha, url } = readCommit(folder, variables);
  const found = Object.entries({ gitCommitSha: gitCommitSha ?? sha, gitRepositoryUrl: gitRepositoryUrl ?? url });
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** The options about the commit, as far as they are looked at here. */
export interface CommitSettings {
  readonly sourceCodeIntegration?: unknown;
  readonly gitData?: unknown;
  readonly gitCommitSha?: unknown;
  readonly gitRepositoryUrl?: unknown;
}

const firstSet = (names: readonly string[], variables: ProcessVariables): string | undefined =>
  names.map((name) => variables[name]).find((value) => value !== undefined && value !== '');

const githubUrl = ({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: repository,
}: ProcessVariables): string | undefined => (server && repository ? `${server}/${repository}` : undefined);

const checkouts = new Map<string, Commit>();

function readCheckout(folder: string): Commit {
  const known = checkouts.get(folder);
  if (known) return known;
  const commit = tryTo(() => readFolder(findGit(resolve(folder)))) ?? {};
  checkouts.set(folder, commit);
  return commit;
}

function readFolder(git: string | undefined): Commit {
  if (git === undefined) return {};
  // A worktree keeps its own HEAD and shares the rest.
  const common = tryTo(() => resolve(git, readFileSync(join(git, 'commondir'), 'utf8').trim())) ?? git;
  return {
    sha: readHead(git, common),
    url: remoteUrl(tryTo(() => readFileSync(join(common, 'config'), 'utf8')) ?? ''),
  };
}

/** The git folder of the nearest folder above that has one; in a worktree or submodule a file names it. */
function findGit(folder: string): string | undefined {
  const path = join(folder, '.git');
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return path;
    const named = /^gitdir:\s*(.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
    return named === undefined ? undefined : resolve(folder, named.trim());
  }
  const above = dirname(folder);
  return above === folder ? undefined : findGit(above);
}

function readHead(git: string, common: string): string | undefined {
  const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
  const ref = /^ref:\s*(.+)$/.exec(head)?.[1];
  if (ref === undefined) return head;
  const loose =
    tryTo(() => readFileSync(join(git, ref), 'utf8')) ?? tryTo(() => readFileSync(join(common, ref), 'utf8'));
  return loose?.trim() ?? packed(ref, tryTo(() => readFileSync(join(common, 'packed-refs'), 'utf8')) ?? '');
}

const packed = (ref: string, refs: string): string | undefined =>
  refs
    .split('\n')
    .find((line) => line.endsWith(` ${ref}`))
    ?.split(' ')[0];

/** The URL of `origin`, or of the only remote there is. */
function remoteUrl(config: string): string | undefined {
  const remotes = [...config.matchAll(/\[remote "([^"]+)"\][^[]*?\burl\s*=\s*(\S+)/g)];
  const origin = remotes.find(([, name]) => name === 'origin') ?? (remotes.length === 1 ? remotes[0] : undefined);
  return origin?.[2];
}

/** A checkout that cannot be read is as none. */
function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
