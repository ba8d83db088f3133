/** The purpose of an environment. It selects the defaults of settings, and does not affect names, Availability Zones or CIDR blocks. */
export enum EnvironmentType {
  /** Highly available and protected against deletion. Data is retained when the stack is deleted. */
  PRODUCTION = 'production',

  /** Optimized for cost. All resources and data are deleted with the stack. */
  NON_PRODUCTION = 'non-production',
}
