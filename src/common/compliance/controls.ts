import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** The type of the construct metadata that lists the controls that a resource implements. The metadata is in the cloud assembly but not in templates. */
export const CONTROLS_METADATA = 'secure-baseline:controls';

/**
 * Maps the ids of controls to a short description of how a resource implements them. An id is that of a Security Hub control (`CloudTrail.1`), or
 * contains the numbers of a recommendation in versions 1.4, 3, 5 and 7 of the CIS AWS Foundations Benchmark (`CIS 3.1/3.1/3.1/4.1`). A control that
 * is not implemented because of a prop is omitted, undefined or false.
 */
export interface ImplementedControls {
  readonly [control: string]: string | false | undefined;
}

/** The controls of IAM policies. */
export const LEAST_PRIVILEGE: ImplementedControls = {
  'CIS 1.16/1.16/1.15/2.14': 'named actions only',
  'IAM.1/IAM.21': 'named actions only, no service-wide wildcard',
  'KMS.1/2': 'allows decryption with specific keys only',
};

/** The controls of KMS keys. */
export const ENCRYPTION_KEY: ImplementedControls = {
  'CIS 3.8/3.6/3.6/4.6': 'automatic rotation every year',
  'CIS -/-/-/2.21': 'key policy allows only the account and specific services',
  'KMS.4': 'automatic rotation every year',
  'KMS.5': 'key policy allows only the account and specific services',
};

/** The controls of alarms that publish to a topic. */
export const ALARM_WITH_ACTIONS: ImplementedControls = { 'CloudWatch.15': 'publishes to a topic', 'CloudWatch.17': 'actions enabled' };

/** The controls of security groups that allow inbound traffic to ports 80 and 443 only. */
export const CLOSED_TO_THE_WORLD: ImplementedControls = {
  'CIS 5.2/5.2/5.3/6.3': 'no administration port open to 0.0.0.0/0',
  'CIS -/5.3/5.4/6.4': 'no administration port open to ::/0',
  'EC2.13': 'port 22 not open to the internet',
  'EC2.14': 'port 3389 not open to the internet',
  'EC2.18': 'only ports 80 and 443 open to the internet',
  'EC2.19': 'no high-risk port open to the internet',
};

/**
 * Declares which controls a resource implements. CONTROLS.md is generated from the declarations, and the tests in `test/controls` verify each
 * declaration against the templates.
 *
 * @param scope the resource, or the construct whose default child is the resource
 */
export function declareControls(scope: IConstruct, controls: ImplementedControls): void {
  const resource = CfnResource.isCfnResource(scope) ? scope : scope.node.defaultChild as CfnResource;
  const implemented = Object.entries(controls).filter(([, how]) => how);
  if (implemented.length > 0) {
    resource.node.addMetadata(CONTROLS_METADATA, Object.fromEntries(implemented), { stackTrace: false });
  }
}
