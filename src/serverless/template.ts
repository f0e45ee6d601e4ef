/** What tracing adds to the service's template in addition to its functions. */
import { type Finding, type Policy, withPolicy } from '../core/finding';
import { wantedSubscription } from '../core/recipe';
import { statusOf, type TraceStatus } from '../core/status';
import { PROVIDERS } from '../providers';
import { withApiLogs } from '../surfaces/service/api-logs';
import { withPermissions, withSubscriptions } from '../surfaces/template/additions';
import type { Resources } from '../surfaces/template/document/document';
import type { TracedScope } from '../surfaces/template/functions';
import type { Framework } from './framework';
import type { FunctionOptions } from './options';
import { addOutputs } from './outputs';
import { rawFunctions, traceRaw, traceServiceMachines } from './raw';
import { type PlannedFunction, statusesOf } from './trace';

export interface Completed {
  readonly findings: readonly Finding[];
  readonly statuses: readonly TraceStatus[];
  readonly machines: readonly TraceStatus[];
}

/** Adds permissions and log subscriptions, and traces functions and state machines of the template's own, when everything the user wrote is in the template. */
export function complete(
  framework: Framework,
  common: FunctionOptions,
  planned: readonly PlannedFunction[],
): Completed {
  const template = framework.service.provider.compiledCloudFormationTemplate ?? {};
  const { naming } = framework.getProvider('aws');
  const own = new Map(planned.map((one) => [naming.getLambdaLogicalId(one.key), one]));
  const raw = traceRaw(rawFunctions(framework), template, framework, common);
  const present = [...own].filter(([id]) => id in (template.Resources ?? {}));
  const all = { ...template.Resources, ...raw.resources };
  const granted = withPermissions(all, { ...needs(present, (recipe) => recipe.statements), ...raw.needs.statements });
  const subscribed = withSubscriptions(granted.resources, {
    ...needs(present, wantedSubscription),
    ...raw.needs.subscriptions,
  });
  const apis = withApis(subscribed.resources, framework, common);
  const machines = traceServiceMachines({ ...template, Resources: apis.resources }, framework, common);
  template.Resources = machines.resources;
  const outputs = addOutputs(template, present, framework.getProvider('aws').getRegion());
  const later = [...granted.findings, ...subscribed.findings, ...apis.findings, ...outputs].map((found) => ({
    ...found,
    subject: own.get(found.subject)?.subject ?? found.subject,
  }));
  return {
    findings: [
      ...rawFindings(raw, common),
      ...wanted(later, { planned, reports: raw.reports, common }),
      ...machines.reports.flatMap(({ findings, policy }) => withPolicy(findings, policy)),
    ],
    statuses: [...statusesOf(planned, later), ...raw.reports.map((report) => rawStatus(report, later))],
    machines: machines.reports.map(({ status }) => status),
  };
}

/** The findings about functions of the template's own, and about the options that they have. */
const rawFindings = ({ reports }: TracedScope, { findings, settings }: FunctionOptions): readonly Finding[] => [
  ...(reports.some(({ outcome }) => outcome !== 'excluded') ? withPolicy(findings, settings as Policy) : []),
  ...reports.flatMap((report) => withPolicy(report.findings, report.policy)),
];

const rawStatus = ({ id, outcome, findings }: TracedScope['reports'][number], later: readonly Finding[]): TraceStatus =>
  statusOf({
    isSelected: outcome !== 'excluded',
    isTraced: outcome === 'traced',
    findings: [...findings, ...later.filter(({ subject }) => subject === id)],
  });

interface Holders {
  readonly planned: readonly PlannedFunction[];
  readonly reports: TracedScope['reports'];
  readonly common: FunctionOptions;
}

/** The findings as the options of the function that each is about want them. */
function wanted(findings: readonly Finding[], { planned, reports, common }: Holders): Finding[] {
  const policies = new Map<string, Policy>([
    ...planned.map(({ subject, chosen }) => [subject, chosen.settings as Policy] as const),
    ...reports.map(({ id, policy }) => [id, policy] as const),
  ]);
  return findings.flatMap((found) => withPolicy([found], policies.get(found.subject) ?? (common.settings as Policy)));
}

type PresentResources = readonly (readonly [id: string, planned: PlannedFunction])[];

/** What the recipes want, by logical id. */
function needs<T>(
  present: PresentResources,
  of: (recipe: NonNullable<PlannedFunction['plan']['recipe']>) => T | undefined,
): Record<string, T> {
  const wanted = present.flatMap(([id, { plan }]) => {
    const need = plan.recipe && of(plan.recipe);
    return need === undefined ? [] : [[id, need] as const];
  });
  return Object.fromEntries(wanted);
}

function withApis(resources: Resources, framework: Framework, { name, settings }: FunctionOptions) {
  const logs = settings.enabled === false ? undefined : PROVIDERS[name].apiLogs?.(settings);
  if (logs === undefined) return { resources, findings: [] };
  const aws = framework.getProvider('aws');
  const { naming } = aws;
  return withApiLogs(resources, logs, {
    logs: framework.service.provider.logs,
    stage: aws.getStage(),
    access: [
      naming.getApiGatewayLogGroupLogicalId(),
      naming.getHttpApiLogGroupLogicalId(),
      naming.getWebsocketsLogGroupLogicalId(),
    ],
    restApi: naming.getRestApiLogicalId(),
    websocket: naming.getWebsocketsApiLogicalId(),
  });
}
