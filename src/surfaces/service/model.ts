/** What a Serverless service says of its functions, as far as it is read or written. */
import type { FunctionReceipt } from '../../core/function';
import type { Target } from '../../core/state';

/** Where a function keeps its receipt: in memory, as the framework writes no metadata of functions. */
export const RECEIPT_SYMBOL = Symbol.for('tracelayer.receipt');

/** A function as it is written under `functions:`; values may be intrinsic functions of CloudFormation. */
export interface ServiceFunction {
  /** The function's full name, which the framework fills in. */
  name?: string;
  handler?: string;
  runtime?: string;
  architecture?: string;
  /** A name or an address, or a map with one of them. */
  image?: string | Image;
  environment?: Readonly<Record<string, unknown>> | null;
  layers?: unknown;
  tags?: Readonly<Record<string, unknown>> | null;
  tracing?: string | boolean | null;
  readonly disableLogs?: boolean;
  readonly role?: unknown;
  readonly events?: readonly unknown[];
  readonly durableConfig?: unknown;
  readonly capacityProvider?: unknown;
  readonly snapStart?: unknown;
  readonly url?: unknown;
  [RECEIPT_SYMBOL]?: FunctionReceipt;
}

export interface Image {
  readonly command?: unknown;
}

/** What functions inherit from `provider:`. */
export interface ServiceProvider {
  readonly architecture?: string;
  readonly environment?: Readonly<Record<string, unknown>> | null;
  readonly layers?: unknown;
  readonly tags?: Readonly<Record<string, unknown>> | null;
  readonly tracing?: { readonly lambda?: string | boolean | null } | null;
}

/** Where a function is. */
export interface ServiceContext {
  /** Its key under `functions:`. */
  readonly key: string;
  readonly provider: ServiceProvider;
  /** Its runtime, the framework's own default included. */
  readonly runtime: string;
  readonly region: string;
  readonly bundle?: Target['bundle'];
  /** Properties that the service adds to the function's resource, under `resources.extensions`. */
  readonly extension?: Readonly<Record<string, unknown>>;
}
