/** The one mistake about a missing region, for every command that needs one. */
import { note } from '../../core/finding';
import { UsageError } from '../command';
import { FLAGS } from './arguments';

/** `why` the command needs a region; `more` is another place that may set it. */
export const regionMissing = (why: string, more?: string): UsageError => {
  const places = more === undefined ? '`--region` or AWS_REGION' : `\`--region\`, AWS_REGION, or ${more}`;
  return new UsageError([
    { ...note('option-missing', { option: '`--region`', why, instead: `set ${places}` }), subject: FLAGS },
  ]);
};

export const LAYERS_BY_REGION = 'each region has layers of its own';
