/** The pages of traced functions as outputs of the stack, for those who ask for them. */
import { about, type Finding, note } from '../core/finding';
import { PROVIDERS } from '../providers';
import { render, toValue } from '../surfaces/intrinsics';
import type { Template } from '../surfaces/template/document/document';
import type { PlannedFunction } from './trace';

/** Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LIMIT = 200;

type PresentOutputs = readonly (readonly [id: string, planned: PlannedFunction])[];

export function addOutputs(
  template: { -readonly [Section in keyof Template]: Template[Section] },
  present: PresentOutputs,
  region: string,
): readonly Finding[] {
  const account = toValue({ Ref: 'AWS::AccountId' });
  const pages = present.flatMap(([id, { key, fn, chosen, plan }]) => {
    const page =
      plan.recipe && PROVIDERS[chosen.name].page?.(chosen.settings, { name: fn.name ?? key, region, account });
    const Description = `The page of ${fn.name ?? key}`;
    return page === undefined ? [] : [[`${id}Page`, { Description, Value: render(page) }] as const];
  });
  const all = { ...template.Outputs, ...Object.fromEntries(pages) };
  const count = Object.keys(all).length;
  if (pages.length > 0 && count > LIMIT)
    return about('the service', [note('outputs-too-many', { count: String(count), limit: String(LIMIT) })]);
  if (pages.length > 0) template.Outputs = all;
  return [];
}
