/** What tracing needs in the service's template beside its functions. */
import type { Finding } from '../core/finding';
import { PROVIDERS } from '../providers';
import { withApiLogs } from '../surfaces/service/api-logs';
import type { Resources } from '../surfaces/template/document';
import { withPermissions } from '../surfaces/template/permissions';
import { withSubscriptions } from '../surfaces/template/subscriptions';
import type { Framework } from './framework';
import type { Chosen } from './options';
import { addOutputs } from './outputs';
import { rawFunctions, traceRaw } from './raw';
import type { Traced } from './trace';

/** Adds permissions and log subscriptions, and traces functions of the template's own, when everything the user wrote is in the template. */
export function complete(framework: Framework, common: Chosen, traced: readonly Traced[]): readonly Finding[] {
  const template = framework.service.provider.compiledCloudFormationTemplate ?? {};
  const { naming } = framework.getProvider('aws');
  const own = new Map(traced.map((one) => [naming.getLambdaLogicalId(one.key), one]));
  const ids = rawFunctions(framework);
  const raw = traceRaw(ids, template, framework, common);
  const present = [...own].filter(([id]) => id in (template.Resources ?? {}));
  const all = { ...template.Resources, ...raw.resources };
  const granted = withPermissions(all, { ...needs(present, (recipe) => recipe.statements), ...raw.needs.statements });
  const subscribed = withSubscriptions(granted.resources, {
    ...needs(present, (recipe) => recipe.subscription),
    ...raw.needs.subscriptions,
  });
  const apis = withApis(subscribed.resources, framework, common);
  template.Resources = apis.resources;
  const subject = (id: string) => (own.has(id) ? `functions.${own.get(id)?.key}` : id);
  const outputs = addOutputs(template, present, framework.getProvider('aws').getRegion());
  const findings = [...granted.findings, ...subscribed.findings, ...apis.findings, ...outputs];
  return [
    ...(raw.reports.some(({ outcome }) => outcome !== 'excluded') ? common.findings : []),
    ...raw.reports.flatMap((report) => report.findings),
    ...findings.map((found) => ({ ...found, subject: subject(found.subject) })),
  ];
}

type Present = readonly (readonly [id: string, traced: Traced])[];

/** What the recipes want, by logical id. */
function needs<T>(
  present: Present,
  of: (recipe: NonNullable<Traced['plan']['recipe']>) => T | undefined,
): Record<string, T> {
  const wanted = present.flatMap(([id, { plan }]) => {
    const need = plan.recipe && of(plan.recipe);
    return need === undefined ? [] : [[id, need] as const];
  });
  return Object.fromEntries(wanted);
}

function withApis(resources: Resources, framework: Framework, { name, settings }: Chosen) {
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
