/** One state machine run here, or the reason why it was not. */
import { describe, severity } from '../../core/finding';
import { visibleLine } from '../../core/visible';
import { type MachinePreview, previewMachine, type StateMachine } from '../../preview/machine/preview';
import { PreviewProblem } from '../../preview/problem';
import type { RunnableFunction } from '../../preview/start';
import { defaultCacheFolder } from '../../preview/trees/cache';
import { deployedTemplate } from '../../surfaces/template/deployed';
import type { PreviewSetup } from './attempt';
import type { FoundFunction } from './functions';
import { type FoundMachine, idOf } from './machines';
import { runnable, startOptions } from './running';

export interface MachineSetup extends PreviewSetup {
  /** All functions and machines of the templates. */
  readonly functions: readonly FoundFunction[];
  readonly machines: readonly FoundMachine[];
  readonly results: Readonly<Record<string, unknown>>;
}

/** What was seen of a state machine, or why it did not run. */
export interface MachineResult {
  readonly found: FoundMachine;
  readonly preview?: MachinePreview;
  readonly reason?: string;
  readonly isUnexpected?: boolean;
}

/** Runs a machine; whatever goes wrong with it is part of the result. */
export async function attemptMachine(found: FoundMachine, setup: MachineSetup): Promise<MachineResult> {
  const { err } = setup.call.host;
  for (const finding of found.findings) err.write(`${severity(finding)} ${visibleLine(describe(finding))}\n`);
  try {
    if (found.machine === undefined) throw unreadable();
    return { found, preview: await machinePreview(found, found.machine, setup) };
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    err.write(`${visibleLine(`${found.id} was not run. ${reason}`)}\n`);
    return { found, reason, isUnexpected: !(problem instanceof PreviewProblem) };
  }
}

const unreadable = (): PreviewProblem =>
  new PreviewProblem({
    code: 'preview-definition-unread',
    what: 'Its definition is not JSON or YAML, or is not on this machine',
    allowed: 'a definition in the template, or a file that the template names',
  });

function machinePreview({ document }: FoundMachine, machine: StateMachine, setup: MachineSetup) {
  const { call, events, layers, signal, functions, machines, results } = setup;
  const cacheFolder = defaultCacheFolder(call.host.variables);
  const resources = deployedTemplate(document.template, setup.deployment);
  const functionOf = (reference: string) =>
    functions.find((one) => one.document === document && one.resource.id === idOf(reference, resources));
  return previewMachine(machine, {
    ...startOptions(call, cacheFolder, signal),
    inputs: events.map(({ make }) => make),
    isFunction: (reference) => functionOf(reference) !== undefined,
    functionOf: async (reference): Promise<RunnableFunction> => {
      const found = functionOf(reference);
      if (found === undefined) throw notInTemplate(reference);
      return runnable(found, cacheFolder, layers);
    },
    machineOf: (reference) =>
      machines.find((one) => one.document === document && one.id === idOf(reference, resources))?.machine,
    results,
  });
}

const notInTemplate = (reference: string): PreviewProblem =>
  new PreviewProblem({ code: 'preview-function-unknown', what: `Its function ${reference} is not in the template` });
