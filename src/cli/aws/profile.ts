/** Whether a profile is one of the AWS configuration: the SDK's own message about an unknown one names no remedy. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { note } from '../../core/finding';
import { UsageError } from '../command';
import { FLAGS } from '../options/arguments';

type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** Throws where the profile that is named, by the flag or the environment, is in neither file. */
export function checkProfile(flag: string | undefined, environment: ProcessEnvironment): void {
  const name = flag ?? environment.AWS_PROFILE;
  if (!name || name === 'default') return;
  const files = configFiles(environment);
  if (files.some((file) => profilesIn(file).has(name))) return;
  const found = note('option-invalid', {
    option: flag === undefined ? 'AWS_PROFILE' : '--profile',
    allowed: `a profile of ${files.join(' or ')}`,
    given: JSON.stringify(name),
    hint: 'correct the name, or add the profile with `aws configure`',
  });
  throw new UsageError([{ ...found, subject: flag === undefined ? 'the environment' : FLAGS }]);
}

/** Source: docs.aws.amazon.com/sdkref/latest/guide/file-location.html */
const configFiles = ({ AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE }: ProcessEnvironment): string[] => [
  AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'),
  AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'),
];

function profilesIn(file: string): ReadonlySet<string> {
  try {
    const headings = readFileSync(file, 'utf8').matchAll(/^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/gm);
    return new Set([...headings].map(([, name = '']) => name));
  } catch {
    return new Set();
  }
}
