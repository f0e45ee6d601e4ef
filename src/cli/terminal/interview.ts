/** Questions instead of flags, for the first use. */
import { note } from '../../core/finding';
import type { Settings } from '../../core/provider';
import { optionNames } from '../../options/parse';
import { allowed } from '../../options/read';
import type { OptionSpec, OptionTable } from '../../options/spec';
import { OPTIONS, PROVIDERS, type ProviderName } from '../../providers';
import { secretOptions } from '../../providers/mask';
import { connect } from '../aws/region';
import { type Call, UsageError } from '../command';
import { type FunctionFlags, identityOf, readOptions, regionsGiven } from '../functions/flags';
import { FLAGS } from '../options/arguments';
import { dashed } from '../options/flags';
import { chooseFromList } from './choose';
import { askLine } from './line';
import { shellLine } from './shell';

/** The call with everything that was asked for; what was given already is not asked again. */
export async function interview(call: Call, asked: FunctionFlags): Promise<Call> {
  if (!call.host.input.isTTY)
    throw new UsageError([
      { ...note('option-missing', { option: 'a terminal', why: '`--interactive` asks questions' }), subject: FLAGS },
    ]);
  const region = await askRegion(call, asked);
  const operands =
    call.operands.length > 0 || 'function' in asked.flags ? call.operands : await askFunctions(call, asked, region);
  const options = { ...call.options, ...(await askOptions(call, asked)) };
  return { ...call, operands, flags: { ...call.flags, region: [region] }, options };
}

async function askRegion(call: Call, asked: FunctionFlags): Promise<string> {
  const [given] = regionsGiven(asked, call);
  if (asked.flags.region !== undefined && given !== undefined) return given;
  const check = (answer: string) =>
    /^[a-z]{2,}(-[a-z]+)+-\d$/.test(answer) ? undefined : 'a region is something like eu-west-1';
  return askLine({ question: 'Which region?', initial: given ?? 'us-east-1', check }, call.host);
}

async function askFunctions(call: Call, asked: FunctionFlags, region: string): Promise<string[]> {
  const found = await connect(region, identityOf(asked, call)).list();
  if (found.length === 0) throw new Error(`there is no function in ${region}`);
  const choices = found
    .map(({ FunctionName = '', Runtime, PackageType = '' }) => ({ value: FunctionName, hint: Runtime ?? PackageType }))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  return chooseFromList({ question: 'Which functions?', choices, several: true }, call.host);
}

async function askOptions(call: Call, asked: FunctionFlags): Promise<Record<string, string>> {
  const table: OptionTable = OPTIONS[asked.provider].table;
  const { settings } = readOptions(asked, call, true).common;
  const answers: Record<string, string> = {};
  const { site } = table;
  const ways = missingDestinations(asked.provider, settings);
  if (site?.values && settings.site === undefined && ways.some(isKey)) answers.site = await askSite(site, call);
  if (ways.length > 0) Object.assign(answers, await askWay(ways, call));
  for (const [name, spec] of Object.entries(table)) {
    if (!spec.interactive || settings[name] !== undefined) continue;
    const answer = await askLine(
      { question: `${spec.summary.replace(/\.$/, '')} (${name}, may be empty):` },
      call.host,
    );
    if (answer !== '') answers[name] = answer;
  }
  return answers;
}

type OptionRow = readonly [name: string, spec: OptionSpec];

const isKey = ([, { group }]: OptionRow): boolean => group === 'key';

/** The options of which one is missing, as the provider itself says; none where nothing is. */
function missingDestinations(provider: ProviderName, settings: Settings): OptionRow[] {
  const table: OptionTable = OPTIONS[provider].table;
  const missing = PROVIDERS[provider].check(settings).find(({ code }) => code === 'option-missing');
  const names = [...(missing?.details.option ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  return names.flatMap((name) => (table[name] && table[name].construct === undefined ? [[name, table[name]]] : []));
}

const askSite = async ({ values = [], default: initial }: OptionSpec, { host }: Call): Promise<string> =>
  (
    await chooseFromList(
      { question: 'Which site?', choices: values.map((value) => ({ value })), initial: String(initial) },
      host,
    )
  )[0] ?? '';

/** First where the key is kept, the plain one last. */
async function askWay(ways: readonly OptionRow[], { host }: Call): Promise<Record<string, string>> {
  const question = ways.some(isKey) ? 'Where is the API key?' : 'Where do the traces go?';
  const sorted = [...ways].sort(([, a], [, b]) => Number(a.secret ?? false) - Number(b.secret ?? false));
  const choices = sorted.map(([value, { summary }]) => ({ value, hint: summary.split('.')[0] ?? '' }));
  const [name = ''] = await chooseFromList({ question, choices }, host);
  const spec = ways.find(([way]) => way === name)?.[1] as OptionSpec;
  const { pattern } = spec;
  const check = (answer: string) =>
    answer === ''
      ? 'it is needed'
      : pattern && !new RegExp(pattern[0]).test(answer)
        ? `it must be ${allowed(spec)}`
        : undefined;
  const answer = await askLine({ question: `${name}:`, secret: spec.secret === true, check }, host);
  host.hide(secretOptions({ [name]: answer }));
  return { [name]: answer };
}

/** The command that does the same without a question; secrets come from a variable. */
export function repeating({ operands, flags, options }: Call, { provider }: FunctionFlags): string {
  const table: OptionTable = OPTIONS[provider].table;
  const { interactive: _interactive, ...others } = flags;
  const names = optionNames(table);
  const specOf = (written: string): OptionSpec | undefined => table[names[written] ?? ''];
  const secrets = Object.keys(options).filter((name) => specOf(name)?.secret);
  const words = (given: Readonly<Record<string, unknown>>) =>
    Object.entries(given).flatMap(([name, value]) => (value === true ? [dashed(name)] : [dashed(name), String(value)]));
  const plain = Object.fromEntries(Object.entries(options).filter(([name]) => !secrets.includes(name)));
  const line = shellLine([
    'tracelayer',
    'instrument',
    ...operands,
    ...words(others),
    ...words(plain),
    ...('yes' in flags ? [] : ['--yes']),
  ]);
  return secrets.reduce((text, name) => {
    const { processVariables = [], variable = 'KEY' } = specOf(name) ?? {};
    return `${text} ${dashed(name)} "$${processVariables[0] ?? variable}"`;
  }, line);
}
