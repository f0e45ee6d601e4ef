/** Findings of plans: what prevents a function from following its recipe, or changes how it does. */
import { asSentence, type FindingRows, NOTHING_TO_DO, nounIn, type Words, type WordsOf } from './row';

export const PLAN_FINDINGS = {
  'provider-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: WordsOf<'by' | 'what'>) => `${d.by} already traces the ${nounIn(d)} (${d.what}).`,
    remediation: (d: WordsOf<'by'>) => `Remove ${d.by} first, or exclude the ${nounIn(d)}.`,
  },
  'setting-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'name' | 'wanted'>) =>
      `The variable ${d.name} has another value, and tracing needs "${d.wanted}".`,
    remediation: (d: Words<'name'>) => `Remove ${d.name} from the function, or exclude the function.`,
  },
  'handler-conflict': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'handler' | 'name'>) =>
      `The handler is "${d.handler}", but the variable ${d.name}, which keeps the original, names another.`,
    remediation: (d: Words<'name'>) => `Remove ${d.name} from the function, or exclude the function.`,
  },
  'handler-lost': {
    severity: 'warning',
    effect: 'damaged',
    message: (d: Words<'handler' | 'name'>) =>
      `The handler "${d.handler}" belongs to the tracer, and the variable ${d.name}, which names its own handler, is missing. The function cannot run.`,
    remediation: (d: Words<'name'>) => `Set the handler back to the function's own, or set ${d.name}.`,
  },
  'handler-missing': {
    severity: 'warning',
    effect: 'not traced',
    message: () => 'The function has no handler to redirect.',
    remediation: () => 'Set its handler, or exclude the function.',
  },
  'part-unresolved': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: WordsOf<'part'>) =>
      `The ${nounIn(d)}'s ${d.part} are one value that is known only at deployment, so nothing can be added.`,
    remediation: (d: WordsOf<'part'>) => `Write the ${d.part} one by one, or exclude the ${nounIn(d)}.`,
  },
  'layers-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) =>
      `The function would have ${d.count} layers, and Lambda allows ${d.limit}.`,
    remediation: () =>
      'Merge some of its own layers, package the library with it (`addLayers: false`), or exclude the function.',
  },
  'environment-too-large': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'limit' | 'size'>) =>
      `The function's environment would have ${d.size} bytes, and Lambda allows ${d.limit}.`,
    remediation: () => 'Move some of its own variables to Parameter Store or a file, or exclude the function.',
  },
  'tags-too-many': {
    severity: 'warning',
    effect: 'not traced',
    message: (d: Words<'count' | 'limit'>) => `The function would have ${d.count} tags, and Lambda allows ${d.limit}.`,
    remediation: () => 'Remove some of its own tags, or exclude the function.',
  },
  'layer-kept': {
    severity: 'info',
    message: (d: Words<'layer' | 'version'>) =>
      `The function keeps its layer ${d.layer}, which is newer than version ${d.version}.`,
    remediation: () => 'To have the version chosen for you, remove the layer from the function.',
  },
  'layer-replaced': {
    severity: 'info',
    message: (d: Words<'by' | 'layer'>) => `The function's layer ${d.layer} is replaced by ${d.by}.`,
    remediation: NOTHING_TO_DO,
  },
  'variable-dead': {
    severity: 'warning',
    message: (d: Words<'name'>) => `Nothing reads the function's variable ${d.name} any more.`,
    remediation: (d: Words<never, 'instead'>) => asSentence(d.instead ?? 'remove it'),
  },
} as const satisfies FindingRows;
