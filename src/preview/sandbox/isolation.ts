/** What keeps a function apart from this machine: an /opt and a process table of its own, and no files with credentials. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { asset } from '../assets';
import { PreviewProblem } from '../problem';

/** What to isolate a function with. */
export interface IsolationRequest {
  /** The folder to put in the place of /opt. */
  readonly tree: string;
  /** Absolute paths of files and folders that the function finds empty. */
  readonly hidden: readonly string[];
  /** Where programs are looked for, in the form of PATH. */
  readonly path: string;
  /** Options of `unshare` to try, in order. @default - every way there is, the strongest first */
  readonly ways?: readonly string[];
}

/** How to start an isolated function. */
export interface Isolation {
  /** What precedes the function's variables and its command. */
  readonly command: readonly string[];
  /** The variables of the programs that isolate; the function does not see them. */
  readonly variables: Readonly<Record<string, string>>;
  /** What this machine does not allow, a sentence each. */
  readonly notes: readonly string[];
}

/** As root or by a user namespace, with a process table of its own and without. */
const WAYS = ['-mpf', '-mrpf', '-m', '-mr'];
const UNSHARE = 'unshare';
const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const SHARED_PROCESSES =
  'This machine does not allow a process table of its own, so the function sees all processes, and those that it leaves behind are found by their variables.';

/** Finds how this machine isolates a function; throws where it cannot give it an /opt of its own. */
export function isolate({ tree, hidden, path, ways = WAYS }: IsolationRequest): Isolation {
  const variables = { PATH: [path, ...SYSTEM_PATH].join(delimiter) };
  const failures: string[] = [];
  for (const way of ways) {
    const command = [UNSHARE, way, '/bin/sh', asset('runtime/isolate'), tree, ...hidden, '--'];
    const tried = spawnSync(UNSHARE, command.slice(1), { encoding: 'utf8', env: variables });
    if (tried.status === 0) return { command, variables, notes: [...notesOn(way), ...unhidden(tried.stderr)] };
    failures.push(`${UNSHARE} ${way}: ${(tried.error?.message ?? tried.stderr).trim()}`);
  }
  throw noPrivateOpt(failures);
}

const notesOn = (way: string): string[] => (way.includes('p') ? [] : [SHARED_PROCESSES]);

function unhidden(said: string): string[] {
  const paths = [...said.matchAll(/^not hidden: (.*)$/gm)].map(([, path]) => path);
  return paths.length === 0
    ? []
    : [`This machine does not allow hiding ${paths.join(', ')}: the function can read it.`];
}

const noPrivateOpt = (failures: readonly string[]): PreviewProblem =>
  new PreviewProblem({
    code: 'preview-no-private-opt',
    what: 'This machine does not let a process have an /opt of its own, which a function with layers needs',
    given: existsSync('/opt') ? failures.join(', ') : 'there is no folder /opt',
    allowed: 'Linux with unshare (util-linux), as root or with unprivileged user namespaces, and a folder /opt',
    remedy:
      'Run it in a Linux container started with --cap-add SYS_ADMIN, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)',
  });
