/** Transforms a template of some functions again and again, and reads and writes it as JSON in between, as a measure. */
import { tracerOf } from '../../src/providers/tracer';
import { transform } from '../../src/surfaces/template';
import { median } from '../measure';
import { templateOf } from './template';

const ROUNDS = 60;

const count = Number(process.argv[2] ?? 480);
const text = JSON.stringify(templateOf(count));
const template = JSON.parse(text);
const request = {
  tracer: tracerOf('datadog'),
  overrides: [
    {
      source: 'the parameters',
      values: {
        apiKeySecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:dd',
        env: 'prod',
        service: 'shop',
      },
    },
  ],
  deployment: { region: 'eu-west-1', account: '123456789012' },
};

const timed = (work: () => unknown): number => {
  const began = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - began) / 1e6;
};

const rounds = Array.from({ length: ROUNDS }, () => ({
  json: timed(() => JSON.stringify(JSON.parse(text))),
  ours: timed(() => transform(template, request)),
}));
const warm = rounds.slice(ROUNDS / 3);
const first = rounds[0]?.ours ?? 0;
console.log(
  JSON.stringify({
    first,
    json: median(warm.map(({ json }) => json)),
    ours: median(warm.map(({ ours }) => ours)),
    ratio: median(warm.map(({ json, ours }) => ours / json)),
    bytes: text.length,
  }),
);
