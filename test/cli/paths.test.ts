/** Paths that a command is given, and answers that are not AWS's: what is wrong is one sentence, and nothing is done. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { against, fakes, KEY, tracelayer } from './harness';

const start = fakes();
jest.setTimeout(30_000);

const TEMPLATE = `Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.12, Handler: a.h, CodeUri: code.zip }
`;
const FILES = { 't.yaml': TEMPLATE, 'folder/x': '' };
const FOLDER = /"folder", which is a folder\./;
const NOWHERE = /"no\/where", whose folder does not exist\./;

test.each<[string, RegExp]>([
  ['transform folder', FOLDER],
  ['transform t.yaml/x', /"t.yaml\/x", which does not exist\./],
  ['transform t.yaml -o folder', FOLDER],
  ['transform t.yaml -o no/where', NOWHERE],
  ['transform t.yaml --config folder', FOLDER],
  ['dockerfile folder', FOLDER],
  ['dockerfile -o folder', FOLDER],
  ['chalice folder', /"folder", which has no \.chalice\/config\.json\./],
  ['chalice t.yaml', /"t\.yaml", which is not a folder\./],
  ['chalice nowhere', /"nowhere", which does not exist\./],
  ['macro -o folder', FOLDER],
  ['macro -o no/where', NOWHERE],
  ['preview nowhere', /"nowhere", which does not exist\./],
  ['preview folder', /"folder", which has none of them\./],
  ['preview t.yaml --event folder', FOLDER],
  ['preview t.yaml --event t.yaml', /"t\.yaml", which is not JSON: /],
  ['preview t.yaml --html folder', FOLDER],
  ['preview t.yaml --html no/where', NOWHERE],
  ['preview t.yaml --layer own=t.yaml', /"t\.yaml", which is no folder\./],
  [`instrument f ${KEY} --yes --policy-file folder`, FOLDER],
  [`instrument f ${KEY} --yes --policy-file no/where`, NOWHERE],
])('%s is a mistake that is reported in one sentence, before anything is done', async (line, words) => {
  const fake = await start();
  fake.add({ FunctionName: 'f' });
  const { code, err, out } = await against(fake)(line, { files: { ...FILES, Dockerfile: 'FROM python:3.12\n' } });
  expect([code, err, out]).toEqual([2, expect.stringMatching(words), '']);
  expect(err).not.toMatch(/EISDIR|ENOENT|ENOTDIR/);
  expect(fake.requests).toEqual([]);
});

describe('an archive with the code', () => {
  /** Python's own module writes any name into an archive. */
  const zip = (name: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'zip-')), 'code.zip');
    const program = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr(sys.argv[2], "x")';
    execFileSync('python3', ['-c', program, path, name]);
    return path;
  };

  test.each(['../../stray.py', '/tmp/tracelayer-stray.py', 'a\\..\\..\\stray.py'])(
    'with the file %s is not unpacked',
    async (name) => {
      const files = { 't.yaml': TEMPLATE.replace('code.zip', zip(name)) };
      const cache = mkdtempSync(join(tmpdir(), 'cache-'));
      const { code, err } = await tracelayer('preview t.yaml', { files, variables: { XDG_CACHE_HOME: cache } });
      expect([code, err]).toEqual([1, expect.stringContaining('would be written outside of the folder')]);
      expect(existsSync('/tmp/tracelayer-stray.py')).toBe(false);
      rmSync(cache, { recursive: true });
    },
  );

  test('that is no archive is named in a sentence', async () => {
    const files = { 't.yaml': TEMPLATE, 'code.zip': 'no archive' };
    const { err } = await tracelayer('preview t.yaml', { files });
    expect(err).toMatch(/^F was not run\. The archive \S+code\.zip was not unpacked: unzip cannot read it\./m);
  });
});

describe.each([200, 403, 407])('a page of HTML with status %i', (status) => {
  const answering = async (line: string) => {
    const server = createServer((request, response) => {
      request
        .resume()
        .on('end', () => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Go</html>'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fake = await start();
    const ran = await against(fake)(line, { variables: { AWS_ENDPOINT_URL } });
    server.closeAllConnections();
    server.close();
    return ran;
  };

  test.each(['status f', 'status --all', `instrument f ${KEY} --yes`])(
    'is not mistaken for an answer of AWS by %s',
    async (line) => {
      const { code, err, out } = await answering(`${line} --rate 1000`);
      expect([code, err + out]).toEqual([1, expect.stringContaining(`the answer (status ${status}) was not from AWS`)]);
      expect(err + out).not.toMatch(/Deserialization|Unexpected token/);
    },
  );

  test('says nothing about roles and distributions', async () => {
    const fake = await start();
    fake.add({ FunctionName: 'found' });
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end('<html>Go</html>'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const variables = { AWS_ENDPOINT_URL_IAM: other, AWS_ENDPOINT_URL_CLOUDFRONT: other };
    const left = await against(fake)(`instrument --all ${KEY} --yes --rate 1000`, { variables });
    expect(left.out).toMatch(/found .* left alone/);
    const done = await against(fake)(`instrument found ${KEY} --yes --rate 1000 --json`, { variables });
    expect(done.json.functions[0].findings.map(({ code }: any) => code)).toContain('permission-needed');
    server.closeAllConnections();
    server.close();
  });
});
