/** Builds what a Dockerfile says in a folder, as far as the registries of packages can serve it, and runs its function. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { runTool } from '../../src/preview/trees/tools';
import { instructionsOf } from '../helpers/dockerfile-ast';

const APPS = resolve(__dirname, 'apps');
/** Variables of this machine with which its package managers reach their registries. */
const OF_REGISTRIES =
  /^(PATH|HOME|LANG|JAVA_HOME|PIP_.*|NPM_CONFIG_.*|NODE_EXTRA_CA_CERTS|SSL_.*|https?_proxy|no_proxy)$/i;

export interface Image {
  /** The folder in place of the root of the image. */
  readonly root: string;
  readonly environment: Record<string, string>;
  /** What was installed, line by line. */
  readonly installed: string[];
  handler: string;
}

export interface Answer {
  readonly output: string;
  /** The headers of the function's calls to the other service. */
  readonly calls: readonly IncomingHttpHeaders[];
  /** The paths of everything else that was sent. */
  readonly sent: readonly string[];
}

/** An empty image with the function in it; programs are looked up in these folders first. */
export function emptyImage(root: string, ...programs: readonly string[]): Image {
  mkdirSync(join(root, 'task'), { recursive: true });
  cpSync(join(APPS, 'images'), join(root, 'task'), { recursive: true });
  const own = Object.entries(process.env).filter(([name]) => OF_REGISTRIES.test(name)) as [string, string][];
  const environment = Object.fromEntries(own);
  return {
    root,
    environment: { ...environment, PATH: [...programs, environment.PATH].join(':') },
    installed: [],
    handler: '',
  };
}

/** Carries out the instructions of a Dockerfile, as a parser reads them that is not ours. COPY and FROM have no registry here. */
export async function build(text: string, image: Image): Promise<void> {
  for (const { keyword, content, words, variables, command } of instructionsOf(text)) {
    if (keyword === 'RUN') await install(content, image);
    if (keyword === 'ADD')
      await download(
        words.map((word) => expanded(word, image)),
        image,
      );
    if (keyword === 'ENV' || keyword === 'ARG')
      for (const [name, value] of Object.entries(variables))
        image.environment[name] = inRoot(expanded(value, image), image);
    if (keyword === 'CMD') image.handler = command[0] ?? '';
  }
}

const inRoot = (text: string, { root }: Image): string => text.replaceAll('/opt/', `${root}/opt/`);

const expanded = (text: string, { environment }: Image): string =>
  text.replace(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '');

async function install(line: string, image: Image): Promise<void> {
  image.installed.push(line);
  await run(['sh', '-ec', inRoot(line, image)], image);
}

async function download([url = '', target = '']: readonly string[], image: Image): Promise<void> {
  image.installed.push(url);
  const file = inRoot(target, image);
  mkdirSync(dirname(file), { recursive: true });
  await fetchFile(url, file);
}

export const fetchFile = (url: string, file: string): Promise<void> =>
  runTool({ command: ['curl', '-fsSL', '--retry', '3', '-o', file, url], install: 'apt-get install curl' });

/** Calls the function once, and gives what it has sent. */
export async function invoke(image: Image, command: readonly string[]): Promise<Answer> {
  const calls: IncomingHttpHeaders[] = [];
  const sent: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/echo') calls.push(request.headers);
    else sent.push(request.url ?? '');
    request.resume().on('end', () => response.end(request.url === '/echo' ? 'echo' : '{}'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = {
    AWS_LAMBDA_FUNCTION_NAME: 'My-Fn',
    AWS_REGION: 'us-east-1',
    LAMBDA_TASK_ROOT: join(image.root, 'task'),
    _HANDLER: image.handler,
    ECHO_URL: `${address}/echo`,
    OTEL_EXPORTER_OTLP_ENDPOINT: address,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    DD_TRACE_AGENT_URL: address,
  };
  try {
    const output = await run(command, { ...image, environment: { ...image.environment, ...own } });
    return { output, calls, sent };
  } finally {
    server.close();
  }
}

/** Runs a program in the folder of the function, with nothing of this machine's environment but what reaches registries. */
function run([program = '', ...words]: readonly string[], { root, environment }: Image): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, words, {
      cwd: join(root, 'task'),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done(output) : fail(new Error(`${program} ${words.join(' ')} ended with ${code}: ${output}`)),
    );
  });
}
