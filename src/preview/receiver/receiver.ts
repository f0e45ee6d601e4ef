/** A trace agent for one machine: takes what tracers send, keeps it as spans. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { PreviewProblem } from '../problem';
import type { MetricPoint, Span } from '../span';
import { readV04, readV05 } from './datadog';
import { readJson, readProtobuf } from './otlp';
import { readStatsd } from './statsd';

/** One payload of traces: when it came, on which port and path, and what was in it. */
export interface Delivery {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly port: number;
  readonly path: string;
  /** The size of the payload as it was sent, compressed or not. */
  readonly bytes: number;
  readonly spans: readonly Span[];
}

interface Route {
  readonly path: RegExp;
  readonly type?: RegExp;
  readonly read: (body: Uint8Array) => Span[];
  readonly answer: unknown;
}

const HOST = '127.0.0.1';
const SAMPLING_RATES = { rate_by_service: { 'service:,env:': 1 } };
const INFO = { version: 'tracelayer-preview', endpoints: ['/v0.4/traces', '/v0.5/traces'], client_drop_p0s: false };
const NO_SPANS = () => [];
/** The first row that fits answers. */
const ROUTES: readonly Route[] = [
  { path: /\/v0\.4\/traces$/, read: readV04, answer: SAMPLING_RATES },
  { path: /\/v0\.5\/traces$/, read: readV05, answer: SAMPLING_RATES },
  { path: /\/v1\/traces$/, type: /json/, read: readJson, answer: {} },
  { path: /\/v1\/traces$/, read: readProtobuf, answer: '' },
  { path: /\/info$/, read: NO_SPANS, answer: INFO },
];
const ELSE: Route = { path: /./, read: NO_SPANS, answer: {} };

/** Receives traces on any number of loopback ports, and statsd metrics on one. */
export class Receiver {
  public readonly deliveries: Delivery[] = [];
  public readonly metrics: MetricPoint[] = [];
  /** Payloads no decoder could read, as messages. */
  public readonly refused: string[] = [];
  private readonly servers: Server[] = [];
  private statsd?: Socket;

  /** Every span received so far, in order of arrival. */
  public get spans(): Span[] {
    return this.deliveries.flatMap((delivery) => delivery.spans);
  }

  /** Listens for traces on a port, or on a free one; gives the port. */
  public async listen(port = 0): Promise<number> {
    const server = createServer((request, response) => void this.take(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(portProblem(port, error)));
      server.listen(port, HOST, resolve);
    });
    this.servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  /** Listens for dogstatsd metrics on a UDP port. */
  public async listenStatsd(port: number): Promise<void> {
    const socket = createSocket('udp4', (message) => this.metrics.push(...readStatsd(message.toString('utf8'))));
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error) => reject(portProblem(port, error)));
      socket.bind(port, HOST, resolve);
    });
    this.statsd = socket;
  }

  /** Stops listening. */
  public async close(): Promise<void> {
    this.statsd?.close();
    await Promise.all(
      this.servers.map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve);
            server.closeAllConnections();
          }),
      ),
    );
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0];
    const type = request.headers['content-type'] ?? '';
    const route = ROUTES.find((row) => row.path.test(path) && (row.type?.test(type) ?? true)) ?? ELSE;
    try {
      const sent = await requestBody(request);
      const spans = route.read(plainBody(request, sent));
      const port = request.socket.localPort ?? 0;
      if (spans.length) this.deliveries.push({ at: Date.now(), port, path, bytes: sent.length, spans });
      response.setHeader(
        'content-type',
        typeof route.answer === 'string' ? 'application/x-protobuf' : 'application/json',
      );
      response.end(typeof route.answer === 'string' ? route.answer : JSON.stringify(route.answer));
    } catch (error) {
      this.refused.push(`${path}: ${(error as Error).message}`);
      response.writeHead(400).end();
    }
  }
}

async function requestBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const plainBody = ({ headers }: IncomingMessage, body: Buffer): Uint8Array =>
  headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;

function portProblem(port: number, error: Error): PreviewProblem {
  return new PreviewProblem({
    code: 'preview-port-taken',
    what: `The preview cannot listen for traces on port ${port} (${error.message})`,
    remedy: `Stop what uses port ${port} (often a local trace agent), and run the preview again`,
  });
}
