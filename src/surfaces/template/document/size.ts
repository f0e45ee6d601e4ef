/** How large CloudFormation takes a template, and what to say of one that passes that by what was added. */
import { type Note, note } from '../../../core/finding';

/** Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const INLINE_LIMIT = 51_200;
const UPLOADED = 1_000_000;

/** For the sizes in bytes before and after, as the template is sent; one that was too large before is not news. */
export function sizeNotes(before: number, after: number): Note[] {
  const passes = (limit: number) => before <= limit && after > limit;
  const details = (limit: number) => ({ size: String(after), limit: String(limit) });
  if (passes(UPLOADED)) return [note('template-too-large', details(UPLOADED))];
  return passes(INLINE_LIMIT) ? [note('template-not-inline', details(INLINE_LIMIT))] : [];
}
