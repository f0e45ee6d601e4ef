/** Previews as one self-contained HTML page with a flame view of each trace. */
import { readFileSync } from 'node:fs';
import { asset } from '../assets';
import type { MachinePreview } from '../machine/preview';
import type { Preview } from '../preview';
import { byTrace, type Span } from '../span';
import { type Bar, barsOf, extentOf } from './arrange';
import { escapeHtml, htmlList, htmlPage, PAGE_COLORS } from './html';
import { serviceNumbers } from './services';
import { allSpans, counted, type Shown, type ShownRun, shownPreview } from './shown';
import { spanError, timeOf } from './tags';

/** A narrow page hides every other tick. */
const TICKS = 4;

type Colors = ReadonlyMap<string, number>;

/** The page's text; it loads nothing, from anywhere. */
export function previewPage(previews: readonly (Preview | MachinePreview)[]): string {
  const script = readFileSync(asset('page/script.js'), 'utf8');
  const all = previews.map(shownPreview);
  const spans = all.flatMap(({ runs }) => runs.flatMap(allSpans));
  const data = Object.fromEntries(spans.map((span) => [spanKey(span), span]));
  const colors = serviceNumbers(
    spans.map(({ service }) => service),
    PAGE_COLORS,
  );
  const title = all.map(({ name }) => name).join(', ');
  const body = `<header>
<h1>tracelayer preview</h1>
<p>This ran on this machine, and the traces stayed here.</p>
${all.length > 1 ? contents(all) : ''}
</header>
<main>
${all.map((one, index) => article(one, `preview-${index + 1}`, colors)).join('\n')}
</main>
<aside id="details" aria-live="polite" aria-label="Selected span" tabindex="0">
<p class="hint">Choose a span to see its tags. Arrow keys move, Enter zooms in, Escape zooms out.</p>
</aside>
<script type="application/json" id="spans">${JSON.stringify(data).replace(/</g, '\\u003c')}</script>
<script>
${script}</script>`;
  return htmlPage({ title: `${title} · tracelayer preview`, body });
}

const contents = (all: readonly Shown[]): string =>
  `<nav aria-label="Contents"><ul>${all.map(({ name }, index) => `<li><a href="#preview-${index + 1}">${escapeHtml(name)}</a></li>`).join('')}</ul></nav>`;

function article({ name, by, noun, replaced, notes, runs }: Shown, id: string, colors: Colors): string {
  const remarks = [
    ...replaced.map((one) => `<code>${escapeHtml(one.name)}</code> replaced: ${escapeHtml(one.why)}`),
    ...notes.map(escapeHtml),
  ];
  return `<article id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name">${escapeHtml(name)}</h2>
<p class="by">${counted(runs.length, noun)}, ${escapeHtml(by)}</p>
${htmlList(remarks)}
${runs.map((run, index) => section(run, { id: `${id}-${index + 1}`, title: `${capital(noun)} ${index + 1}` }, colors)).join('\n')}
</article>`;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function section(run: ShownRun, { id, title }: { id: string; title: string }, colors: Colors): string {
  const traces = byTrace(allSpans(run));
  const badges = [
    ...run.facts.map((fact) => `<span class="badge">${escapeHtml(fact)}</span>`),
    run.error ? `<span class="badge bad">${escapeHtml(`${run.error.type}: ${run.error.message}`)}</span>` : '',
    run.late.length ? `<span class="badge warn">${counted(run.late.length, 'span')} came after the freeze</span>` : '',
  ];
  return `<section aria-labelledby="${id}">
<h3 id="${id}">${title} ${badges.filter(Boolean).join(' ')}</h3>
${traces.length ? traces.map((trace) => flame(trace, colors)).join('\n') : '<p class="hint">No trace.</p>'}
${logOf(run)}
</section>`;
}

function flame(spans: readonly Span[], colors: Colors): string {
  const { start, end } = extentOf(spans);
  const bars = barsOf(spans);
  const rows = (of: (bar: Bar) => number | undefined) => Math.max(...bars.map((bar) => of(bar) ?? 0)) + 1;
  const lanes = `--folded-lanes:${rows(({ foldedLane }) => foldedLane)};--all-lanes:${rows(({ lane }) => lane)}`;
  const isFolded = bars.some(({ foldedLane }) => foldedLane === undefined);
  const more = isFolded
    ? `<button type="button" class="more" aria-expanded="false" data-all="Show all ${bars.length} spans" data-fewer="Fold repeated spans">Show all ${bars.length} spans</button>`
    : '';
  return `<div class="trace">
<ul class="legend" aria-label="Services">${legendOf(spans, colors)}</ul>${more}
<div class="flame" role="group" aria-label="Trace ${escapeHtml(spans[0].traceId)}, ${spans.length} spans, ${timeOf(end - start)}" style="--from:0;--to:${end - start};${lanes}">
<div class="ticks" aria-hidden="true">${ticks()}</div>
${bars.map((bar) => button(bar, colors)).join('\n')}
</div>
</div>`;
}

function legendOf(spans: readonly Span[], colors: Colors): string {
  const names = [...new Set(spans.map(({ service }) => service))].sort();
  return names.map((name) => `<li class="c${colors.get(name)}">${escapeHtml(name || 'no service')}</li>`).join('');
}

function button(bar: Bar, colors: Colors): string {
  const { span, lane, foldedLane, folded, from, to } = bar;
  const error = spanError(span);
  const what = span.resource && span.resource !== span.name ? `${span.name} ${span.resource}` : span.name;
  const below = folded > 0 ? `${counted(folded, 'more span')} below` : '';
  const label = escapeHtml([what, span.service, timeOf(span.duration), error, below].filter(Boolean).join(', '));
  const classes = [
    'span',
    `c${colors.get(span.service)}`,
    ...(error ? ['error'] : []),
    ...(foldedLane === undefined ? ['folded'] : []),
  ];
  const place = `data-lane="${lane}" data-folded-lane="${foldedLane ?? ''}" data-from="${from}" data-to="${to}" style="--s:${from};--e:${to};--all-lane:${lane};--folded-lane:${foldedLane ?? 0}"`;
  return `<button type="button" class="${classes.join(' ')}" tabindex="-1" aria-pressed="false" data-key="${escapeHtml(spanKey(span))}" ${place} aria-label="${label}" title="${label}"><b>${escapeHtml(span.name)}</b>${folded > 0 ? ` <u>+${folded}</u>` : ''} ${escapeHtml(span.resource === span.name ? '' : span.resource)} <i>${timeOf(span.duration)}</i></button>`;
}

/** The script writes their times, also after it has zoomed in. */
function ticks(): string {
  const at = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  return at.map((part) => `<span style="left:${part * 100}%"></span>`).join('');
}

function logOf({ log, response }: ShownRun): string {
  const answer =
    response === undefined ? '' : `<h4>Response</h4><pre>${escapeHtml(JSON.stringify(response, undefined, 2))}</pre>`;
  return `<details><summary>Log and response</summary><pre>${escapeHtml(log.join('\n'))}</pre>${answer}</details>`;
}

function spanKey({ traceId, spanId }: Span): string {
  return `${traceId}-${spanId}`;
}
