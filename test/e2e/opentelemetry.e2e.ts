/** OpenTelemetry's published packages, run for real in the functions they instrument; the layers' scripts are stand-ins. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Receiver } from '../../src/preview/receiver/receiver';
import type { Span } from '../../src/preview/span';
import { CONFIGURED, instrumented, NAME, original } from './functions';
import { describeWith } from './machine';
import { isBelow, type Ran, run, spansOf } from './run';
import { TRAITS } from './traits';

const SCOPES = {
  python: 'opentelemetry.instrumentation.aws_lambda',
  nodejs: '@opentelemetry/instrumentation-aws-lambda',
} as const;
const FAILURES = { python: 'RuntimeError', nodejs: 'RangeError' } as const;
const LANGUAGES = Object.keys(SCOPES) as (keyof typeof SCOPES)[];
const BODY = { statusCode: 200, body: '42 echo' };

describe.each(LANGUAGES)('a %s function instrumented with OpenTelemetry', (language) => {
  describeWith(['sandbox', language], 'run here', () => {
    let ran: Ran;
    beforeAll(async () => {
      ran = await run(instrumented('opentelemetry', language), ['plain', 'plain', 'error']);
    });

    test('answers as the original does, and no payload was refused', () => {
      expect(ran.invocations.map(({ response, error }) => response ?? error?.type)).toEqual([
        BODY,
        BODY,
        FAILURES[language],
      ]);
      expect(ran.refused).toEqual([]);
    });

    test('has one server span an invocation, named as the function, with the resource configured', () => {
      for (const { spans } of ran.invocations) {
        const [root, ...more] = ofKind(spans, 'server');
        expect(more).toEqual([]);
        expect(root).toMatchObject({ name: NAME, service: CONFIGURED.service, parentId: undefined });
        expect(root.tags).toMatchObject(TRAITS.opentelemetry.tags);
        expect(root.tags).toMatchObject({ 'cloud.provider': 'aws', 'faas.name': NAME });
        expect(root.tags['otel.scope.name']).toBe(SCOPES[language]);
      }
    });

    test('has the outgoing call as a client span below, and hands the trace on to it', () => {
      for (const [index, { spans }] of ran.invocations.entries()) {
        const [call] = ofKind(spans, 'client');
        expect(isBelow(spans, call, ofKind(spans, 'server')[0])).toBe(true);
        expect(ran.calls[index].traceparent).toContain(call.traceId);
      }
    });

    test('has the error of a failing invocation on its root, of that one only', () => {
      const roots = ran.invocations.map(({ spans }) => ofKind(spans, 'server')[0]);
      expect(roots.map(({ error }) => error)).toEqual([false, false, true]);
      expect(roots[2].tags['error.message']).toContain('told to fail');
    });

    test.each([
      [{ sampler: 'traceidratio', samplerArg: 0 }, 0],
      [{ sampler: 'always_off' }, 0],
      [{ tracesExporter: 'none' }, 0],
      [{ sampler: 'traceidratio', samplerArg: 1 }, 1],
    ])('with %j answers the same and has %i root spans', async (options, count) => {
      const ran = await run(instrumented('opentelemetry', language, { options }), ['plain']);
      expect([ran.invocations[0].response, ofKind(spansOf(ran), 'server').length]).toEqual([BODY, count]);
      expect(spansOf(ran).length > 0).toBe(count > 0);
    });

    test('has no span of a library that is disabled, and the others', async () => {
      const options = TRAITS.opentelemetry.narrowed[language];
      const { invocations } = await run(instrumented('opentelemetry', language, { options }), ['plain']);
      expect(invocations[0].spans.map(({ tags }) => tags['otel.scope.name'])).toEqual([SCOPES[language]]);
    });

    test('continues the trace of its caller, unless that is not sampled', async () => {
      const trace = '0af7651916cd43dd8448eb211c80319c';
      const event = (flags: string) => () => ({ headers: { traceparent: `00-${trace}-b7ad6b7169203331-${flags}` } });
      const ran = await run(instrumented('opentelemetry', language), [], { events: [event('01'), event('00')] });
      const [root] = ofKind(ran.invocations[0].spans, 'server');
      expect(root).toMatchObject({ traceId: trace, parentId: 'b7ad6b7169203331' });
      expect(ran.calls[0].traceparent).toContain(trace);
      expect(ran.invocations[1].spans).toEqual([]);
    });

    test("has attributes with any text, in addition to the function's own", async () => {
      const given = { url: 'https://x.example/?a=1', said: '100 % "Grüße"' };
      const environment = { OTEL_RESOURCE_ATTRIBUTES: 'owner=Team%20Blue' };
      const wish = { environment, options: { resourceAttributes: given } };
      const [root] = ofKind(spansOf(await run(instrumented('opentelemetry', language, wish), ['plain'])), 'server');
      expect(root.tags).toMatchObject({ ...given, owner: 'Team Blue', 'deployment.environment': CONFIGURED.env });
    });

    test('passes a trace on in the formats of the option', async () => {
      const ran = await run(instrumented('opentelemetry', language, { options: { propagators: 'xray' } }), ['plain']);
      const [call] = ofKind(spansOf(ran), 'client');
      expect(ran.calls[0].traceparent).toBeUndefined();
      const root = `1-${call.traceId.slice(0, 8)}-${call.traceId.slice(8)}`;
      expect(ran.calls[0]['x-amzn-trace-id']).toContain(`Root=${root}`);
    });

    test('sends to the full URL of the option, and nothing if no server is there', async () => {
      const receiver = new Receiver();
      const port = await receiver.listen();
      const to = (otlpTracesEndpoint: string) =>
        instrumented('opentelemetry', language, { options: { otlpTracesEndpoint, otlpTimeout: 1000 } });
      try {
        const there = await run(to(`http://127.0.0.1:${port}/own/v1/traces`), ['plain'], { receiver });
        expect(ofKind(spansOf(there), 'server')).toHaveLength(1);
        expect(receiver.deliveries.every((one) => one.port === port && one.path === '/own/v1/traces')).toBe(true);
        const nowhere = await run(to('http://127.0.0.1:4999/v1/traces'), ['plain'], { receiver });
        expect([nowhere.invocations[0].response, spansOf(nowhere)]).toEqual([BODY, []]);
      } finally {
        await receiver.close();
      }
    });

    test('sends nothing without the exec wrapper: the layer alone does nothing', async () => {
      const { layers } = instrumented('opentelemetry', language);
      const silent = await run({ ...original(language), layers }, ['plain']);
      expect([silent.invocations[0].response, spansOf(silent)]).toEqual([BODY, []]);
    });
  });
});

describeWith(
  ['sandbox', 'nodejs'],
  'a Node.js function bundled by esbuild as CommonJS, instrumented with OpenTelemetry',
  () => {
    const bundled = async (footer: string) => {
      const codeDir = mkdtempSync(join(tmpdir(), 'tracelayer-bundle-'));
      try {
        writeFileSync(join(codeDir, 'entry.js'), `export { handler } from './app.js';`);
        for (const file of ['app.js', 'tracing.js'])
          cpSync(join(original('nodejs').codeDir, file), join(codeDir, file));
        const source = `import { handler as app } from './app.js'; export const handler = async (event) => app(event);`;
        writeFileSync(join(codeDir, 'entry.js'), source);
        const external = ['dd-trace', 'datadog-lambda-js'];
        buildSync({
          entryPoints: [join(codeDir, 'entry.js')],
          outfile: join(codeDir, 'index.js'),
          bundle: true,
          platform: 'node',
          format: 'cjs',
          footer: { js: footer },
          external,
          logLevel: 'error',
        });
        const fn = { ...instrumented('opentelemetry', 'nodejs'), codeDir, handler: 'index.handler' };
        return (await run(fn, ['plain'])).invocations[0];
      } finally {
        rmSync(codeDir, { recursive: true });
      }
    };

    test('cannot start', async () => {
      const { error, spans } = await bundled('');
      expect(error?.message).toContain('Cannot redefine property');
      expect(spans).toEqual([]);
    });

    test('starts and is traced with the footer', async () => {
      const { response, spans } = await bundled('module.exports={...module.exports};');
      expect(response).toEqual(BODY);
      expect(ofKind(spans, 'server')).toHaveLength(1);
    });
  },
);

function ofKind(spans: readonly Span[], kind: string): Span[] {
  return spans.filter(({ tags }) => tags['span.kind'] === kind);
}
