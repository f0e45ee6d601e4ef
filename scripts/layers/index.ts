// Finds newer layers, and writes those that the vendor publishes: npm run layers:refresh [-- --dry-run]
import { readFileSync, writeFileSync } from 'node:fs';
import { refresh, report } from './refresh';
import { SOURCES } from './sources';

const FILE = 'src/providers/layers/datadog.json';

async function main(): Promise<void> {
  const tables = {
    datadog: readFileSync(FILE, 'utf8'),
    opentelemetry: readFileSync('src/providers/layers/opentelemetry.json', 'utf8'),
  };
  const refreshed = await refresh(tables, SOURCES);
  process.stdout.write(report(refreshed));
  if (refreshed.written.length === 0 || process.argv.includes('--dry-run')) return;
  writeFileSync(FILE, refreshed.datadog);
  process.stdout.write('Now run `npx projen` and `npx jest test/catalogue -u --ci=false`, and read the differences.\n');
}

void main();
