/** How long a Serverless service takes to package: without a plugin, with ours, and with the peer. */
import {
  bundled,
  type Folder,
  FRAMEWORKS,
  type FrameworkName,
  installed,
  PLUGIN,
  removeFolders,
  service,
} from '../test/serverless/framework';
import { SECRET } from '../test/serverless/services';
import type { Bench, Budget, Row } from './index';
import { median, quantile, ratios, takeTurns } from './measure';

const PEER = 'serverless-plugin-datadog';
const WAYS = { none: [], ours: [PLUGIN], peer: [PEER] } as const;
type WayName = keyof typeof WAYS;

const COUNTS = [10, 100];
const ROUNDS = 7;

/** How many times as long as without a plugin packaging may take. */
const LIMIT = 1.05;

type Results = Readonly<Record<WayName, readonly number[]>>;

export const bench: Bench = {
  title: 'Packaging of a Serverless service',
  async run() {
    const plugin = await bundled();
    const rows: Row[] = [];
    for (const framework of Object.keys(FRAMEWORKS) as FrameworkName[])
      for (const count of COUNTS) {
        const names = Object.keys(WAYS) as WayName[];
        const folders = Object.fromEntries(names.map((way) => [way, shop(way, count, plugin)]));
        const results = await takeTurns(names, ROUNDS, (way) => packaging(folders[way] as Folder, framework));
        rows.push(...names.map((way) => row(results, { way, count, framework })));
      }
    removeFolders();
    return rows;
  },
};

/** Functions of two families, and what keeps the peer from asking AWS and sending anything. */
function shop(way: WayName, count: number, plugin: string): Folder {
  const keys = Array.from({ length: count }, (_, index) => `fn${index}`);
  const runtimes = ['nodejs20.x', 'python3.11'];
  const functions = keys.map((key, index) => [
    key,
    { handler: 'src/app.handler', runtime: runtimes[index % runtimes.length], environment: { KEY: key } },
  ]);
  return service(
    {
      service: 'shop',
      frameworkVersion: '>=3',
      plugins: WAYS[way],
      provider: { name: 'aws', region: 'us-east-1' },
      package: { patterns: ['!**', 'src/**'] },
      functions: Object.fromEntries(functions),
      custom: {
        datadog: {
          apiKeySecretArn: SECRET,
          skipCloudformationOutputs: true,
          enableSourceCodeIntegration: false,
          uploadGitMetadata: false,
        },
      },
    },
    { [PLUGIN]: plugin, [PEER]: installed(PEER) },
  );
}

async function packaging(folder: Folder, framework: FrameworkName): Promise<number> {
  const began = performance.now();
  const { code, output } = await folder.run(framework, ['package']);
  if (code !== 0) throw new Error(output);
  return performance.now() - began;
}

interface Line {
  readonly way: WayName;
  readonly count: number;
  readonly framework: FrameworkName;
}

function row(results: Results, { way, count, framework }: Line): Row {
  const toNone = ratios(results[way], results.none);
  const budget: Budget = {
    what: `${framework}, ${count} functions, ours to none, lower quartile of ${ROUNDS}`,
    measured: quantile(toNone, 0.25),
    limit: LIMIT,
  };
  return {
    figures: {
      framework,
      functions: String(count),
      plugin: way,
      'package ms': median(results[way]).toFixed(0),
      'to none': median(toNone).toFixed(2),
    },
    budgets: way === 'ours' ? [budget] : [],
  };
}
