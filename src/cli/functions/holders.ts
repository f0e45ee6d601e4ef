/** Which functions and state machines of a Region keep a receipt, and what outside of them each receipt names. */

import { parseFunctionArn, type Tags } from '../../surfaces/lambda/configuration';
import { EVIDENCE, readEvidence } from '../../surfaces/lambda/evidence';
import { RECORD, readRecord } from '../../surfaces/lambda/record';
import type { RegionalApi } from '../aws/region';
import { troubleOf } from '../aws/trouble';
import { parseMachineArn } from '../state-machines/name';
import { type KeptMachine, readMachineEvidence } from '../state-machines/receipt';
import type { Regions } from './read';

/** A function or a state machine with a receipt. */
export interface Holder {
  readonly arn: string;
  readonly region: string;
  /** The log group that is subscribed for it. */
  readonly logGroup?: string;
  /** What the tags of a state machine keep. */
  readonly machine?: KeptMachine;
}

/** Asked once in a run, and only where something shared may be removed. */
export class Holders {
  private readonly answers = new Map<string, Promise<readonly Holder[] | undefined>>();

  constructor(private readonly regions: Regions) {}

  /** The holders of a Region; nothing if they are not known. */
  in(region: string): Promise<readonly Holder[] | undefined> {
    const api = this.regions.get(region) as RegionalApi;
    const answer = this.answers.get(region) ?? holdersIn(region, api);
    this.answers.set(region, answer);
    return answer;
  }

  /** Those of all Regions of the run, because a role belongs to all of them. */
  async everywhere(): Promise<readonly Holder[] | undefined> {
    const all = await Promise.all([...this.regions.keys()].map((region) => this.in(region)));
    return all.includes(undefined) ? undefined : all.flatMap((some) => some ?? []);
  }
}

async function holdersIn(region: string, api: RegionalApi): Promise<readonly Holder[] | undefined> {
  for (const ask of [byTags, byLists]) {
    try {
      return (await ask(api)).map((holder) => ({ ...holder, region }));
    } catch (problem) {
      if (troubleOf(problem) === 'signed out') throw problem;
    }
  }
  return undefined;
}

type Found = Omit<Holder, 'region'>;

const byTags = async (api: RegionalApi): Promise<Found[]> =>
  (await api.taggedWith(EVIDENCE)).map(({ arn, tags }) => holderOf(arn, tags));

/** Without the tagging API, every function and every state machine is looked at. */
async function byLists(api: RegionalApi): Promise<Found[]> {
  const functions = (await api.list()).flatMap(({ FunctionArn = '', Environment }) => {
    const place = parseFunctionArn(FunctionArn);
    const record = Environment?.Variables?.[RECORD];
    const kept = place && record !== undefined ? readRecord(record, place) : undefined;
    return kept ? [{ arn: FunctionArn, ...groupOf(kept) }] : [];
  });
  const machines: Found[] = [];
  for (const arn of await api.machines()) {
    const tags = await api.machineTags(arn);
    if (Object.hasOwn(tags, EVIDENCE)) machines.push(holderOf(arn, tags));
  }
  return [...functions, ...machines];
}

/** A receipt that can't be read names nothing. */
function holderOf(arn: string, tags: Tags): Found {
  if (parseMachineArn(arn) !== undefined) {
    const kept = readMachineEvidence(tags);
    return typeof kept === 'object' ? { arn, machine: kept, ...groupOf(kept) } : { arn };
  }
  const place = parseFunctionArn(arn);
  const kept = place && readEvidence(tags, place);
  return typeof kept === 'object' ? { arn, ...groupOf(kept) } : { arn };
}

const groupOf = ({ logGroup }: { readonly logGroup?: string }) => (logGroup === undefined ? {} : { logGroup });
