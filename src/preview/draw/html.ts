/** What all pages have in common: one self-contained file that loads nothing, from anywhere. */
import { readFileSync } from 'node:fs';
import { asset } from '../assets';

const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** The number of colors that the style sheet has. */
export const PAGE_COLORS = 6;

interface HtmlPage {
  readonly title: string;
  readonly body: string;
}

/** The text of a page; its body is HTML already. */
export function htmlPage({ title, body }: HtmlPage): string {
  const style = readFileSync(asset('page/style.css'), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<title>${escapeHtml(title)}</title>
<style>
${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Nothing for an empty list; the items are HTML already. */
export const htmlList = (items: readonly string[]): string =>
  items.length ? `<ul class="notes">${items.map((item) => `<li>${item}</li>`).join('')}</ul>` : '';

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
