/** A deployed function as the core sees it, from what Lambda says of it. */
import { type Note, note } from '../../core/finding';
import { FUNCTION } from '../../core/function';
import { layerKey } from '../../core/layer';
import { withPresence } from '../../core/part';
import { shapesOf } from '../../core/shapes';
import type { FunctionState, Parts } from '../../core/state';
import { type Configuration, type FunctionAddress, parseFunctionArn, type Tags } from './configuration';
import { EVIDENCE, isEvidence, readEvidence, stillTrue } from './evidence';
import { type Kept, RECORD, readRecord } from './record';

/** A function that may be changed. */
export interface DeployedFunction {
  readonly state: FunctionState;
  readonly configuration: Configuration;
  readonly place: FunctionAddress;
  readonly tags: Tags;
  /** The receipt as it was written, before a deployment took some of it back. */
  readonly kept?: Kept;
}

/** The function, or why it must be left alone. */
export function readFunction(
  configuration: Configuration,
  tags: Tags = {},
): DeployedFunction | { readonly refused: Note[] } {
  const place = parseFunctionArn(configuration.FunctionArn ?? '');
  if (place === undefined)
    return { refused: [note('not-a-function', { given: configuration.FunctionArn ?? 'nothing' })] };
  const refused = refusals(configuration);
  if (refused.length > 0) return { refused };
  const parts = configurationParts(configuration, tags);
  const kept = keptWith(configuration, tags, place);
  if (typeof kept === 'string') return { refused: [note('receipt-unreadable', { name: kept })] };
  const { partition, region, account, name } = place;
  const state: FunctionState = {
    id: name,
    target: {
      packageType: configuration.PackageType === 'Image' ? 'Image' : 'Zip',
      ...(configuration.Runtime === undefined ? {} : { runtime: configuration.Runtime }),
      architecture: configuration.Architectures?.[0] ?? 'x86_64',
      region,
      partition,
      account,
      ...shapesOf((name) => configuration[name as keyof Configuration]),
    },
    parts,
    ...(kept === undefined ? {} : { receipt: stillTrue(kept.receipt, parts) }),
  };
  return { state, configuration, place, tags, ...(kept === undefined ? {} : { kept }) };
}

/** The receipt, from the variable or else from the tags; or the name of the one that cannot be read. */
function keptWith({ Environment }: Configuration, tags: Tags, place: FunctionAddress): Kept | string | undefined {
  const record = Environment?.Variables?.[RECORD];
  const copy = readEvidence(tags, place);
  if (copy === 'newer' || (record === undefined && copy === 'damaged')) return EVIDENCE;
  return record === undefined ? copy : (readRecord(record, place) ?? RECORD);
}

/** Variables that cannot be read are not "none": writing any would wipe them all. */
function refusals({ Environment, MasterArn }: Configuration): Note[] {
  const { Error: problem } = Environment ?? {};
  return [
    ...(MasterArn === undefined ? [] : [note('function-edge')]),
    ...(problem === undefined
      ? []
      : [note('environment-unreadable', { reason: problem.Message ?? problem.ErrorCode ?? 'no reason given' })]),
  ];
}

function configurationParts(configuration: Configuration, tags: Tags): Parts {
  const { [RECORD]: _record, ...environment } = configuration.Environment?.Variables ?? {};
  const layers = (configuration.Layers ?? []).map(({ Arn = '' }) => [layerKey(Arn), Arn]);
  const handler = configuredHandler(configuration);
  // What AWS keeps under `aws:` cannot be changed.
  const own = Object.entries(tags).filter(([name]) => !name.startsWith('aws:') && !isEvidence(name));
  return withPresence(FUNCTION, {
    containers: {},
    handler: handler === undefined ? {} : { handler },
    environment,
    layers: Object.fromEntries(layers),
    tags: Object.fromEntries(own),
    // `PassThrough` is what every function has by default.
    tracing: configuration.TracingConfig?.Mode === 'Active' ? { Mode: 'Active' } : {},
  });
}

/** Of an image, its command where that is one handler; several words start a program of its own. */
function configuredHandler({ PackageType, Handler, ImageConfigResponse }: Configuration): string | undefined {
  if (PackageType !== 'Image') return Handler;
  const command = ImageConfigResponse?.ImageConfig?.Command ?? [];
  return command.length === 1 ? command[0] : undefined;
}
