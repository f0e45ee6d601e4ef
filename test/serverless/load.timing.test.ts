/** How long the plugin takes to load. */
import { execFileSync } from 'node:child_process';
import { bundled, removeFolders } from './framework';

jest.setTimeout(120_000);
afterAll(removeFolders);

test('the plugin loads within 30 ms', async () => {
  const cwd = await bundled();
  const program = `
    // Of the processor: others may use it too.
    const before = process.cpuUsage();
    require('./index.js');
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const once = () => Number(execFileSync(process.execPath, ['-e', program], { cwd, encoding: 'utf8' }));
  // The least of many: what else runs on the machine makes single ones half as long again.
  expect(Math.min(...Array.from({ length: 15 }, once))).toBeLessThan(30);
});
