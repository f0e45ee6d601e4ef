/** A trace agent of one's own, on another port, with nothing but what the function's environment says. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receiver } from '../../src/preview/receiver/receiver';
import { instrumented } from './functions';
import { describeWith } from './machine';
import { run } from './run';

const ROOT = 'aws.lambda';
const PORT = 9529;
const URL = { DD_TRACE_AGENT_URL: `http://127.0.0.1:${PORT}` };
const SWITCH = { DD_TRACE_EXPERIMENTAL_EXPORTER: 'agent' };
const THREE = ['plain', 'plain', 'plain'] as const;
const LAST = THREE.length - 1;

/** A layer of our own: an empty folder where the tracers look for Datadog's extension. */
const MARKER = 'agent-marker';
const MARKER_ARN = `arn:aws:lambda:us-east-1:123456789012:layer:${MARKER}:1`;

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

  /** How many root spans had arrived when the sandbox was frozen after the last invocation, and how many a thaw brings. */
  async function roots(language: 'python' | 'nodejs', environment: Record<string, string>, marked: boolean) {
    const layers = marked ? [MARKER_ARN] : [];
    const fn = instrumented('datadog', language, { extension: false, environment: { ...URL, ...environment }, layers });
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
    test('arrive before the freeze, the last one too, with the marker folder', async () => {
      expect(await roots('python', {}, true)).toEqual({
        onPort: 3,
        spans: [1, 1, 1],
        late: [0, 0, 0],
        printed: [0, 0, 0],
      });
    });

    test('come after the freeze without it: the last one is lost in Lambda', async () => {
      const { onPort, spans, late } = await roots('python', {}, false);
      expect({ onPort, last: spans[LAST], lateLast: late[LAST] }).toEqual({ onPort: 3, last: 0, lateLast: 1 });
    });
  });

  describeWith(['sandbox', 'nodejs'], 'from Node.js', () => {
    test('arrive before the freeze, the last one too, with the exporter named', async () => {
      expect(await roots('nodejs', SWITCH, false)).toEqual({
        onPort: 3,
        spans: [1, 1, 1],
        late: [0, 0, 0],
        printed: [0, 0, 0],
      });
    });

    test('arrive before the freeze with the marker folder alone', async () => {
      expect(await roots('nodejs', {}, true)).toMatchObject({ onPort: 3, spans: [1, 1, 1] });
    });

    test('are printed, and do not arrive, with the URL alone', async () => {
      expect(await roots('nodejs', {}, false)).toMatchObject({ onPort: 0, printed: [1, 1, 1] });
    });
  });
});
