/** The Lambda Runtime API a function's runtime talks to. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';

/** What a runtime says of an error. */
export interface InvocationError {
  readonly type: string;
  readonly message: string;
}

/** How one invocation ended. */
export interface InvocationOutcome {
  readonly response?: unknown;
  readonly error?: InvocationError;
  /** The process is of no use any more. */
  readonly fatal?: boolean;
}

/** How long a runtime may take, in milliseconds. */
export interface Limits {
  /** Until it asks for the event. */
  readonly startMs: number;
  /** From then until it has answered. */
  readonly timeoutMs: number;
}

/** What goes with an event. */
export interface Offer extends Limits {
  /** The header of X-Ray's trace. */
  readonly traceHeader?: string;
}

interface PendingInvocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly offer: Offer;
  readonly resolve: (outcome: InvocationOutcome) => void;
  timer?: NodeJS.Timeout;
}

type Answer = (response: ServerResponse, id: string, body: string) => void;

const API_PREFIX = '/2018-06-01/runtime';
const INVOCATION = /^\/invocation\/([^/]+)\/(response|error)$/;

/** Hands events to a runtime one by one, and keeps what the runtime answers. */
export class RuntimeApi {
  /** When the runtime last asked for an event, in milliseconds of a clock that only measures durations. */
  public askedAt = 0;
  /** When an event was last handed to it. */
  public handedAt = 0;
  private readonly server: Server = createServer((request, response) => void this.route(request, response));
  private waiting?: ServerResponse;
  private current?: PendingInvocation;
  private onIdle: () => void = () => undefined;
  private onInitError: (outcome: InvocationOutcome) => void = () => undefined;

  private readonly routes: Readonly<Record<string, Answer>> = {
    'GET /invocation/next': (response) => this.next(response),
    'POST /invocation/:id/response': (response, id, body) => this.finish(response, id, { response: parseBody(body) }),
    'POST /invocation/:id/error': (response, id, body) => this.finish(response, id, { error: reportedError(body) }),
    'POST /init/error': (response, _id, body) => {
      accept(response);
      this.onInitError({ error: reportedError(body), fatal: true });
    },
  };

  public constructor(private readonly functionArn: string) {}

  /** Starts the server unless it runs; gives `host:port`, the form of AWS_LAMBDA_RUNTIME_API. */
  public async listen(): Promise<string> {
    if (!this.server.listening) await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Offers an event to the runtime. Resolves when the runtime answers, or when its time is over. */
  public invoke(event: unknown, offer: Offer): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      this.current = { requestId: randomUUID(), event, offer, resolve };
      if (!this.hand()) this.limit(offer.startMs, (time) => `The function did not start within ${time}`);
    });
  }

  /** Forgets the event that is underway. */
  public forget(): void {
    clearTimeout(this.current?.timer);
    this.current = undefined;
  }

  /** Resolves when the runtime waits for its next event: the moment at which Lambda freezes a sandbox. */
  public idle(): Promise<void> {
    return new Promise((resolve) => {
      this.onIdle = resolve;
      if (this.waiting) resolve();
    });
  }

  /** Resolves when the runtime reports that it could not start. */
  public initError(): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      this.onInitError = resolve;
    });
  }

  /** Ends the server and every call that waits. */
  public close(): void {
    this.forget();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = (request.url ?? '').replace(API_PREFIX, '');
    const [, id = '', end] = INVOCATION.exec(path) ?? [];
    const answer = this.routes[`${request.method} ${id ? `/invocation/:id/${end}` : path}`];
    if (answer) answer(response, id, Buffer.concat(chunks).toString('utf8'));
    else response.writeHead(404).end();
  }

  private next(response: ServerResponse): void {
    this.askedAt = performance.now();
    this.waiting = response;
    response.once('close', () => {
      if (this.waiting === response) this.waiting = undefined;
    });
    if (!this.hand()) this.onIdle();
  }

  private hand(): boolean {
    if (!this.waiting || !this.current) return false;
    const { requestId, event, offer } = this.current;
    this.handedAt = performance.now();
    // As in Lambda: the time for an invocation begins when the handler gets the event.
    const deadline = Date.now() + offer.timeoutMs;
    this.limit(offer.timeoutMs, (time) => `Task timed out after ${time}`);
    this.waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(deadline),
      'lambda-runtime-invoked-function-arn': this.functionArn,
      ...(offer.traceHeader === undefined ? {} : { 'lambda-runtime-trace-id': offer.traceHeader }),
    });
    this.waiting.end(JSON.stringify(event));
    this.waiting = undefined;
    return true;
  }

  private finish(response: ServerResponse, id: string, outcome: InvocationOutcome): void {
    accept(response);
    if (this.current?.requestId === id) this.resolve(outcome);
  }

  private resolve(outcome: InvocationOutcome): void {
    const pending = this.current;
    this.forget();
    pending?.resolve(outcome);
  }

  private limit(milliseconds: number, message: (time: string) => string): void {
    const pending = this.current;
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    const error = { type: 'Sandbox.Timedout', message: message(`${(milliseconds / 1000).toFixed(2)} seconds`) };
    pending.timer = setTimeout(() => this.resolve({ error, fatal: true }), milliseconds);
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

function reportedError(body: string): InvocationError {
  const said = parseBody(body) as { errorType?: string; errorMessage?: string } | undefined;
  return { type: said?.errorType ?? 'Unknown', message: said?.errorMessage ?? '' };
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
