/** A preview as one self-contained HTML page with a flame view of each trace. */
import { readFileSync } from 'node:fs';
import { asset } from '../assets';
import type { MachinePreview } from '../machine/preview';
import type { Preview } from '../preview';
import { byTrace, type Span } from '../span';
import { type Bar, barsOf, extentOf } from './arrange';
import { type ShownRun, shownPreview } from './shown';
import { spanError, timeOf } from './tags';

const TICKS = 5;
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
const SERVICE_COLOURS = 6;

/** The page's text; it loads nothing, from anywhere. */
export function previewPage(preview: Preview | MachinePreview): string {
  const style = readFileSync(asset('page/style.css'), 'utf8');
  const script = readFileSync(asset('page/script.js'), 'utf8');
  const { name, by, noun, replaced, notes, runs } = shownPreview(preview);
  const all = runs.flatMap(allSpans);
  const spans = Object.fromEntries(all.map((span) => [spanKey(span), span]));
  const services = [...new Set(all.map(({ service }) => service))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<title>${escapeHtml(name)} · tracelayer preview</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(name)}</h1>
<p>${runs.length} ${noun}s on this machine (${escapeHtml(by)}). The traces stayed here.</p>
${htmlList([...replaced.map((one) => `<code>${escapeHtml(one.name)}</code> replaced: ${escapeHtml(one.why)}`), ...notes.map(escapeHtml)])}
</header>
<main>
${runs.map((run, index) => section(run, `${capital(noun)} ${index + 1}`, services)).join('\n')}
</main>
<aside id="details" aria-live="polite" aria-label="Selected span">
<p class="hint">Choose a span to see its tags. Arrow keys move, Enter zooms in, Escape zooms out.</p>
</aside>
<script type="application/json" id="spans">${JSON.stringify(spans).replace(/</g, '\\u003c')}</script>
<script>
${script}</script>
</body>
</html>
`;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function section(run: ShownRun, title: string, services: readonly string[]): string {
  const traces = byTrace(allSpans(run));
  const id = title.toLowerCase().replace(' ', '-');
  const badges = [
    ...run.facts.map((fact) => `<span class="badge">${escapeHtml(fact)}</span>`),
    run.error ? `<span class="badge bad">${escapeHtml(`${run.error.type}: ${run.error.message}`)}</span>` : '',
    run.late.length ? `<span class="badge warn">${run.late.length} spans came after the freeze</span>` : '',
  ];
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${title} ${badges.filter(Boolean).join(' ')}</h2>
${traces.length ? traces.map((trace) => flame(trace, services)).join('\n') : '<p class="hint">No trace.</p>'}
${logOf(run)}
</section>`;
}

function flame(spans: readonly Span[], services: readonly string[]): string {
  const { start, end } = extentOf(spans);
  const bars = barsOf(spans);
  const colour = (service: string) => services.indexOf(service) % SERVICE_COLOURS;
  const lanes = Math.max(...bars.map(({ lane }) => lane)) + 1;
  const present = services.filter((name) => spans.some(({ service }) => service === name));
  const legend = present.map((name) => `<li class="c${colour(name)}">${escapeHtml(name || 'no service')}</li>`);
  return `<ul class="legend" aria-label="Services">${legend.join('')}</ul>
<div class="flame" role="group" aria-label="Trace ${escapeHtml(spans[0].traceId)}, ${spans.length} spans, ${timeOf(end - start)}" style="--from:0;--to:${end - start};--lanes:${lanes}">
<div class="ticks" aria-hidden="true">${ticks(end - start)}</div>
${bars.map((bar) => button(bar, colour(bar.span.service))).join('\n')}
</div>`;
}

function button({ span, lane, from, to }: Bar, colour: number): string {
  const error = spanError(span);
  const what = span.resource && span.resource !== span.name ? `${span.name} ${span.resource}` : span.name;
  const label = [what, span.service, timeOf(span.duration), error].filter(Boolean).join(', ');
  return `<button type="button" class="span c${colour}${error ? ' error' : ''}" tabindex="-1" data-key="${escapeHtml(spanKey(span))}" data-lane="${lane}" data-from="${from}" data-to="${to}" style="--s:${from};--e:${to};--lane:${lane}" aria-label="${escapeHtml(label)}" title="${escapeHtml(label)}"><b>${escapeHtml(span.name)}</b> ${escapeHtml(span.resource === span.name ? '' : span.resource)} <i>${timeOf(span.duration)}</i></button>`;
}

function ticks(total: number): string {
  const at = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  return at.map((part) => `<span style="left:${part * 100}%">${timeOf(part * total)}</span>`).join('');
}

function logOf({ log, response }: ShownRun): string {
  const answer =
    response === undefined ? '' : `<h3>Response</h3><pre>${escapeHtml(JSON.stringify(response, undefined, 2))}</pre>`;
  return `<details><summary>Log and response</summary><pre>${escapeHtml(log.join('\n'))}</pre>${answer}</details>`;
}

function allSpans({ spans, late }: ShownRun): Span[] {
  return [...spans, ...late];
}

function spanKey({ traceId, spanId }: Span): string {
  return `${traceId}-${spanId}`;
}

function htmlList(items: readonly string[]): string {
  return items.length ? `<ul class="notes">${items.map((item) => `<li>${item}</li>`).join('')}</ul>` : '';
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
