/** What tracing needs in the service's template beside its functions. */
import type { Finding } from '../core/finding';
import { PROVIDERS } from '../providers';
import { renderReceipt } from '../surfaces/receipt';
import { withApiLogs } from '../surfaces/service/api-logs';
import type { Resources } from '../surfaces/template/document';
import { marked, markOf } from '../surfaces/template/marks';
import { withPermissions } from '../surfaces/template/permissions';
import { withSubscriptions } from '../surfaces/template/subscriptions';
import type { Framework } from './framework';
import type { Chosen } from './options';
import type { Traced } from './trace';

/** Adds permissions, log subscriptions and receipts, when everything the user wrote is in the template. */
export function complete(framework: Framework, common: Chosen, traced: readonly Traced[]): readonly Finding[] {
  const template = framework.service.provider.compiledCloudFormationTemplate;
  const resources: Resources = template?.Resources ?? {};
  const { naming } = framework.getProvider('aws');
  const ids = new Map(traced.map((one) => [naming.getLambdaLogicalId(one.key), one]));
  const present = [...ids].filter(([id]) => id in resources);
  const granted = withPermissions(
    withReceipts(resources, present),
    needs(present, ({ statements }) => statements),
  );
  const subscribed = withSubscriptions(
    granted.resources,
    needs(present, ({ subscription }) => subscription),
  );
  const apis = withApis(subscribed.resources, framework, common);
  if (template) template.Resources = apis.resources;
  const subject = (id: string) => (ids.has(id) ? `functions.${ids.get(id)?.key}` : id);
  return [...granted.findings, ...subscribed.findings, ...apis.findings].map((found) => ({
    ...found,
    subject: subject(found.subject),
  }));
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

/** The receipts where other doors look for them. */
const withReceipts = (resources: Resources, present: Present): Resources => ({
  ...resources,
  ...Object.fromEntries(
    present.flatMap(([id, { plan }]) => {
      const resource = resources[id];
      if (resource === undefined || plan.receipt === undefined) return [];
      return [[id, marked(resource, { ...renderReceipt(plan.receipt), ...markOf(resource) })]];
    }),
  ),
});

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
