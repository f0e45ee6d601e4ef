/** A recipe in print, a line for each thing it asks. */
import { type Note, sentence, sentencesOf, severity } from '../../src/core/finding';
import { isRefusal, type Recipe, type Refusal, type Setting, type Statement } from '../../src/core/recipe';
import { type Value, valueText } from '../../src/core/value';

/** The layers in their order, or else the code of why there is no recipe; docs/findings.md has the words. */
export const layerLines = (made: Recipe | Refusal): string[] =>
  isRefusal(made) ? made.refused.map(({ code }) => `refused: ${code}`) : made.layers.map(({ arn }) => valueText(arn));

/** Everything but the layers; nothing where there is no recipe. */
export function otherLines(made: Recipe | Refusal): string[] {
  if (isRefusal(made)) return [];
  const { redirect, environment, tags, tracing, statements, subscription, notes, dead } = made;
  const optional = redirect?.optional ? ', if it states one' : '';
  const permission = subscription?.permission ? ', with permission' : '';
  return [
    ...(redirect ? [`handler ${redirect.handler}, the own one in ${redirect.original}${optional}`] : []),
    ...Object.entries(environment).map(([name, setting]) => `${name} ${settingText(setting)}`),
    ...Object.entries(tags).map(([name, value]) => `tag ${name}=${valueText(value)}`),
    ...(tracing ? [`tracing ${tracing}`] : []),
    ...statements.map(statementText),
    ...(subscription ? [`logs to ${valueText(subscription.destination)}${permission}`] : []),
    ...noteLines(notes),
    ...Object.entries(dead).map(([name, instead]) => `dead ${name}: ${instead}`),
  ];
}

/** Without the cure of what is only for the record. */
const noteLines = (notes: readonly Note[]): string[] =>
  notes.map((found) =>
    severity(found) === 'info' ? `info: ${sentencesOf(found).message}` : `${severity(found)}: ${sentence(found)}`,
  );

/** What sets one recipe apart from another. */
export function changeLines(from: Recipe | Refusal, to: Recipe | Refusal): string[] {
  const [old, now] = [
    [...layerLines(from), ...otherLines(from)],
    [...layerLines(to), ...otherLines(to)],
  ];
  const gone = isRefusal(to) ? [] : old.filter((line) => !now.includes(line)).map((line) => `not ${line}`);
  return [...now.filter((line) => !old.includes(line)), ...gone];
}

/** `=` gives way to the user's value, `==` must be it, `+=` comes behind it. */
function settingText(setting: Setting): string {
  switch (setting.rule) {
    case 'default':
      return `= ${valueText(setting.value)}`;
    case 'require':
      return `== ${valueText(setting.value)}`;
    case 'append':
      return `+= ${Object.entries(setting.pairs).map(([key, value]) => key + setting.assign + valueText(value))}`;
  }
}

function statementText({ actions, resources, conditions = {} }: Statement): string {
  const clauses = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, value]) =>
        ` if ${key} ${operator} ${[value]
          .flat()
          .map((one) => valueText(one as Value))
          .join(' or ')}`,
    ),
  );
  return `may ${actions.join(', ')} on ${resources.map(valueText).join(', ')}${clauses.join('')}`;
}
