/** A preview as one self-contained HTML page with a flame view of each trace. */
import { readFileSync } from 'node:fs';
import { asset } from '../assets';
import type { Preview, PreviewedInvocation } from '../preview';
import { byTrace, type Span } from '../span';
import { type Bar, barsOf, extentOf } from './arrange';
import { spanError, timeOf } from './tags';

const TICKS = 5;
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
const SERVICE_COLOURS = 6;

/** The page's text; it loads nothing, from anywhere. */
export function previewPage(preview: Preview): string {
  const style = readFileSync(asset('page/style.css'), 'utf8');
  const script = readFileSync(asset('page/script.js'), 'utf8');
  const { family, version } = preview.interpreter;
  const all = preview.invocations.flatMap(allSpans);
  const spans = Object.fromEntries(all.map((span) => [spanKey(span), span]));
  const services = [...new Set(all.map(({ service }) => service))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<title>${escapeHtml(preview.functionName)} · tracelayer preview</title>
<style>
${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(preview.functionName)}</h1>
<p>${preview.invocations.length} invocations, run here by ${family} ${escapeHtml(version)}. The traces stayed on this machine.</p>
${htmlList([...preview.overrides.map(({ name, why }) => `<code>${escapeHtml(name)}</code> replaced: ${escapeHtml(why)}`), ...preview.notes.map(escapeHtml)])}
</header>
<main>
${preview.invocations.map((invocation, index) => section(invocation, index, services)).join('\n')}
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

function section(invocation: PreviewedInvocation, index: number, services: readonly string[]): string {
  const traces = byTrace(allSpans(invocation));
  const badges = [
    `<span class="badge">${invocation.coldStart ? 'cold start' : 'warm'}</span>`,
    `<span class="badge">${timeOf((invocation.endedAt - invocation.startedAt) * 1e6)}</span>`,
    `<span class="badge">${invocation.memoryMb} MB</span>`,
    invocation.error
      ? `<span class="badge bad">${escapeHtml(`${invocation.error.type}: ${invocation.error.message}`)}</span>`
      : '',
    invocation.late.length
      ? `<span class="badge warn">${invocation.late.length} spans came after the freeze</span>`
      : '',
  ];
  return `<section aria-labelledby="invocation-${index}">
<h2 id="invocation-${index}">Invocation ${index + 1} ${badges.filter(Boolean).join(' ')}</h2>
${traces.length ? traces.map((trace) => flame(trace, services)).join('\n') : '<p class="hint">No trace.</p>'}
${logOf(invocation)}
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

function logOf({ log, response }: PreviewedInvocation): string {
  const answer =
    response === undefined ? '' : `<h3>Response</h3><pre>${escapeHtml(JSON.stringify(response, undefined, 2))}</pre>`;
  return `<details><summary>Log and response</summary><pre>${escapeHtml(log.join('\n'))}</pre>${answer}</details>`;
}

function allSpans({ spans, late }: PreviewedInvocation): Span[] {
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
