/** A private /opt for one process, by a mount namespace of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { asset } from '../assets';
import { PreviewProblem } from '../problem';

/** The ways to get a mount namespace, cheapest first: as root, or by a user namespace of one's own. */
const WAYS = [
  ['unshare', '-m'],
  ['unshare', '-mr'],
];

/** The command that runs what follows it with `tree` as its /opt; throws where this machine allows none. */
export function privateOpt(tree: string): string[] {
  const failures: string[] = [];
  for (const way of WAYS) {
    const command = [...way, '/bin/sh', asset('runtime/private-opt'), tree];
    const tried = spawnSync(command[0], [...command.slice(1), 'true'], { encoding: 'utf8' });
    if (tried.status === 0) return command;
    failures.push(`${way.join(' ')}: ${(tried.error?.message ?? tried.stderr).trim()}`);
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
