/** The page of a real preview in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { previewPage } from '../../src/preview/draw/page';
import { instrumented, SECRET } from './functions';
import { browserPath, describeWith } from './machine';
import { run } from './run';

/** A browser that calls no service of its own. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describeWith(['sandbox', 'nodejs', 'browser'], 'the page of a preview', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tracelayer-page-'));
    const ran = await run(instrumented('datadog', 'nodejs', { environment: { DD_TAGS: `leak:${SECRET}` } }), [
      'plain',
      'error',
      'http',
    ]);
    writeFileSync(join(folder, 'page.html'), previewPage([ran]));
    browser = await chromium.launch({ executablePath: browserPath(), args: QUIET });
    page = await browser.newPage();
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => errors.push(message.text()));
    await page.goto(`file://${folder}/page.html`);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const pressed = () => page.locator('.span[aria-pressed="true"]');
  const details = () => page.locator('#details').innerText();

  test('asks for nothing but itself, and nothing fails in it', () => {
    expect(asked).toEqual([`file://${folder}/page.html`]);
    expect(errors).toEqual([]);
  });

  test('shows every invocation, and every span inside its view', async () => {
    expect(await page.locator('section').count()).toBe(3);
    const outside = await page.locator('.flame').evaluateAll((flames: any[]) =>
      flames.flatMap((flame) => {
        const frame = flame.getBoundingClientRect();
        const boxes = [...flame.querySelectorAll('.span:not(.folded)')].map((bar: any) => bar.getBoundingClientRect());
        return boxes.filter(
          (box) => box.left < frame.left - 1 || box.left > frame.right || box.bottom > frame.bottom + 1,
        );
      }),
    );
    expect(outside).toEqual([]);
  });

  test("shows a span's error and tags when it is clicked, zoomed in on where it is short", async () => {
    for (const index of [0, 1, 2]) {
      await page.locator('#details').evaluate((aside: any) => aside.replaceChildren());
      const flame = page.locator('.flame').nth(index);
      await flame.getByRole('button', { name: /^orders\.place/ }).focus();
      await page.keyboard.press('Enter');
      const bar = flame.getByRole('button', { name: /^orders\.refund/ });
      await bar.click({ force: true, position: { x: 1, y: 12 } });
      expect(await details()).toMatch(/orders\.refund[\s\S]*no such payment[\s\S]*error\.type/);
      await page.keyboard.press('Escape');
    }
  });

  test('is used by keyboard alone: one stop by Tab, arrows between spans, Enter zooms in, Escape out', async () => {
    const flame = page.locator('.flame').nth(1);
    const root = flame.getByRole('button', { name: /^aws\.lambda / }).first();
    await root.focus();
    await page.keyboard.press('ArrowDown');
    const child = await pressed().getAttribute('aria-label');
    expect(child).not.toMatch(/^aws\.lambda /);
    expect(await flame.locator('.span[tabindex="0"]').count()).toBe(1);
    const width = async () => (await pressed().boundingBox())?.width ?? 0;
    const before = await width();
    await page.keyboard.press('Enter');
    expect(await width()).toBeGreaterThan(before);
    await page.keyboard.press('Escape');
    expect(Math.abs((await width()) - before)).toBeLessThan(1);
    await page.keyboard.press('ArrowUp');
    expect(await pressed().getAttribute('aria-label')).toMatch(/^aws\.lambda /);
  });

  test('zooms in with a double click on a span, and out with one next to the spans', async () => {
    const flame = page.locator('.flame').nth(2);
    const root = flame.getByRole('button', { name: /^aws\.lambda / });
    const width = async () => (await root.boundingBox())?.width ?? 0;
    await flame.dblclick({ position: { x: 5, y: 5 } });
    const before = await width();
    await root.dblclick();
    expect(await width()).toBeGreaterThan(before);
    await flame.dblclick({ position: { x: 5, y: 5 } });
    expect(Math.abs((await width()) - before)).toBeLessThan(1);
  });

  test('shows no secret', async () => {
    const shown = await page.content();
    expect(shown).toContain('********');
    expect(shown).not.toContain(SECRET);
  });
});
