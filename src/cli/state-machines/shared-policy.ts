/** The inline policy of `--grant` on a role that several machines have: the last traced one of them takes it along. */
import { type Note, note } from '../../core/finding';
import type { RegionalApi } from '../aws/region';
import { troubleOf } from '../aws/trouble';
import type { Holder, Holders } from '../functions/holders';
import type { Regions } from '../functions/read';
import { type KeptMachine, machineEvidence } from './receipt';

/** A policy that a machine, named by its ARN, no longer needs. */
interface Policy {
  readonly role: string;
  readonly name: string;
  readonly arn: string;
}

interface Sharing {
  readonly regions: Regions;
  readonly holders: Holders;
  readonly untraced: ReadonlySet<string>;
  readonly heirs: Set<string>;
}

/** Removes a policy, or writes its name into the receipt of another machine that needs it. */
export async function handOver(api: RegionalApi, policy: Policy, sharing: Sharing): Promise<Note[]> {
  const what = `the inline policy "${policy.name}" of the role ${policy.role}`;
  const heir = await heirOf(policy, sharing);
  if (heir === 'unknown') return [note('shared-unknown', { what })];
  if (heir === undefined) {
    await api.deletePolicy(policy.role, policy.name);
    return [];
  }
  sharing.heirs.add(heir.arn);
  await (sharing.regions.get(heir.region) as RegionalApi).tagMachine(heir.arn, heir.tags);
  return [note('shared-kept', { what })];
}

interface Heir {
  readonly arn: string;
  readonly region: string;
  readonly tags: ReturnType<typeof machineEvidence>;
}

async function heirOf(
  { role, name, arn }: Policy,
  { regions, holders, untraced, heirs }: Sharing,
): Promise<Heir | 'unknown' | undefined> {
  const all = await holders.everywhere();
  if (all === undefined) return 'unknown';
  const isOther = (one: Holder) => one.machine && one.arn !== arn && !untraced.has(one.arn) && !heirs.has(one.arn);
  const others = all.filter((one) => isOther(one) && hasNone(one, name));
  for (const { arn: other, region, machine } of others) {
    const roleArn = await roleOf(regions.get(region) as RegionalApi, other);
    if (roleArn === 'unknown') return 'unknown';
    if (roleArn !== role) continue;
    return { arn: other, region, tags: machineEvidence({ ...(machine as KeptMachine), policy: name }) };
  }
  return undefined;
}

/** Whether a machine has no other policy of its own. */
const hasNone = ({ machine }: Holder, name: string): boolean =>
  machine?.policy === undefined || machine.policy === name;

async function roleOf(api: RegionalApi, arn: string): Promise<string | undefined> {
  try {
    return (await api.machine(arn)).roleArn;
  } catch (problem) {
    const trouble = troubleOf(problem);
    if (trouble === 'signed out') throw problem;
    return trouble === 'missing' ? undefined : 'unknown';
  }
}
