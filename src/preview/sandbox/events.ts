/** The events a preview can send. */
import { randomUUID } from 'node:crypto';

/** The names of the events that come with a preview. */
export type EventName = 'plain' | 'error' | 'http' | 'queue';

const BODY = { hello: 'world' };

/** What makes each event, fresh; what an application does with `fail` is its own affair: the examples throw. */
export const EVENTS: Readonly<Record<EventName, () => unknown>> = {
  plain: () => BODY,
  error: () => ({ ...BODY, fail: true }),
  http: httpApi,
  queue: sqs,
};

/** API Gateway's HTTP API, payload version 2.0. */
function httpApi(): unknown {
  const now = Date.now();
  return {
    version: '2.0',
    routeKey: 'GET /orders/{id}',
    rawPath: '/orders/42',
    rawQueryString: '',
    headers: { host: 'abcdefghij.execute-api.us-east-1.amazonaws.com', 'user-agent': 'tracelayer-preview' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'abcdefghij',
      http: {
        method: 'GET',
        path: '/orders/42',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'tracelayer-preview',
      },
      requestId: randomUUID(),
      routeKey: 'GET /orders/{id}',
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    pathParameters: { id: '42' },
    isBase64Encoded: false,
  };
}

/** One message of an SQS queue. */
function sqs(): unknown {
  const now = String(Date.now());
  return {
    Records: [
      {
        messageId: randomUUID(),
        receiptHandle: 'preview',
        body: JSON.stringify(BODY),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: now,
          SenderId: 'AIDAPREVIEW',
          ApproximateFirstReceiveTimestamp: now,
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders',
        awsRegion: 'us-east-1',
      },
    ],
  };
}
