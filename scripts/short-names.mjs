// What a macro calls most often, by names that the minifier may shorten; scripts/macro.mjs replaces the long names by these.
export const {
  entries: objectEntries,
  fromEntries: objectFromEntries,
  hasOwn: objectHasOwn,
  keys: objectKeys,
  values: objectValues,
} = Object;
export const { isArray: arrayIsArray } = Array;
export const undefinedValue = void 0;
