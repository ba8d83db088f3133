/** The properties of the custom resource. */
export interface ClosedDefaultSecurityGroupProperties {
  readonly SecurityGroupId: string;
}
