/** The findings about a template put together: what several functions share is reported once. */
import type { Finding } from '../../core/finding';

/** What a role needs is reported once for all functions that share it. */
export function sharedByRole(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  const keyOf = ({ code, details, subject }: Finding) =>
    code === 'permission-needed' ? JSON.stringify(details) : JSON.stringify([code, details, subject]);
  for (const found of findings) {
    const key = keyOf(found);
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  return [...groups.values()].map((group) => ({
    ...(group[0] as Finding),
    subject: listOfNames([...new Set(group.map(({ subject }) => subject))]),
  }));
}

const listOfNames = (names: readonly string[]): string => {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
};
const NAMED = 5;

export function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify([finding.subject, finding.code, finding.details]);
    return seen.has(key) ? false : seen.add(key);
  });
}
