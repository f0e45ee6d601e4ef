/** Which functions run at the edge of CloudFront (Lambda@Edge): only a distribution identifies an original. */
import { about, type Finding, note } from '../../core/finding';
import { familyOf } from '../../core/runtime';
import type { Configuration } from '../../surfaces/lambda/configuration';
import { reasonOf } from '../aws/trouble';
import { plural } from '../terminal/text';
import type { Job } from './job';
import { parseName } from './name';
import type { Regions } from './read';

/** Where CloudFront takes functions from. */
const HOME = 'us-east-1';

const EDGE_FAMILIES: ReadonlySet<string> = new Set(['nodejs', 'python']);

/**
 * The jobs, of which functions at the edge are left. Distributions are listed only where one of the functions in question
 * could be at the edge; where they cannot be listed, only functions that the user named are taken to be elsewhere.
 */
export async function withoutEdge(
  jobs: readonly Job[],
  regions: Regions,
  isInQuestion: (job: Job) => boolean = isOpen,
): Promise<{ jobs: readonly Job[]; findings: Finding[] }> {
  const candidates = jobs.filter(
    (job) =>
      job.target.region === HOME && isInQuestion(job) && job.deployed && couldBeAtEdge(job.deployed.configuration),
  );
  const api = regions.get(HOME);
  if (candidates.length === 0 || api === undefined) return { jobs, findings: [] };
  try {
    const names = new Set((await api.edge()).map((arn) => parseName(arn)?.name));
    const isAtEdge = (job: Job) => candidates.includes(job) && names.has(job.target.name);
    return { jobs: jobs.map((job) => (isAtEdge(job) ? skippedJob(job, 'function-edge') : job)), findings: [] };
  } catch (problem) {
    const unknown = new Set(candidates.filter(({ target }) => target.named === undefined));
    const details = { reason: reasonOf(problem), count: plural(unknown.size, 'function') };
    return {
      jobs: jobs.map((job) => (unknown.has(job) ? skippedJob(job, 'edge-possible') : job)),
      findings: unknown.size === 0 ? [] : about('AWS', [note('edge-unlisted', details)]),
    };
  }
}

const isOpen = ({ outcome }: Job): boolean => outcome === 'open';

/** Source: docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
function couldBeAtEdge({
  Runtime,
  PackageType,
  Architectures,
  Environment,
  Layers,
  VpcConfig,
}: Configuration): boolean {
  return (
    PackageType !== 'Image' &&
    EDGE_FAMILIES.has(familyOf(Runtime ?? '') ?? '') &&
    !Architectures?.includes('arm64') &&
    Object.keys(Environment?.Variables ?? {}).length + (Layers?.length ?? 0) === 0 &&
    !VpcConfig?.VpcId
  );
}

const skippedJob = (job: Job, code: 'function-edge' | 'edge-possible'): Job => ({
  ...job,
  outcome: 'left',
  findings: [...job.findings, ...about(job.target.name, [note(code)])],
});
