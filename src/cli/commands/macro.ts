/** `tracelayer macro`: the template that installs the CloudFormation macro. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { about, type Note, note } from '../../core/finding';
import { visibleLine } from '../../core/visible';
import { writeText } from '../../host/text-file';
import { DEFAULT_PROVIDER, macroNameOf, PROVIDER_NAMES, type ProviderName } from '../../providers';
import { type Command, UsageError } from '../command';
import { PROVIDER_FLAG, providerFor } from '../functions/flags';
import { defaultsIn, withDefaults } from '../macro/default-options';
import { readableTemplate } from '../macro/readable';
import { FLAGS } from '../options/arguments';
import { checkOutput } from '../options/files';
import { quote } from '../terminal/shell';

/** The name of each provider's macro, the default one first. */
const macroNames = [DEFAULT_PROVIDER, ...PROVIDER_NAMES.filter((name) => name !== DEFAULT_PROVIDER)]
  .map((name) => `${name === DEFAULT_PROVIDER ? '' : `with \`--provider ${name}\` `}\`${macroNameOf(name)}\``)
  .join(', or ');

export const command: Command = {
  usage: '[options]',
  about: `Prints the template of a provider's CloudFormation macro. It contains all of the code, so you install the macro by deploying the template once in each account and Region. Your templates then name ${macroNames}, under \`Transform\`.`,
  flags: {
    provider: { ...PROVIDER_FLAG.provider, summary: 'The provider that the macro traces with.' },
    readable: {
      type: 'boolean',
      summary:
        'Write the code with comments and without compression. The template is too large for a request, so deploy it from an S3 bucket.',
    },
    stateMachines: {
      type: 'boolean',
      summary:
        'The macro for state machines, which have one of their own. With `--readable` each macro is for functions and state machines.',
    },
    config: {
      type: 'string',
      value: 'FILE',
      summary:
        'A YAML or JSON file whose options become the default options of the macro. Secrets in it are refused, because everyone who can read the template could read them.',
    },
    output: { type: 'string', short: 'o', value: 'FILE', summary: 'Write the template to this file instead.' },
  },
  examples: [
    {
      description: 'Install the macro',
      line: 'tracelayer macro -o macro.yaml && aws cloudformation deploy --stack-name tracelayer-datadog --template-file macro.yaml --capabilities CAPABILITY_IAM',
    },
    {
      description: 'Install it under another name, to try a release next to the one in use',
      line: 'aws cloudformation deploy --stack-name tracelayer-next --template-file macro.yaml --capabilities CAPABILITY_IAM --parameter-overrides MacroName=DatadogNext',
    },
    {
      description: 'Install it with the options of a file that all of your tools share',
      line: 'tracelayer macro --config tracelayer.yaml -o macro.yaml',
    },
    {
      description: 'Read the code, and deploy exactly that code from a bucket',
      line: 'tracelayer macro --readable -o macro.yaml && aws cloudformation deploy --stack-name tracelayer-datadog --template-file macro.yaml --s3-bucket BUCKET --capabilities CAPABILITY_IAM',
    },
  ],
  run: async ({ flags, host }) => {
    checkOutput('--output', flags.output, host.folder);
    const provider = providerFor(flags.provider, host.variables);
    const isReadable = flags.readable === true;
    const isMachines = flags.stateMachines === true;
    const options = flags.config === undefined ? undefined : defaultsIn(String(flags.config), provider, host.folder);
    const packed = readFileSync(macroFile(provider, isMachines), 'utf8');
    const plain = isReadable ? readableTemplate(packed, provider, modulesFolder()) : packed;
    const template = options === undefined ? plain : withDefaults(plain, options);
    if (flags.output === undefined) host.out.exact(template);
    else {
      const file = String(flags.output);
      writeText(resolve(host.folder, file), template);
      host.out.write(
        `${visibleLine(file)}: the template of the macro\n${nextStep(isMachines ? `${provider}-state-machines` : provider, file, isReadable)}`,
      );
    }
    return 0;
  },
};

const nextStep = (stack: string, file: string, isReadable: boolean): string =>
  [
    'Deploy it once in each account and region:',
    `  aws cloudformation deploy --stack-name tracelayer-${stack} --template-file ${quote(file)} \\`,
    `    ${isReadable ? '--s3-bucket BUCKET ' : ''}--capabilities CAPABILITY_IAM`,
    '',
  ].join('\n');

function macroFile(provider: ProviderName, isMachines: boolean): string {
  const inside = join('macro', provider, isMachines ? 'state-machines' : '', 'macro.yaml');
  return built(join('dist', inside), inside, join('dist', inside));
}

/** The compiled modules of this package, with those of the macro among them. */
const modulesFolder = (): string =>
  dirname(dirname(built('lib/macro/handler.js', '../lib/macro/handler.js', 'lib/macro/handler.js')));

/** A file that the build makes, next to the bundle of this program or in a checkout. */
function built(option: string, besideBundle: string, inCheckout: string): string {
  const places = [join(__dirname, '..', besideBundle), join(__dirname, '../../..', inCheckout)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new UsageError(about(FLAGS, [notBuilt(option)]));
  return found;
}

const notBuilt = (option: string): Note =>
  note('option-missing', {
    option,
    why: 'the macro is not built',
    instead: 'run `npx projen compile` and `npm run bundle`',
  });
