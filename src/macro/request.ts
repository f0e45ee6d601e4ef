/** What a transform is asked to do: its options from all places, and what is known of the deployment. */
import { about, type Finding, note } from '../core/finding';
import { type Deployment, type Given, type Json, shapeOf } from '../surfaces/template';

/** The event of the contract between CloudFormation and a macro. */
export interface Event {
  readonly requestId: string;
  readonly transformId?: string;
  readonly region?: string;
  readonly accountId?: string;
  readonly fragment: Json;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly templateParameterValues?: Readonly<Record<string, unknown>>;
}

export interface MacroOptions {
  /** Option sources that win over the template's own options. */
  readonly overrides: readonly Given[];
  readonly defaults: readonly Given[];
  readonly deployment: Deployment;
  /** Whether findings go into the template. */
  readonly report: boolean;
  /** What is wrong with the request itself. */
  readonly findings: readonly Finding[];
}

/** The variable of the macro's own function that has default options as JSON. */
const DEFAULT_OPTIONS_VARIABLE = 'TRACELAYER_OPTIONS';

/** The parameter that is no option: findings go into the processed template too. */
const REPORT = 'reportFindings';

export function requestedBy(event: Event, environment: Readonly<Record<string, string | undefined>>): MacroOptions {
  const { [REPORT]: report, ...params } = event.params ?? {};
  const defaults = parseDefaults(environment[DEFAULT_OPTIONS_VARIABLE]);
  return {
    overrides: [{ source: 'the parameters of the transform', values: params }],
    defaults: [
      ...('values' in defaults ? [{ source: "the macro's default options", values: defaults.values }] : []),
      { source: "the macro's environment", values: environment, variables: true },
    ],
    deployment: { region: event.region, account: event.accountId, parameters: event.templateParameterValues },
    report: String(report).toLowerCase() === 'true',
    findings: [
      ...('given' in defaults ? [invalidDefault(DEFAULT_OPTIONS_VARIABLE, defaults.given)] : []),
      ...reportMistakes(report),
    ],
  };
}

function parseDefaults(text: string | undefined): { values: Readonly<Record<string, unknown>> } | { given: string } {
  if (text === undefined || text.trim() === '') return { values: {} };
  try {
    const values = JSON.parse(text);
    return typeof values === 'object' && values !== null && !Array.isArray(values)
      ? { values }
      : { given: 'other JSON' };
  } catch {
    return { given: 'no JSON' };
  }
}

const invalidDefault = (option: string, given: string): Finding =>
  about("the macro's environment", [
    note('option-invalid', { option, given, allowed: 'a JSON object of options' }),
  ])[0] as Finding;

const reportMistakes = (report: unknown): Finding[] =>
  report === undefined || /^(true|false)$/i.test(String(report))
    ? []
    : about('the parameters of the transform', [
        note('option-invalid', { option: REPORT, given: shapeOf(report), allowed: 'true or false' }),
      ]);
