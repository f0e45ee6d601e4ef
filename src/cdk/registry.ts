/** The constructs of one app that trace functions, so that two of them never plan the same function. */
import type { IConstruct } from 'constructs';

/** One construct's part, as far as others look at it. */
export interface Member {
  readonly provider: string;
  /** The construct itself. */
  readonly host: IConstruct;
  /** Whether it would decide about a construct. */
  readonly covers: (construct: IConstruct) => boolean;
}

const MEMBERS = Symbol.for('tracelayer.members');

/** The members of the construct's app, in the order in which they were made. */
const membersOf = (construct: IConstruct): Member[] => {
  const root = construct.node.root as IConstruct & { [MEMBERS]?: Member[] };
  root[MEMBERS] ??= [];
  return root[MEMBERS];
};

export const registerMember = (construct: IConstruct, member: Member): void => void membersOf(construct).push(member);

/** Whether a later construct of the same provider decides about it: what an earlier one does would have to be undone. */
export function isInstrumentedByLater(construct: IConstruct, member: Member): boolean {
  const members = membersOf(construct);
  return members
    .slice(members.indexOf(member) + 1)
    .some((other) => other.provider === member.provider && other.covers(construct));
}

/** The construct of a provider in the nearest scope around a construct; the last one that was made there. */
export function nearestHost(construct: IConstruct, provider: string): IConstruct | undefined {
  const latest = membersOf(construct)
    .filter((member) => member.provider === provider)
    .reverse();
  const scopes = [...construct.node.scopes].reverse();
  const found = scopes.map((scope) => latest.find(({ host }) => host === scope || host.node.scope === scope));
  return found.find((member) => member !== undefined)?.host;
}
