/** Receipts that a newer release wrote: this release doesn't know what they mean, so it changes nothing. */
import { transformFile } from '../../../src/cli/transform/file';
import { transform, untransform } from '../../../src/surfaces/template';
import { OPTION_SETS, requestFor } from '../../surfaces/template/corpus';

const fileWith = (receipt: object): string =>
  JSON.stringify(
    {
      Resources: {
        F: {
          Type: 'AWS::Lambda::Function',
          Metadata: { Tracelayer: receipt },
          Properties: { Runtime: 'python3.13', Handler: 'app.handler', Environment: { Variables: { DD_ENV: 'prod' } } },
        },
        G: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13', Handler: 'app.handler' } },
      },
    },
    undefined,
    2,
  );

const CHANGES = [
  { what: 'removed', change: untransform },
  ...OPTION_SETS.map(({ provider, title, values }) => ({
    what: `written by ${provider} with ${title}`,
    change: (template: object) => transform(template, requestFor(values, 'us-east-1', provider)),
  })),
];

describe.each([
  { format: 'a later number', receipt: { format: 2, provider: 'datadog', environment: 'DD_ENV x' } },
  { format: 'a text', receipt: { format: '2', provider: 'opentelemetry' } },
  { format: 'a format without a provider', receipt: { format: '3', changes: [] } },
])('a file with a receipt of $format', ({ receipt }) => {
  test.each(CHANGES)('is left as it is, with an error about the function, when tracing is $what', ({ change }) => {
    const text = fileWith(receipt);
    const { after, findings } = transformFile('template.json', text, change);
    expect(after).toBe(text);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'receipt-unreadable', subject: 'F' }));
  });
});

test.each(CHANGES)(
  'a function with the receipt of a newer release is not changed when tracing is $what',
  ({ change }) => {
    const template = JSON.parse(fileWith({ format: 2, provider: 'datadog' }));
    expect(change(template).template.Resources.F).toEqual(template.Resources.F);
  },
);

test('a receipt of the present format is no receipt of a newer release', () => {
  const text = fileWith({ format: 1, provider: 'datadog', environment: '' });
  const { findings } = transformFile('template.json', text, untransform);
  expect(findings).toEqual([]);
});
