/** Notes about a function that follows a recipe. */
import { type Note, note } from '../../core/finding';
import type { Family } from '../../core/runtime';
import { unreadOption } from '../targets';
import { appSecNotes } from './appsec';
import { datadogHook, type ResolvedTarget } from './case';
import { hasEffect } from './environment';
import { HOOKS } from './hooks';
import type { Options } from './options';
import { shapeNotes } from './shapes';
import { DATADOG_OPTIONS } from './table';

/** The library waits for traces to be sent where it finds this folder of the extension. */
const AGENT_FOLDER = 'extensions/datadog-agent';

export function recipeNotes(resolved: ResolvedTarget): Note[] {
  const { family, image, runtime, destination } = resolved;
  return [
    ...(image ? [imageNote(family)] : []),
    ...codeNotes(resolved),
    ...(destination === 'agent' && datadogHook(resolved).agent?.late
      ? [note('last-trace-late', { runtime, folder: AGENT_FOLDER })]
      : []),
    ...idleNotes(resolved),
    ...appSecNotes(resolved),
    ...shapeNotes(resolved),
  ];
}

function codeNotes(resolved: ResolvedTarget): Note[] {
  const { code } = datadogHook(resolved);
  return code === undefined ? [] : [note('code-needed', { runtime: resolved.runtime, lines: code.lines })];
}

const imageNote = (family: Family): Note =>
  note('image-by-hand', {
    done: `its variables and tags are set${HOOKS[family].redirect ? ', and its command where the function has one' : ''}`,
  });

/** The options that are set and that nothing reads in the function; `false` needs no note. */
function idleNotes({ options, family, destination, runtime }: ResolvedTarget): Note[] {
  const idle = Object.entries(DATADOG_OPTIONS).filter(([name, spec]) => {
    const value = options[name as keyof Options];
    return value !== undefined && value !== false && !hasEffect(spec, { family, destination });
  });
  return idle.map(([option, spec]) => {
    const isRead = hasEffect({ ...spec, destinations: undefined }, { family, destination });
    return isRead
      ? note('option-without-effect', { option, why: 'only the extension reads it' })
      : unreadOption(option, runtime);
  });
}
