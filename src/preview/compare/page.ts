/** Comparisons as one page: a chart of every sample, and the figures as tables. */
import { escapeHtml, htmlList, htmlPage, PAGE_COLORS } from '../draw/html';
import { serviceNumbers } from '../draw/services';
import { type ComparedConfiguration, type Comparison, TIMINGS, type Timing, type TimingName } from './comparison';
import { monthlyCost, type Usage } from './cost';
import { SIZE_LIMIT } from './size';
import { isDifferent } from './statistics';
import { digits, inBytes, inMs, signed } from './units';
import { explanations } from './words';

const TICKS = 4;

/** A comparison with what its costs are computed from. */
export interface ComparedPage {
  readonly comparison: Comparison;
  readonly usage?: Usage;
}

/** The text of the page; it loads nothing, from anywhere. */
export function comparisonPage(pages: readonly ComparedPage[]): string {
  const comparisons = pages.map(({ comparison }) => comparison);
  const names = comparisons.map(({ functionName }) => functionName).join(', ');
  const configured = comparisons.flatMap(({ configurations }) => configurations.map(({ name }) => name));
  const colors = serviceNumbers(configured, PAGE_COLORS);
  const body = `<header>
<h1>What tracing costs</h1>
<p>${escapeHtml(names)}, measured on this machine.</p>
</header>
<main class="wide">
${pages.map((page, index) => section(page, `function-${index + 1}`, colors)).join('\n')}
</main>`;
  return htmlPage({ title: `${names} · tracelayer preview --compare`, body });
}

function section({ comparison, usage }: ComparedPage, id: string, colors: ReadonlyMap<string, number>): string {
  const { functionName, interpreter, configurations } = comparison;
  const charts = (Object.keys(TIMINGS) as TimingName[]).map((name) => chart(name, configurations, colors));
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(functionName)} <span class="badge">${escapeHtml(`${interpreter.family} ${interpreter.version}`)}</span></h2>
${charts.join('\n')}
${resources(configurations)}
${usage ? costs(configurations, usage) : ''}
${htmlList(explanations(comparison, usage).map(escapeHtml))}
</section>`;
}

/** Each sample is a mark at its time, and the median a line; the table has the same for people who do not see it. */
function chart(
  name: TimingName,
  configurations: readonly ComparedConfiguration[],
  colors: ReadonlyMap<string, number>,
): string {
  const most = Math.max(...configurations.flatMap(({ timings }) => timings[name].samples));
  const rows = configurations.map((configuration) => {
    const { samples, median } = configuration.timings[name];
    const at = (value: number) => `left:${((value / most) * 100).toFixed(2)}%`;
    const marks = samples.map((value) => `<i style="${at(value)}"></i>`).join('');
    return `<div class="plot c${colors.get(configuration.name)}"><span>${escapeHtml(configuration.name)}</span><div>${marks}<b style="${at(median)}"></b></div></div>`;
  });
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  const axis = ticks.map((part) => `<span style="left:${part * 100}%">${inMs(part * most)}</span>`).join('');
  return `<figure>
<figcaption>${TIMINGS[name]}</figcaption>
<div class="chart" aria-hidden="true">${rows.join('')}<div class="axis"><div>${axis}</div></div></div>
${table(
  TIMINGS[name],
  ['median', 'p95', 'difference', 'from', 'to'],
  configurations.map((one) => [bounded(one), ...timingCells(one.timings[name])]),
)}
</figure>`;
}

function timingCells({ median, p95, difference }: Timing): string[] {
  const cells = [inMs(median), inMs(p95)];
  if (difference === undefined) return [...cells, '', '', ''];
  const { estimate, from, to } = difference;
  return [...cells, isDifferent(difference) ? signed(estimate, inMs) : 'none', signed(from, inMs), signed(to, inMs)];
}

function resources(configurations: readonly ComparedConfiguration[]): string {
  const limit = inBytes(SIZE_LIMIT);
  const rows = configurations.map((one) => [
    bounded(one),
    `${digits(one.memoryMb)} MB`,
    inBytes(one.packageBytes),
    inBytes(one.layerBytes),
    `<meter min="0" max="1" high="0.9" value="${Math.min(1, one.sizeShare)}">${digits(one.sizeShare * 100)} %</meter> ${digits(one.sizeShare * 100)} %`,
    digits(one.spans),
    inBytes(one.bytes),
  ]);
  const head = ['peak memory', 'package', 'layers', `of ${limit}`, 'spans per invocation', 'sent per invocation'];
  return `<figure><figcaption>Resources</figcaption>${table('Resources', head, rows)}</figure>`;
}

function costs(configurations: readonly ComparedConfiguration[], usage: Usage): string {
  const rows = configurations.slice(1).map((one) => {
    const { estimate, from, to } = monthlyCost(one, usage);
    return [bounded(one), signed(estimate, digits), signed(from, digits), signed(to, digits)];
  });
  return `<figure><figcaption>Cost in a month</figcaption>${table('Cost in a month', ['added', 'from', 'to'], rows)}</figure>`;
}

const bounded = ({ name, isLowerBound }: ComparedConfiguration): string =>
  `${escapeHtml(name)}${isLowerBound ? ' <abbr title="lower bound">≥</abbr>' : ''}`;

/** The cells are HTML already; the first one of each row is its head. */
const table = (caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr><td></td>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody>
</table></div>`;
