/** How long a Serverless service takes to package: untraced, traced by hand, by our plugin, and by the peer. */
import { join } from 'node:path';
import {
  bundled,
  type Folder,
  FRAMEWORKS,
  type FrameworkName,
  functionsIn,
  installed,
  PLUGIN,
  removeFolders,
  service,
  templateOf,
} from '../test/serverless/framework';
import { SECRET } from '../test/serverless/services';
import type { Bench, Budget, Row } from './index';
import { median, quantile, ratios, takeTurns } from './measure';

const PEER = 'serverless-plugin-datadog';
const WAYS = { none: [], 'by hand': [], ours: [PLUGIN], peer: [PEER] } as const;
type WayName = keyof typeof WAYS;

const COUNTS = [10, 100];
const ROUNDS = 7;

/**
 * How many times as long as another way ours may take. The framework prints its state in time that grows with the square
 * of what functions have, so that of many functions the traced ones take longer, whatever traces them.
 */
const BUDGETS: readonly { count: number; to: WayName; limit: number }[] = [
  { count: 10, to: 'none', limit: 1.05 },
  { count: 100, to: 'by hand', limit: 1.05 },
];

type Results = Readonly<Record<WayName, readonly Times[]>>;

export const bench: Bench = {
  title: 'Packaging of a Serverless service',
  async run() {
    const plugin = await bundled();
    const rows: Row[] = [];
    for (const framework of Object.keys(FRAMEWORKS) as FrameworkName[])
      for (const count of COUNTS) {
        const names = Object.keys(WAYS) as WayName[];
        const folders = Object.fromEntries(names.map((way) => [way, shop(way, count, plugin)]));
        await packaging(folders.ours as Folder, framework);
        writeByHand(folders['by hand'] as Folder, functionsIn(templateOf(folders.ours as Folder)));
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

/** What ours makes of the functions, written into the configuration. */
function writeByHand(folder: Folder, traced: Readonly<Record<string, any>>): void {
  const configuration = JSON.parse(folder.read('serverless.json'));
  for (const { FunctionName, Handler, Layers, Environment, Tags } of Object.values(traced))
    Object.assign(configuration.functions[FunctionName.replace('shop-dev-', '')], {
      handler: Handler,
      layers: Layers,
      environment: Environment.Variables,
      tags: Object.fromEntries(Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value])),
    });
  folder.write('serverless.json', configuration);
}

/** The milliseconds of wall and of processor that packaging takes. */
interface Times {
  readonly wall: number;
  readonly cpu: number;
}

async function packaging(folder: Folder, framework: FrameworkName): Promise<Times> {
  folder.write('clock.cjs', CLOCK);
  const began = performance.now();
  const clock = { NODE_OPTIONS: `--require ${join(folder.path, 'clock.cjs')}` };
  const { code, output } = await folder.run(framework, ['package'], clock);
  if (code !== 0) throw new Error(output);
  return { wall: performance.now() - began, cpu: Number(folder.read('cpu')) };
}

/** Loaded into the framework's process: its processor time, which other programs don't change. */
const CLOCK = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeFileSync(__dirname + '/cpu', String((user + system) / 1000));
});`;

interface Line {
  readonly way: WayName;
  readonly count: number;
  readonly framework: FrameworkName;
}

function row(results: Results, { way, count, framework }: Line): Row {
  const of = (figure: keyof Times, name: WayName = way) => results[name].map((times) => times[figure]);
  const times = (to: WayName) => ratios(of('cpu'), of('cpu', to));
  const kept = BUDGETS.filter((budget) => budget.count === count && way === 'ours');
  return {
    figures: {
      framework,
      functions: String(count),
      way,
      'package ms': median(of('wall')).toFixed(0),
      'CPU ms': median(of('cpu')).toFixed(0),
      'CPU to none': median(times('none')).toFixed(2),
      'CPU to by hand': median(times('by hand')).toFixed(2),
    },
    budgets: kept.map(
      ({ to, limit }): Budget => ({
        what: `${framework}, ${count} functions, CPU of ours to ${to}, lower quartile of ${ROUNDS}`,
        measured: quantile(times(to), 0.25),
        limit,
      }),
    ),
  };
}
