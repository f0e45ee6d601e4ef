/**
 * What the package is called in the telemetry it writes.
 */
export interface PackageIdentity {
  /**
   * The name of the package, as on npm.
   *
   * @default "tracelayer"
   */
  readonly name?: string;
}
