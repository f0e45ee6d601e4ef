/** Statements in the form of IAM. */
import type { Statement } from '../../core/recipe';
import { valueText } from '../../core/value';

/** A statement as IAM takes it. */
export const iamStatement = ({ actions, resources, conditions }: Statement): object => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources.map(valueText),
  ...(conditions === undefined ? {} : { Condition: conditions }),
});
