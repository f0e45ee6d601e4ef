/** `tracelayer macro`: the template that installs the CloudFormation macro. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { about, note } from '../../core/finding';
import { visibleLine } from '../../core/visible';
import { writeText } from '../../host/text-file';
import { DEFAULT_PROVIDER, macroNameOf, PROVIDER_NAMES, type ProviderName } from '../../providers';
import { type Command, UsageError } from '../command';
import { PROVIDER_FLAG, providerFor } from '../functions/flags';
import { FLAGS } from '../options/arguments';
import { checkOutput } from '../options/files';
import { quote } from '../terminal/shell';

/** The name of each provider's macro, the default one first. */
const macroNames = [DEFAULT_PROVIDER, ...PROVIDER_NAMES.filter((name) => name !== DEFAULT_PROVIDER)]
  .map((name) => `${name === DEFAULT_PROVIDER ? '' : `with \`--provider ${name}\` `}\`${macroNameOf(name)}\``)
  .join(', or ');

export const command: Command = {
  usage: '[options]',
  about: `Prints the template of a provider's CloudFormation macro. It contains everything, so deploying it is the whole installation, once in each account and region. Templates then name ${macroNames}, under \`Transform\`.`,
  flags: {
    provider: { ...PROVIDER_FLAG.provider, summary: 'The provider that the macro traces with.' },
    output: { type: 'string', short: 'o', value: 'FILE', summary: 'Write the template to this file instead.' },
  },
  examples: [
    {
      says: 'Install the macro',
      line: 'tracelayer macro -o macro.yaml && aws cloudformation deploy --stack-name tracelayer-datadog --template-file macro.yaml --capabilities CAPABILITY_IAM',
    },
    {
      says: 'Install it under another name, to try a release next to the one in use',
      line: 'aws cloudformation deploy --stack-name tracelayer-next --template-file macro.yaml --capabilities CAPABILITY_IAM --parameter-overrides MacroName=DatadogNext',
    },
  ],
  run: async ({ flags, host }) => {
    checkOutput('--output', flags.output, host.folder);
    const provider = providerFor(flags.provider, host.variables);
    const template = readFileSync(macroFile(provider), 'utf8');
    if (flags.output === undefined) host.out.exact(template);
    else {
      const file = String(flags.output);
      writeText(resolve(host.folder, file), template);
      host.out.write(`${visibleLine(file)}: the template of the macro\n${nextStep(provider, file)}`);
    }
    return 0;
  },
};

const nextStep = (provider: ProviderName, file: string): string =>
  [
    'Deploy it once in each account and region:',
    `  aws cloudformation deploy --stack-name tracelayer-${provider} --template-file ${quote(file)} \\`,
    '    --capabilities CAPABILITY_IAM',
    '',
  ].join('\n');

/** Next to the bundle of this program, or where the build puts it in a checkout. */
function macroFile(provider: ProviderName): string {
  const places = ['../macro', '../../../dist/macro'].map((place) => join(__dirname, place, provider, 'macro.yaml'));
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new UsageError(
      about(FLAGS, [
        note('option-missing', {
          option: `dist/macro/${provider}/macro.yaml`,
          why: 'the macro is not built',
          instead: 'run `npm run bundle`',
        }),
      ]),
    );
  return found;
}
