// Copies what the compiler leaves: every folder src/**/assets goes to the same place in lib, modes included.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of folders('src')) {
  const target = join('lib', folder.slice('src/'.length));
  if (existsSync(target)) rmSync(target, { recursive: true });
  cpSync(folder, target, { recursive: true, filter: (path) => !path.includes('__pycache__') });
}

function folders(root) {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => (entry.name === 'assets' ? [`${root}/assets`] : folders(`${root}/${entry.name}`)));
}
