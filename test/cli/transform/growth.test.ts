/** The time of an edit grows as the file does. */
import { transformFile } from '../../../src/cli/transform/file';
import { transform, untransform } from '../../../src/surfaces/template';
import { requestFor } from '../../surfaces/template/corpus';

const REQUEST = requestFor({ apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd' }, 'us-east-1');

const templateOf = (functions: number): string =>
  `Resources:\n${Array.from({ length: functions }, (_, n) =>
    [
      `  F${n}:`,
      '    Type: AWS::Lambda::Function',
      '    Properties:',
      '      Runtime: nodejs22.x # x',
      '      Handler: "a.b"',
    ]
      .map((line) => `${line}\n`)
      .join(''),
  ).join('')}`;

/** Milliseconds of this process, as other processes may hold up the clock. */
function cpu(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('four times as many functions take about four times as long to write and to remove', () => {
  const roundTrip = (functions: number) => {
    const text = templateOf(functions);
    return cpu(() => {
      const { after } = transformFile('t', text, (template) => transform(template, REQUEST));
      expect(after).not.toBe(text);
      expect(transformFile('t', after, untransform).after).toBe(text);
    });
  };
  roundTrip(50);
  const [few, many] = [roundTrip(125), roundTrip(500)];
  // It was sixteen times and more as long as the edit was quadratic.
  expect(many / few).toBeLessThan(10);
}, 60_000);
