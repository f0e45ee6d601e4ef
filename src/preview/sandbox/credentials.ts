/** Files and folders with credentials, which no function needs to read. */
import { realpathSync, statSync } from 'node:fs';
import { delimiter, join, resolve, sep } from 'node:path';

/** What says where credentials are. */
export interface Whereabouts {
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Which of them to hide, and which not, because the function needs something in them. */
export interface Credentials {
  readonly hidden: readonly string[];
  readonly needed: readonly string[];
}

const IN_HOME = [
  ...['.aws', '.azure', '.bluemix', '.docker', '.gnupg', '.kube', '.oci', '.password-store', '.snowflake', '.ssh'],
  ...['.config/containers', '.config/doctl', '.config/gcloud', '.config/gh', '.config/git/credentials', '.config/op'],
  ...['.config/pip', '.local/share/keyrings', '.terraform.d/credentials.tfrc.json', '.m2/settings.xml'],
  ...['.m2/settings-security.xml', '.gradle/gradle.properties', '.gem/credentials', '.nuget/NuGet/NuGet.Config'],
  ...['.cargo/credentials', '.cargo/credentials.toml', '.composer/auth.json', '.config/composer/auth.json'],
  ...['.boto', '.databrickscfg', '.dogrc', '.git-credentials', '.my.cnf', '.netrc', '.npmrc', '.pgpass', '.pypirc'],
  ...['.pip', '.s3cfg', '.sentryclirc', '.serverlessrc', '.terraformrc', '.vault-token', '.yarnrc', '.yarnrc.yml'],
  ...['_netrc', '.config/datadog', '.config/heroku', '.config/netlify', '.config/rclone'],
];

/** Variables that name other places for them, one or several. */
const IN_VARIABLES = [
  ...['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AZURE_CONFIG_DIR'],
  ...['CLOUDSDK_CONFIG', 'DOCKER_CONFIG', 'GH_CONFIG_DIR', 'GNUPGHOME', 'GOOGLE_APPLICATION_CREDENTIALS'],
  ...['KUBECONFIG', 'NETRC', 'NPM_CONFIG_USERCONFIG', 'PGPASSFILE', 'PIP_CONFIG_FILE', 'REGISTRY_AUTH_FILE'],
  ...['TF_CLI_CONFIG_FILE', 'npm_config_userconfig'],
];

/** The files and folders with credentials that this machine has; `readable` are paths that must stay readable. */
export function credentialsOn({ home, variables }: Whereabouts, readable: readonly string[]): Credentials {
  const named = IN_VARIABLES.flatMap((name) => (variables[name] ?? '').split(delimiter)).filter(Boolean);
  const there = [...IN_HOME.map((path) => join(home, path)), ...named.map((path) => resolve(path))].flatMap(real);
  const paths = [...new Set(there)].filter(holdsData);
  const wanted = readable.flatMap(real);
  const isNeeded = (path: string) => wanted.some((inner) => inner === path || inner.startsWith(path + sep));
  return { hidden: paths.filter((path) => !isNeeded(path)), needed: paths.filter(isNeeded) };
}

/** The real path of a file: a mount hides the file itself, so that no link leads to it. */
function real(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

/** Not `/dev/null`, by which people switch such a file off. */
function holdsData(path: string): boolean {
  const stats = statSync(path);
  return stats.isFile() || stats.isDirectory();
}
