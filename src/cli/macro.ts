/** `tracelayer macro`: the template that installs the CloudFormation macro. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { about, note } from '../core/finding';
import { writeText } from '../host/text-file';
import { FLAGS } from './arguments';
import { type Command, UsageError } from './command';
import { PROVIDER_FLAG } from './functions/flags';

export const command: Command = {
  usage: '[options]',
  about:
    'Prints the template of the CloudFormation macro. It has everything in itself: deploying it is the whole installation, once in a region and account. It is one for all providers: templates name `DatadogServerless` or `OpenTelemetryServerless`.',
  flags: {
    provider: { ...PROVIDER_FLAG.provider, summary: 'Accepted, and makes no difference.' },
    output: { type: 'string', short: 'o', value: 'FILE', summary: 'Write it there instead.' },
  },
  examples: [
    {
      says: 'Install the macro',
      line: 'tracelayer macro -o macro.yaml && aws cloudformation deploy --stack-name tracelayer-macro --template-file macro.yaml --capabilities CAPABILITY_IAM',
    },
    {
      says: 'Install it under another name, to try a release beside the one in use',
      line: 'aws cloudformation deploy --stack-name tracelayer-next --template-file macro.yaml --capabilities CAPABILITY_IAM --parameter-overrides MacroName=DatadogNext',
    },
  ],
  run: async ({ flags, host }) => {
    const template = readFileSync(macroFile(), 'utf8');
    if (flags.output === undefined) host.out.exact(template);
    else writeText(resolve(host.folder, String(flags.output)), template);
    return 0;
  },
};

/** Beside the bundle of this program, or where the build puts it in a checkout. */
function macroFile(): string {
  const places = ['../macro/macro.yaml', '../../dist/macro/macro.yaml'].map((place) => join(__dirname, place));
  // In a checkout the first one is the template without the handler.
  const found = places.find((place) => existsSync(place) && !readFileSync(place, 'utf8').includes('{{handler}}'));
  if (found === undefined)
    throw new UsageError(
      about(FLAGS, [
        note('option-missing', {
          option: 'dist/macro/macro.yaml',
          why: 'the macro is not built',
          instead: 'run `npm run bundle`',
        }),
      ]),
    );
  return found;
}
