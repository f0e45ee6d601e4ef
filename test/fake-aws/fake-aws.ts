/**
 * Lambda, Step Functions, CloudWatch Logs, and the tagging API on loopback, for the real SDK through `AWS_ENDPOINT_URL`.
 *
 * Its rules are those of AWS's documentation (docs.aws.amazon.com/lambda/latest/api, .../AmazonCloudWatchLogs,
 * .../resourcegroupstagging), not of AWS itself: nothing here was compared with an account.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bucket } from './bucket';
import { Failure } from './failure';
import { type FakeFunction, type FunctionGiven, functionOf } from './function';
import { globalCall } from './global';
import { LAMBDA_ROUTES } from './lambda';
import { LOGS } from './logs';
import { type FakeMachine, LOG_POLICY, MACHINES, type MachineGiven, machineOf } from './machines';
import { TAGGING } from './tagging';

export interface Settings {
  /** Requests a second: of GetFunction, and of all other calls of Lambda together; no bound when absent. */
  readonly rates?: { readonly read: number; readonly write: number };
  /** The milliseconds that an update of a function takes. */
  readonly updateTakes?: number;
  /** The milliseconds before an answer. */
  readonly latency?: number;
  /** The ARNs of layers that may not be used: there is none, or it is not shared. */
  readonly missingLayers?: readonly string[];
  /** Functions that permit CloudWatch Logs to call them. */
  readonly forwarders?: readonly string[];
  /** What layers say that they fit, by ARN. */
  readonly layerFits?: Readonly<
    Record<string, { readonly runtimes?: readonly string[]; readonly architectures?: readonly string[] }>
  >;
  /** What code signing does with unsigned code, by the name of the function. */
  readonly codeSigning?: Readonly<Record<string, 'Warn' | 'Enforce'>>;
  /** The target of the default route of each subnet; `main` is that of the main route table. */
  readonly routes?: Readonly<Record<string, string>>;
  /** The services that have an endpoint in the VPC. */
  readonly endpoints?: readonly string[];
  /** The resources that each role may use, by the role's ARN; absent where policies may not be simulated. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  /** The ARNs of versions that distributions run at the edge, unless distributions may not be listed. */
  readonly edge?: readonly string[] | 'denied';
}

export interface Request {
  readonly operation: string;
  /** The function, log group or resource that it is about, as it was written. */
  readonly subject: string;
  readonly region: string;
  readonly body: any;
  readonly status?: number;
  readonly at: number;
}

/** What happens to a request instead of an answer. */
export type Fault = 'reset' | 'hang' | Failure;

/** A policy as far as the fake looks at it. */
export interface RolePolicy {
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

export interface Group {
  retentionInDays?: number;
  events?: readonly { readonly timestamp: number; readonly message: string }[];
  readonly filters: Map<string, { readonly destinationArn: string; readonly filterPattern: string }>;
}

export class FakeAws {
  readonly functions: FakeFunction[] = [];
  readonly groups = new Map<string, Group>();
  readonly machines: FakeMachine[] = [];
  /** The inline policies of each role, by the role's ARN and the policy's name. */
  readonly rolePolicies = new Map<string, Map<string, RolePolicy>>();
  /** Everything that was asked, in order. */
  readonly requests: Request[] = [];
  /** Asked before each request; what it gives happens instead of an answer. */
  fault: (request: Request) => Fault | undefined = () => undefined;
  /** Called when a request has been read and before it is carried out: for example, another deployment. */
  before: (request: Request) => void = () => undefined;
  readonly settings: Settings;
  private readonly buckets: { readonly read: Bucket; readonly write: Bucket };
  private server?: Server;

  constructor(settings: Settings = {}) {
    this.settings = settings;
    const { read = Number.POSITIVE_INFINITY, write = Number.POSITIVE_INFINITY } = settings.rates ?? {};
    this.buckets = { read: new Bucket(read), write: new Bucket(write) };
  }

  add(given: FunctionGiven): FakeFunction {
    const fn = functionOf(given);
    this.functions.push(fn);
    return fn;
  }

  /** Adds a state machine, whose role may deliver logs unless it is given otherwise. */
  addMachine(given: MachineGiven): FakeMachine {
    const machine = machineOf(given);
    this.machines.push(machine);
    if (given.mayLog !== false) this.rolePolicies.set(machine.roleArn, new Map([['own', LOG_POLICY]]));
    return machine;
  }

  get(name: string): FakeFunction {
    const found = this.functions.find((fn) => fn.configuration.FunctionName === name);
    if (!found) throw new Error(`the fake has no function ${name}`);
    return found;
  }

  /** How often an operation was asked for. */
  count = (operation: string): number => this.requests.filter((request) => request.operation === operation).length;

  /** The variables for a process that is to use it. */
  get variables(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
  }

  get url(): string {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (!address) throw new Error('the fake is not started');
    return `http://127.0.0.1:${address.port}`;
  }

  async start(): Promise<this> {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const call = this.route(incoming, body);
    const request: Request = { ...call, region: regionOf(incoming), body, at: Date.now() };
    const answer = this.answer(request, call.run);
    this.requests.push({ ...request, ...(typeof answer === 'object' ? { status: answer.status } : {}) });
    if (this.settings.latency) await new Promise((resolve) => setTimeout(resolve, this.settings.latency));
    if (answer === 'reset') return void incoming.socket.destroy();
    if (answer === 'hang') return;
    if (call.isXml) {
      const { status, error = '', body: said } = answer;
      const failure = `<ErrorResponse><Error><Code>${error}</Code><Message>${(said as any).message}</Message></Error></ErrorResponse>`;
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(status === 200 ? said : failure);
      return;
    }
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'x-amzn-requestid': `request-${this.requests.length}`,
      ...(answer.error === undefined ? {} : { 'x-amzn-errortype': answer.error }),
    });
    response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
  }

  private answer(request: Request, run: Run): 'reset' | 'hang' | Answer {
    try {
      const fault = this.fault(request);
      if (fault === 'reset' || fault === 'hang') return fault;
      if (fault !== undefined) throw fault;
      this.throttle(request.operation);
      this.before(request);
      const body = run(this, request);
      return { status: body === undefined ? 204 : 200, body };
    } catch (problem) {
      if (!(problem instanceof Failure)) throw problem;
      const { status, code, message } = problem;
      return { status, error: code, body: { __type: code, Type: 'User', Message: message, message } };
    }
  }

  private throttle(operation: string): void {
    if (!(operation in LAMBDA_OPERATIONS)) return;
    const bucket = operation === 'GetFunction' ? this.buckets.read : this.buckets.write;
    if (!bucket.take()) throw new Failure(429, 'TooManyRequestsException', 'Rate exceeded');
  }

  private route(incoming: IncomingMessage, body: any): Routed {
    const called = globalCall(incoming.method ?? '', new URL(incoming.url ?? '', 'http://localhost'), formOf(body));
    if (called) return { ...called, run: isGlobal(incoming) ? called.run : wrongScope, isXml: true };
    const target = incoming.headers['x-amz-target'];
    if (typeof target === 'string') {
      const [service = '', operation = ''] = target.split('.');
      const run = service === STEP_FUNCTIONS ? MACHINES[operation] : { ...LOGS, ...TAGGING }[operation];
      const subject =
        body.logGroupName ?? body.ResourceARNList?.join(' ') ?? body.stateMachineArn ?? body.resourceArn ?? '';
      return { operation, subject, run: run ?? unknown(`${service}.${operation}`) };
    }
    const url = new URL(incoming.url ?? '', 'http://localhost');
    for (const { operation, method, path, run } of LAMBDA_ROUTES) {
      const match = incoming.method === method ? path.exec(url.pathname) : null;
      if (!match) continue;
      const subject = decodeURIComponent(match[1] ?? '');
      return { operation, subject, run: (fake, request) => run(fake, { ...request, query: url.searchParams }) };
    }
    return { operation: 'unknown', subject: '', run: unknown(`${incoming.method} ${url.pathname}`) };
  }
}

/** How requests of Step Functions begin. */
const STEP_FUNCTIONS = 'AWSStepFunctions';

interface Routed {
  readonly operation: string;
  readonly subject: string;
  readonly run: Run;
  readonly isXml?: true;
}

const formOf = (body: any): URLSearchParams => new URLSearchParams(typeof body === 'string' ? body : '');

export type Run = (fake: FakeAws, request: Request) => unknown;

interface Answer {
  readonly status: number;
  readonly error?: string;
  readonly body: unknown;
}

const LAMBDA_OPERATIONS = Object.fromEntries(LAMBDA_ROUTES.map(({ operation }) => [operation, true]));

const unknown = (what: string) => () => {
  throw new Failure(400, 'UnknownOperationException', `the fake knows no ${what}`);
};

async function bodyOf(incoming: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const isForm = incoming.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return text === '' ? {} : isForm ? text : JSON.parse(text);
}

/** The region that the request was signed for. */
const regionOf = ({ headers }: IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'unsigned';

/** Whether a request is signed for EC2, or for a service that belongs to the whole account in the Region that such services have. */
const isGlobal = ({ headers }: IncomingMessage): boolean =>
  /Credential=[^/]+\/\d+\/(us-east-1\/(iam|cloudfront)|[^/]+\/ec2)\//.test(headers.authorization ?? '');

const wrongScope: Run = () => {
  throw new Failure(403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid Region and service.');
};
