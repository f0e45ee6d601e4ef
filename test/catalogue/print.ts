/** Prints a recipe: one line for each thing that it requires. */
import { type Note, sentence, sentencesOf, severity } from '../../src/core/finding';
import { isRefusal, type Recipe, type Refusal, type Setting, type Statement } from '../../src/core/recipe';
import { type Value, valueText } from '../../src/core/value';

/** The layers in order, or the codes of why there is no recipe; docs/findings.md has their messages. */
export const layerLines = (made: Recipe | Refusal): string[] =>
  isRefusal(made) ? made.refused.map(({ code }) => `refused: ${code}`) : made.layers.map(({ arn }) => valueText(arn));

/** Everything except the layers; nothing if there is no recipe. */
export function otherLines(made: Recipe | Refusal): string[] {
  if (isRefusal(made)) return [];
  const { redirect, environment, tags, tracing, statements, subscription, notes, deprecated: dead } = made;
  const optional = redirect?.optional ? ', if it has one' : '';
  const permission = subscription?.permission ? ', with permission' : '';
  return [
    ...(redirect ? [`handler ${redirect.handler}, the original in ${redirect.original}${optional}`] : []),
    ...Object.entries(environment).map(([name, setting]) => `${name} ${settingText(setting)}`),
    ...Object.entries(tags).map(([name, value]) => `tag ${name}=${valueText(value)}`),
    ...(tracing ? [`tracing ${tracing}`] : []),
    ...statements.map(statementText),
    ...(subscription ? [`logs to ${valueText(subscription.destination)}${permission}`] : []),
    ...noteLines(notes),
    ...Object.entries(dead).map(([name, instead]) => `deprecated ${name}: ${instead}`),
  ];
}

/** The messages, with a remediation unless they are only for information. */
const noteLines = (notes: readonly Note[]): string[] =>
  notes.map((found) =>
    severity(found) === 'info' ? `info: ${sentencesOf(found).message}` : `${severity(found)}: ${sentence(found)}`,
  );

/** The differences between two recipes. */
export function changeLines(from: Recipe | Refusal, to: Recipe | Refusal): string[] {
  const [old, now] = [
    [...layerLines(from), ...otherLines(from)],
    [...layerLines(to), ...otherLines(to)],
  ];
  const gone = isRefusal(to) ? [] : old.filter((line) => !now.includes(line)).map((line) => `not ${line}`);
  return [...now.filter((line) => !old.includes(line)), ...gone];
}

/** `=`: the user's value stays. `==`: another value is a conflict. `+=`: the user's value comes first. */
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
