/** What the construct tells its handler. */
export interface ClosedDefaultSecurityGroupProperties {
  readonly SecurityGroupId: string;
}
