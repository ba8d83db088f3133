/** The type of the custom resource. */
export const RESOURCE_TYPE = 'Custom::ClosedDefaultSecurityGroup';

/** The properties of the custom resource. */
export interface ClosedDefaultSecurityGroupProperties {
  readonly SecurityGroupId: string;
}
