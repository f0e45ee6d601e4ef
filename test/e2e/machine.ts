/** What this machine has for the tests, as the set-up found it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCacheFolder } from '../../src/preview/trees/cache';

/** Things a test may need; the set-up makes each, or says why it cannot. */
export type Need = 'sandbox' | 'python' | 'nodejs' | 'java' | 'judge' | 'browser';

/** Where the set-up writes what it found. */
export const CACHE = defaultCacheFolder(process.env);
export const FOUND_FILE = join(CACHE, 'e2e', 'found.json');
export const VENV = join(CACHE, 'e2e', 'venv');
export const PATH = process.env.PATH ?? '';
const BROWSERS = [
  process.env.CHROME_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

type Found = Readonly<Record<Need, string | undefined>>;

/** Why a need is not met; nothing when it is. */
function missing(...needs: readonly Need[]): string | undefined {
  const found: Partial<Found> = existsSync(FOUND_FILE) ? JSON.parse(readFileSync(FOUND_FILE, 'utf8')) : {};
  return needs.map((need) => found[need]).find(Boolean);
}

/** `describe` where the machine has what it takes; the set-up has said why not. */
export function describeWith(needs: readonly Need[], title: string, body: () => void): void {
  (missing(...needs) ? describe.skip : describe)(title, body);
}

/** The folder with an example's code and what it brings along, as the set-up made it. */
export function codeFolder(language: string): string {
  return join(CACHE, 'e2e', 'code', language);
}

/** A browser on this machine. */
export function browserPath(): string | undefined {
  return BROWSERS.find(existsSync);
}
