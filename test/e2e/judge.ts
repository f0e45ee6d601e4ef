/** Datadog's own test agent, as a program beside the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { VENV } from './machine';

const OTLP = 4318;
const OTLP_GRPC = 4317;
const STARTED_MS = 20_000;

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

  private async get(port: number, path: string): Promise<any> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return response.json();
  }
}
