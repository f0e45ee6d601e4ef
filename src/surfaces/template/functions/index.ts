/** The functions of a template, each traced, restored or left as it is: the entry file of this folder. */
export type { TemplateContext } from './context';
export { edgeFunctions } from './edge';
export { type Report, reportsIn, type TracedScope, traceFunctions } from './functions';
export type { Location } from './read';
export { hasReceipt } from './receipts';
