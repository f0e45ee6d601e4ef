/** A private /opt for one process, by a mount namespace of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { asset } from '../assets';
import { PreviewProblem } from '../problem';

/** The ways to get a mount namespace, cheapest first: as root, or by a user namespace of one's own. */
const WAYS = ['-m', '-mr'];
const PROGRAM = 'unshare';

/** The command that runs what follows it with `tree` as its /opt; throws where this machine allows none. */
export function privateOpt(tree: string, path = process.env.PATH ?? ''): string[] {
  const program =
    path
      .split(delimiter)
      .map((folder) => join(folder, PROGRAM))
      .find(existsSync) ?? PROGRAM;
  const failures: string[] = [];
  for (const option of WAYS) {
    const command = [program, option, '/bin/sh', asset('runtime/private-opt'), tree];
    const tried = spawnSync(program, [...command.slice(1), 'true'], { encoding: 'utf8', env: { PATH: path } });
    if (tried.status === 0) return command;
    failures.push(`${PROGRAM} ${option}: ${(tried.error?.message ?? tried.stderr).trim()}`);
  }
  throw new PreviewProblem({
    code: 'preview-no-private-opt',
    what: 'this machine does not let a process have an /opt of its own, which a function with layers needs',
    given: existsSync('/opt') ? failures.join(', ') : 'there is no folder /opt',
    allowed: 'Linux with unshare (util-linux), as root or with unprivileged user namespaces, and a folder /opt',
    remedy:
      'run it in a Linux container started with --cap-add SYS_ADMIN, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)',
  });
}
