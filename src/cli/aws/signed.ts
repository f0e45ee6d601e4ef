/**
 * Signed requests to services of which one operation is used: a client of the SDK for each would add a tenth to the
 * size of the package. They answer in XML, of which a few elements are read.
 */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { foreign } from './trouble';

export interface SignedRequest {
  readonly service: 'iam' | 'cloudfront' | 'ec2';
  readonly method: 'GET' | 'POST';
  /** The outermost element of a response. A response without it comes from something else, such as a proxy, and is ignored. */
  readonly root: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The fields of a form. */
  readonly form?: Readonly<Record<string, string>>;
}

/** IAM and CloudFront have one endpoint in a partition. Source: docs.aws.amazon.com/general/latest/gr/iam-service.html */
const HOSTS: Readonly<Record<SignedRequest['service'], (region: string) => { host: string; region: string }>> = {
  iam: (region) =>
    region.startsWith('us-gov-')
      ? { host: 'iam.us-gov.amazonaws.com', region: 'us-gov-west-1' }
      : region.startsWith('cn-')
        ? { host: 'iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' }
        : { host: 'iam.amazonaws.com', region: 'us-east-1' },
  // Source: docs.aws.amazon.com/ec2/latest/devguide/ec2-endpoints.html
  ec2: (region) => ({ host: `ec2.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`, region }),
  cloudfront: () => ({ host: 'cloudfront.amazonaws.com', region: 'us-east-1' }),
};

/** The XML of the answer; throws as a client of the SDK does. */
export async function ask(lambda: LambdaClient, asked: SignedRequest): Promise<string> {
  const { service, method, root, path = '/', query = {}, form } = asked;
  const place = HOSTS[service](await lambda.config.region());
  const url = new URL(endpointOf(service) ?? `https://${place.host}`);
  const signer = await lambda.config.signer({
    schemeId: 'aws.auth#sigv4',
    signingName: service,
    signingRegion: place.region,
  } as never);
  const toSign = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path,
    query,
    headers: { host: url.host, ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
    ...(form ? { body: new URLSearchParams(form).toString() } : {}),
  };
  // Named again: once the client has made a call of its own, its signer signs for Lambda and its Region otherwise.
  const scope = { signingService: service, signingRegion: place.region };
  const request = await signer.sign(toSign as never, scope as never);
  const { response } = await lambda.config.requestHandler.handle(
    request as never,
    {
      requestTimeout: 30_000,
    } as never,
  );
  const body = await readStream(response.body as AsyncIterable<Uint8Array>);
  if (response.statusCode >= 300) throw refusal(response.statusCode, body);
  if (!body.includes(`<${root}`)) throw foreign(response.statusCode);
  return body;
}

/** As the SDK's clients read it. */
const endpointOf = (service: string): string | undefined =>
  process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? process.env.AWS_ENDPOINT_URL;

/** The text of every element of a name, in order. */
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => decodeEntities(text));

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const decodeEntities = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');

const refusal = (status: number, body: string): Error =>
  elements(body, 'Code').length === 0 && status < 500
    ? foreign(status)
    : Object.assign(new Error(elements(body, 'Message')[0] ?? `the answer was ${status}`), {
        name: elements(body, 'Code')[0] ?? `Status${status}`,
        $metadata: { httpStatusCode: status },
      });

async function readStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
