/** What is to be told of a function that follows a recipe. */
import { type Note, note } from '../../core/finding';
import type { Family } from '../../core/runtime';
import { appSecNotes } from './appsec';
import { type Case, hookOf } from './case';
import { hasEffect } from './environment';
import { ORIGINAL_HANDLER } from './hooks';
import { imageParts } from './image';
import type { Options } from './options';
import { DATADOG_OPTIONS } from './table';

export function notesOf(settled: Case): Note[] {
  const { family, image, runtime, destination } = settled;
  return [
    ...(image ? [imageNote(family, settled.options)] : []),
    ...codeNotes(settled),
    ...(destination === 'agent' && hookOf(settled).agent?.late ? [note('last-trace-late', { runtime })] : []),
    ...idleNotes(settled),
    ...appSecNotes(settled),
  ];
}

function codeNotes(settled: Case): Note[] {
  const { code } = hookOf(settled);
  const isDone = code?.unless !== undefined && settled.options[code.unless] === true;
  return code === undefined || isDone ? [] : [note('code-needed', { runtime: settled.runtime, lines: code.lines })];
}

function imageNote(family: Family, options: Options): Note {
  const { lines, command } = imageParts(family, options);
  const done =
    command === undefined
      ? 'its variables and tags are set'
      : 'its variables and tags are set, and its command where it is stated';
  const own =
    command === undefined
      ? []
      : [`CMD ["${command}"] (with the own command in ${ORIGINAL_HANDLER}) where the command stands there`];
  return note('image-by-hand', {
    done,
    lines: [...lines, ...own].map((line) => `\`${line}\``).join(', '),
  });
}

/** The options that somebody set and that nothing reads there; switching off what is not on needs no word. */
function idleNotes({ options, family, destination, runtime }: Case): Note[] {
  const idle = Object.entries(DATADOG_OPTIONS).filter(([name, spec]) => {
    const value = options[name as keyof Options];
    return value !== undefined && value !== false && !hasEffect(spec, { family, destination });
  });
  return idle.map(([option, spec]) => {
    const isRead = hasEffect({ ...spec, destinations: undefined }, { family, destination });
    const why = isRead ? 'only the extension reads it' : `${runtime} functions do not read it`;
    return note('option-without-effect', { option, why });
  });
}
