/** The configurations of each function that a comparison runs: without tracing, and as each set of options leaves it. */
import { sentence } from '../../core/finding';
import { optionNames } from '../../options/parse';
import { isProviderName, PROVIDERS } from '../../providers';
import type { Deployment } from '../../surfaces/template';
import type { Call, FlagTable } from '../command';
import { withConfigFlags } from '../functions/flags';
import { type Chosen, chosen } from './choose';
import type { FoundFunction, TemplateChange } from './functions';

/** One set of options, by the name that the user gave it. */
interface Variant {
  readonly name: string;
  readonly call: Call;
}

/** A function with what becomes of it in each configuration; the first one is without tracing. */
export interface ComparedFunction {
  readonly name: string;
  readonly variants: readonly { readonly name: string; readonly found: FoundFunction }[];
  /** Why it can't be compared, as sentences. */
  readonly reason?: string;
}

const UNTRACED = 'untraced';

/** Every function that is meant, with all of its configurations. */
export function comparedFunctions(call: Call, table: FlagTable, deployment: Deployment): ComparedFunction[] {
  const plain = functionsOf(chosen(call, table, deployment, unchanged), call);
  const traced = variantsOf(call, table).map(({ name, call: one }) => ({
    name,
    functions: functionsOf(chosen(one, table, deployment), call),
  }));
  return plain.map((found) => {
    const others = traced.flatMap(({ name, functions }) => {
      const same = functions.find((other) => keyOf(other) === keyOf(found));
      return same ? [{ name, found: same }] : [];
    });
    const reason = whyNotCompared(found, others);
    return {
      name: found.fn.name,
      variants: [{ name: UNTRACED, found }, ...others],
      ...(reason === '' ? {} : { reason }),
    };
  });
}

const unchanged: TemplateChange = (template) => ({ template, findings: [], reports: [], machines: [] }) as never;

/** Functions that a state machine calls can be compared as well as others. */
const functionsOf = ({ functions, all }: Chosen, { flags }: Call): readonly FoundFunction[] =>
  flags.function === undefined ? all.functions : functions;

const keyOf = ({ document, resource }: FoundFunction): string => `${document.path} ${resource.id}`;

function variantsOf(call: Call, table: FlagTable): Variant[] {
  const given = call.flags.with as readonly string[] | undefined;
  if (given === undefined) return [{ name: withConfigFlags(call, table).provider, call }];
  return [...new Set(given)].map((name) => ({ name, call: callWith(call, name) }));
}

/** The options of the command line count as far as the provider has them. */
function callWith(call: Call, name: string): Call {
  if (!isProviderName(name)) return { ...call, flags: { ...call.flags, config: name } };
  const known = optionNames(PROVIDERS[name].options.table);
  const options = Object.fromEntries(Object.entries(call.options).filter(([option]) => Object.hasOwn(known, option)));
  return { ...call, flags: { ...call.flags, provider: name }, options };
}

function whyNotCompared(plain: FoundFunction, others: ComparedFunction['variants']): string {
  if (plain.status.state === 'traced')
    return 'The function is traced already in this template. Compare the template from before it was traced.';
  return others
    .filter(({ found }) => found.status.state !== 'traced')
    .map(({ name, found: { status } }) =>
      [`With ${name}, the function is ${status.state}.`, ...status.reasons.map(sentence)].join(' '),
    )
    .join(' ');
}
