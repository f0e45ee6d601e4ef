/** Where the logs of APIs go: to the Forwarder, also if the extension takes the traces, because no extension sees them. */
import type { ApiLogs } from '../../core/provider';
import type { Options } from './options';

export function apiLogs(options: Options): ApiLogs | undefined {
  const { forwarderArn, createForwarderPermissions, subscribeToAccessLogs, subscribeToExecutionLogs } = options;
  if (forwarderArn === undefined) return undefined;
  return {
    subscription: { destination: forwarderArn, permission: createForwarderPermissions ?? false },
    access: subscribeToAccessLogs ?? true,
    execution: subscribeToExecutionLogs ?? false,
  };
}
