/** What an environment is used for. The type selects the default of each setting; it changes no name, Availability Zone or CIDR block. */
export enum EnvironmentType {
  /** Protected against deletion and spread over several Availability Zones. Data outlives the stack. */
  PRODUCTION = 'production',

  /** Small and cheap. Deletes completely, including data. */
  NON_PRODUCTION = 'non-production',
}
