/** A trace agent of one's own, on another port, by the options that a user gives: without a key, and no span is lost. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receiver } from '../../src/preview/receiver/receiver';
import { instrumented } from './functions';
import { describeWith } from './machine';
import { run } from './run';

const ROOT = 'aws.lambda';
const PORT = 9529;
const BY_URL = { agentUrl: `http://127.0.0.1:${PORT}` };
const BY_HOST = { agentHost: '127.0.0.1', traceAgentPort: PORT };
/** The usual options without what belongs to Datadog's own destination. */
const NO_KEY = { apiKey: undefined, site: undefined };
const THREE = ['plain', 'plain', 'plain'] as const;
const LAST = THREE.length - 1;
const EACH = [1, 1, 1];
const NONE = [0, 0, 0];

/** A layer of our own: an empty folder where the tracers look for Datadog's extension. */
const MARKER = 'agent-marker';
const MARKED = { extensionLayerArn: `arn:aws:lambda:us-east-1:123456789012:layer:${MARKER}:1` };

describe("traces sent to an agent of one's own", () => {
  let receiver: Receiver;
  let folder: string;
  beforeEach(async () => {
    receiver = new Receiver();
    await receiver.listen(PORT);
    folder = mkdtempSync(join(tmpdir(), 'tracelayer-marker-'));
    mkdirSync(join(folder, 'extensions/datadog-agent'), { recursive: true });
  });
  afterEach(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true });
  });

  /** How many root spans had arrived when the sandbox was frozen after each invocation, and how many a thaw brings. */
  async function roots(language: 'python' | 'nodejs', options: object, environment: Record<string, string> = {}) {
    const fn = instrumented('datadog', language, { options: { ...NO_KEY, ...options }, environment });
    expect(Object.keys(fn.environment).filter((name) => /API_KEY|DD_SITE/.test(name))).toEqual([]);
    const ran = await run(fn, THREE, { receiver, layerFolders: { [MARKER]: folder }, thawMs: 1500 });
    const count = (part: 'spans' | 'late' | 'printed') =>
      ran.invocations.map((invocation) => invocation[part].filter(({ name }) => name === ROOT).length);
    return {
      onPort: receiver.spans.filter(({ name }) => name === ROOT).length,
      spans: count('spans'),
      late: count('late'),
      printed: count('printed'),
    };
  }

  describeWith(['sandbox', 'python'], 'from Python', () => {
    test.each([
      ['URL', BY_URL],
      ['host and port', BY_HOST],
    ])('arrive by %s, all of them, and are not printed', async (_title, options) => {
      const { onPort, spans, late, printed } = await roots('python', options);
      expect({ onPort, printed }).toEqual({ onPort: 3, printed: NONE });
      // The background has a millisecond: on a busy machine a trace may come after the freeze.
      expect(spans.map((count, index) => count + (late[index] ?? 0))).toEqual(EACH);
    });

    test('arrive before the freeze, the last one too, with a layer that has the folder of an extension', async () => {
      const seen = await roots('python', { ...BY_URL, ...MARKED });
      expect(seen).toEqual({ onPort: 3, spans: EACH, late: NONE, printed: NONE });
    });

    test("come after the freeze with the tracer's own pace, which the function may ask for: the last one is lost", async () => {
      const { onPort, spans, late } = await roots('python', BY_URL, { DD_TRACE_WRITER_INTERVAL_SECONDS: '1' });
      expect({ onPort, last: spans[LAST], lateLast: late[LAST] }).toEqual({ onPort: 3, last: 0, lateLast: 1 });
    });
  });

  describeWith(['sandbox', 'nodejs'], 'from Node.js', () => {
    test.each([
      ['URL', BY_URL],
      ['host and port', BY_HOST],
      ['URL, with a layer that has the folder of an extension', { ...BY_URL, ...MARKED }],
    ])('arrive before the freeze, the last one too, by %s', async (_title, options) => {
      expect(await roots('nodejs', options)).toEqual({ onPort: 3, spans: EACH, late: NONE, printed: NONE });
    });

    test('are printed, and do not arrive, without the exporter that is named for it', async () => {
      const seen = await roots('nodejs', BY_URL, { DD_TRACE_EXPERIMENTAL_EXPORTER: 'log' });
      expect(seen).toMatchObject({ onPort: 0, printed: EACH });
    });
  });
});
