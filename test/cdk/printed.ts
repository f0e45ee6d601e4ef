/** Documents in a form in which two that say the same are equal. */
import { valueText } from '../../src/core/value';
import { toValue } from '../../src/surfaces/intrinsics';

/** A document with every intrinsic function in print, as two that say the same may be written differently. */
export const printed = (raw: any): unknown => {
  if (typeof raw !== 'object' || raw === null) return raw;
  if ('Fn::If' in raw) return { 'Fn::If': raw['Fn::If'].map(printed) };
  if (Object.keys(raw).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return valueText(toValue(raw));
  if (Array.isArray(raw)) return raw.map(printed);
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, printed(value)]));
};
