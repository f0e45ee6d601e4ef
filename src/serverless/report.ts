/** Reports findings in the framework's own way: errors stop it, and everything else goes to its log, each sentence once. */
import { describe, type Finding, type Severity, sentence, severity } from '../core/finding';
import type { Framework, Log } from './framework';

/** Errors are thrown all at once, before anything is changed. */
export function report(findings: readonly Finding[], { classes }: Framework, log: Log): void {
  const lines = (wanted: Severity) => groupedLines(findings.filter((found) => severity(found) === wanted));
  for (const line of lines('warning')) log.warning(line);
  for (const line of lines('info')) log.info(line);
  const errors = lines('error');
  if (errors.length > 0) throw new classes.Error(errors.join('\n'), 'TRACELAYER_CONFIGURATION');
}

/** What is said of several functions is said once for all of them. */
function groupedLines(findings: readonly Finding[]): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const of = groups.get(sentence(finding)) ?? [];
    if (!of.some(({ subject }) => subject === finding.subject)) groups.set(sentence(finding), [...of, finding]);
  }
  return [...groups.values()].map((of) => describe({ ...(of[0] as Finding), subject: subjectOf(of) }));
}

const subjectOf = (findings: readonly Finding[]): string => {
  const subjects = findings.map(({ subject }) => subject);
  const shown = subjects.slice(0, SHOWN).join(', ');
  return subjects.length > SHOWN ? `${shown} and ${subjects.length - SHOWN} more` : shown;
};
const SHOWN = 8;
