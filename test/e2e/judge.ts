/** Datadog's own test agent, as a program next to the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LambdaFunction } from '../../src/preview/function';
import { Receiver } from '../../src/preview/receiver/receiver';
import type { EventName } from '../../src/preview/sandbox/events';
import type { Provider } from './functions';
import { VENV } from './machine';
import { type Ran, run } from './run';

const OTLP = 4318;
const OTLP_GRPC = 4317;
const STARTED_MS = 20_000;

/** The judge for the tests of a `describe`, with nothing in it before each. */
export function judgeAt(port: number): Judge {
  const judge = new Judge(port);
  beforeAll(() => judge.start());
  afterAll(() => judge.stop());
  beforeEach(() => judge.clear());
  return judge;
}

/** A root span, of any protocol. */
export interface JudgedSpan {
  readonly name: string;
  readonly service: string;
  readonly error: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Takes traces of both protocols, and shows them. */
export class Judge {
  private child?: ChildProcess;

  public constructor(private readonly port: number) {}

  public async start(): Promise<void> {
    const ports = [
      '--port',
      String(this.port),
      '--otlp-http-port',
      String(OTLP),
      '--otlp-grpc-port',
      String(OTLP_GRPC),
    ];
    this.child = spawn(join(VENV, 'bin/ddapm-test-agent'), ports, { stdio: 'ignore' });
    const deadline = Date.now() + STARTED_MS;
    while (!(await this.get(this.port, '/info').catch(() => undefined))) {
      if (Date.now() > deadline) throw new Error('the test agent did not start');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  public async stop(): Promise<void> {
    this.child?.kill();
  }

  public async clear(): Promise<void> {
    await fetch(`http://127.0.0.1:${this.port}/test/session/clear`);
    await fetch(`http://127.0.0.1:${OTLP}/test/session/clear`).catch(() => undefined);
  }

  /** Traces as lists of Datadog spans. */
  public traces(): Promise<any[][]> {
    return this.get(this.port, '/test/session/traces');
  }

  /** Resource spans, as the agent shows OTLP. */
  public async otlp(): Promise<any[]> {
    const requests: any[] = await this.get(OTLP, '/test/session/traces');
    return requests.flatMap((request) => request.resource_spans ?? request.resourceSpans ?? []);
  }

  /** Runs a function with a receiver that listens nowhere, so that the judge alone is reached. */
  public async run(fn: LambdaFunction, names: readonly EventName[]): Promise<Ran> {
    return run(fn, names, { receiver: new Receiver() });
  }

  /** The spans of Lambda's own instrumentation, the first begun first. */
  public async roots(provider: Provider): Promise<JudgedSpan[]> {
    return ROOTS[provider](this);
  }

  private async get(port: number, path: string): Promise<any> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return response.json();
  }
}

const ROOTS: Readonly<Record<Provider, (judge: Judge) => Promise<JudgedSpan[]>>> = {
  datadog: async (judge) => {
    const spans = (await judge.traces()).flat().filter(({ name }) => name === 'aws.lambda');
    return inOrder(spans, ({ start }) => start).map(({ name, service, error, meta }) => ({
      name,
      service,
      error: error === 1,
      tags: meta,
    }));
  },
  opentelemetry: async (judge) => {
    const spans = (await judge.otlp()).flatMap(({ resource, scope_spans, scopeSpans }) =>
      (scope_spans ?? scopeSpans).flatMap(({ spans: some }: any) => some.map((span: any) => ({ ...span, resource }))),
    );
    const servers = spans.filter(({ kind }) => [2, 'SPAN_KIND_SERVER'].includes(kind));
    return inOrder(servers, (span) => span.start_time_unix_nano ?? span.startTimeUnixNano).map((span) => {
      const tags = { ...textsOf(span.resource.attributes), ...textsOf(span.attributes) };
      const error = [2, 'STATUS_CODE_ERROR'].includes(span.status?.code);
      return { name: span.name, service: tags['service.name'] ?? '', error, tags };
    });
  },
};

const inOrder = (spans: readonly any[], startOf: (span: any) => unknown): any[] =>
  [...spans].sort((a, b) => (BigInt(String(startOf(a))) < BigInt(String(startOf(b))) ? -1 : 1));

/** The agent shows protobuf in its own spelling and JSON as it came. */
const textsOf = (attributes: readonly any[] = []): Record<string, string> =>
  Object.fromEntries(
    attributes.flatMap(({ key, value }) => {
      const text = value?.string_value ?? value?.stringValue;
      return text === undefined ? [] : [[key, text]];
    }),
  );
