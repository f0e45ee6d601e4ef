/** One function as `status` shows it: its state, what is wrong, and what would be different. */
import {
  about,
  effectOf,
  type Finding,
  type Note,
  note,
  pendingOf,
  sentence,
  severity,
  withPolicy,
} from '../../core/finding';
import { isRefusal } from '../../core/recipe';
import { statusOf, type TraceState, type TraceStatus } from '../../core/status';
import { errorsOf } from '../../providers';
import type { DeployedFunction } from '../../surfaces/lambda/read';
import { damageOf, isIntact } from '../functions/condition';
import type { Job } from '../functions/job';
import { installerOf } from '../functions/other-tools';
import type { OptionsFor } from '../options/settings';
import { differences, layersAdded, outdated, ownRecipe, providerOf, shortLayerName } from './compare';

export interface StatusRow {
  readonly function: string;
  readonly region: string;
  readonly runtime: string;
  readonly state: TraceState;
  readonly pending: TraceStatus['pending'];
  /** Layers of which newer versions are known. */
  readonly outdated: readonly string[];
  /** What would change with the options that are given. */
  readonly different: readonly string[];
  /** The provider and its layers. */
  readonly with: string;
  readonly why: string;
  readonly findings: readonly object[];
  /** Whether a check passes. */
  readonly isUpToDate: boolean;
  /** Whether a call failed or something could not be read, or what is wrong is an error by the option `strict`. */
  readonly isFailed: boolean;
}

/** What the role of a traced function needs, by the variables that the function has. */
export function withNeededStatements(job: Job, options: OptionsFor): Job {
  const { deployed } = job;
  if (!isIntact(deployed)) return job;
  const recipe = ownRecipe(deployed as DeployedFunction, options);
  return { ...job, statements: recipe === undefined || isRefusal(recipe) ? [] : recipe.statements };
}

export function statusRow(job: Job, options: OptionsFor): StatusRow {
  const { target, deployed, policy = {}, isSelected = true } = job;
  const { Runtime, PackageType = '' } = deployed?.configuration ?? {};
  const findings = [
    ...job.findings.filter(isAboutFunction(deployed)),
    ...(deployed ? about(target.name, statusNotes(job, deployed, options)) : []),
  ];
  const status = statusOf({ isSelected, isTraced: isIntact(deployed), findings });
  const open = withPolicy(findings, policy);
  const isTraced = status.state === 'traced' || status.state === 'needs code';
  const newer = deployed && isTraced ? outdated(deployed, options) : [];
  const different = deployed && isTraced ? differences(job, deployed, options) : [];
  const isOpen = open.some((found) => pendingOf(found) !== undefined || effectOf(found) === 'needs code');
  return {
    function: target.name,
    region: target.region,
    runtime: Runtime ?? PackageType,
    state: status.state,
    pending: status.pending,
    outdated: newer.map(shortLayerName),
    different,
    with: deployed?.kept ? [providerOf(deployed, options), ...layersAdded(deployed).map(shortLayerName)].join(' ') : '',
    why: open
      .filter((found) => isReason(found))
      .map(sentence)
      .join(' '),
    findings: open.map(findingDocument),
    isUpToDate: isTraced && !isOpen && newer.length + different.length === 0,
    isFailed: errorsOf(open).length > 0,
  };
}

/** The plan of a traced function is about what the options would do, not about the function as it is. */
const isAboutFunction =
  (deployed: DeployedFunction | undefined) =>
  (found: Finding): boolean =>
    deployed?.kept === undefined || effectOf(found) !== 'not traced';

const isReason = (found: Finding): boolean =>
  severity(found) === 'error' || effectOf(found) !== undefined || pendingOf(found) !== undefined;

/** What to report about a function as it is, in addition to what its plan reports. */
function statusNotes({ plan }: Job, deployed: DeployedFunction, options: OptionsFor): Note[] {
  const damage = damageOf(deployed);
  if (damage.length > 0) return damage;
  const { kept, state } = deployed;
  if (kept !== undefined)
    return plan?.findings.some((found) => effectOf(found) === 'needs code') ? [] : neededCode(deployed, options);
  const installer = installerOf(state.parts);
  return installer === undefined ? [] : [note('function-foreign', { by: installer.title })];
}

/** What the function's own code, or its image, must still contain. */
function neededCode(deployed: DeployedFunction, options: OptionsFor): Note[] {
  const recipe = ownRecipe(deployed, options);
  const notes = recipe === undefined ? [] : isRefusal(recipe) ? recipe.refused : recipe.notes;
  const code = notes.filter((found) => effectOf(found) === 'needs code');
  const isUnseen =
    deployed.state.target.packageType === 'Image' && notes.some((found) => effectOf(found) === 'not traced');
  return code.length === 0 && isUnseen ? [note('image-by-hand', UNSEEN_IMAGE)] : code;
}

const UNSEEN_IMAGE = { done: 'its variables are set' };

export const findingDocument = (found: Finding): object => ({
  code: found.code,
  severity: severity(found),
  text: sentence(found),
});
