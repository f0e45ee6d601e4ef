/** `tracelayer preview --compare`: what tracing costs each function, as tables, as a page, and as a gate for pipelines. */
import { visibleLine } from '../../core/visible';
import { type Comparison, compare } from '../../preview/compare/comparison';
import { exceededLimits } from '../../preview/compare/gates';
import { comparisonsJson } from '../../preview/compare/json';
import { type Configuration, measure } from '../../preview/compare/measure';
import { type ComparedPage, comparisonPage } from '../../preview/compare/page';
import { drawComparison } from '../../preview/compare/terminal';
import { PreviewProblem } from '../../preview/problem';
import { defaultCacheFolder } from '../../preview/trees/cache';
import type { Call, ExitCode, FlagTable } from '../command';
import { limitsOf, roundsOf, usageOf } from './compare-flags';
import { type ComparedFunction, comparedFunctions } from './configurations';
import { eventsOf } from './events';
import { untilInterrupted } from './interruption';
import { writeHtml } from './pages';
import { foldersOf, previewDeployment } from './pairs';
import { paletteOf } from './palette';
import { runnable, startOptions } from './running';

interface NotCompared {
  readonly functionName: string;
  readonly reason: string;
}

interface Results {
  readonly pages: ComparedPage[];
  readonly notRun: NotCompared[];
}

/** Runs every comparison; whatever goes wrong with one function, the others go on. */
export async function runComparison(call: Call, table: FlagTable): Promise<ExitCode> {
  const functions = comparedFunctions(call, table, previewDeployment(call));
  const results: Results = { pages: [], notRun: [] };
  const signal = await untilInterrupted(call, async (interrupted) => {
    for (const one of functions) {
      if (interrupted.aborted) return;
      await compareOne(one, results, { call, signal: interrupted });
    }
  });
  const isWritten = writeResults(results, call);
  if (signal.aborted) return 130;
  return isWritten && isWithin(results, call) && results.notRun.length === 0 ? 0 : 1;
}

interface Running {
  readonly call: Call;
  readonly signal: AbortSignal;
}

async function compareOne(one: ComparedFunction, results: Results, running: Running): Promise<void> {
  const { out, err } = running.call.host;
  try {
    if (one.reason !== undefined) throw new PreviewProblem({ code: 'preview-not-compared', what: bare(one.reason) });
    const comparison = await comparisonOf(one, running);
    const [plain] = one.variants;
    const usage = usageOf(running.call, plain?.found.fn.memoryMb ?? 0);
    results.pages.push({ comparison, ...(usage ? { usage } : {}) });
    const style = { palette: paletteOf(running.call), columns: out.columns };
    if (running.call.flags.json !== true) out.write(`${drawComparison(comparison, style, usage)}\n`);
  } catch (problem) {
    if (running.signal.aborted) return;
    const reason = problem instanceof Error ? problem.message : String(problem);
    err.write(`${visibleLine(`${one.name} was not compared. ${reason}`)}\n`);
    results.notRun.push({ functionName: one.name, reason });
  }
}

/** A problem adds the full stop. */
const bare = (sentences: string): string => sentences.replace(/\.$/, '');

async function comparisonOf(one: ComparedFunction, { call, signal }: Running): Promise<Comparison> {
  const { err, variables } = call.host;
  const cacheFolder = defaultCacheFolder(variables);
  const layers = foldersOf(call);
  const configurations: Configuration[] = [];
  for (const { name, found } of one.variants) {
    configurations.push({ name, ...(await runnable(found, cacheFolder, layers)) });
  }
  const rounds = roundsOf(call);
  const names = one.variants.map(({ name }) => name).join(', ');
  err.write(
    `${visibleLine(`${one.name}: ${rounds.cold} cold starts, ${rounds.warm} warm invocations of ${names}.`)}\n`,
  );
  const measurement = await measure(configurations, {
    ...startOptions(call, cacheFolder, signal),
    rounds,
    events: eventsOf(call),
    random: Math.random,
  });
  return compare(measurement);
}

function writeResults({ pages, notRun }: Results, call: Call): boolean {
  const { flags, host } = call;
  if (flags.json === true) host.out.write(`${comparisonsJson({ pages, notRun, limits: limitsOf(call) })}\n`);
  if (flags.html === undefined || pages.length === 0) return true;
  return writeHtml(comparisonPage(pages), call);
}

/** Says each limit that is exceeded. */
function isWithin({ pages }: Results, call: Call): boolean {
  const exceeded = pages.flatMap(({ comparison }) => exceededLimits(comparison, limitsOf(call)));
  for (const { message } of exceeded) call.host.err.write(`${visibleLine(message)}\n`);
  return exceeded.length === 0;
}
