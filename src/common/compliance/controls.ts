import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** The type of the metadata, in the cloud assembly, that says which controls a resource serves. It stands in no template. */
export const CONTROLS_METADATA = 'secure-baseline:controls';

/**
 * How controls are served, in a few words, by their ids: those of Security Hub (`CloudTrail.1`), or the numbers in versions 1.4, 3, 5 and 7 of
 * the CIS AWS Foundations Benchmark (`CIS 3.1/3.1/3.1/4.1`). What depends on a prop is left out, or undefined, where the prop says otherwise.
 */
export interface ImplementedControls {
  readonly [control: string]: string | false | undefined;
}

/** For policies of IAM. */
export const LEAST_PRIVILEGE: ImplementedControls = {
  'CIS 1.16/1.16/1.15/2.14': 'single actions, never all',
  'IAM.1/IAM.21': 'single actions, no wildcard of a service',
  'KMS.1/2': 'decrypts with named keys only',
};

/** For KMS keys. */
export const ENCRYPTION_KEY: ImplementedControls = {
  'CIS 3.8/3.6/3.6/4.6': 'rotated every year',
  'CIS -/-/-/2.21': 'the policy lets in the account and named services only',
  'KMS.4': 'rotated every year',
  'KMS.5': 'the policy lets in the account and named services only',
};

/** For alarms that tell somebody. */
export const ALARM_WITH_ACTIONS: ImplementedControls = { 'CloudWatch.15': 'tells a topic', 'CloudWatch.17': 'actions are on' };

/** For security groups that let nobody in but by the ports of the web. */
export const CLOSED_TO_THE_WORLD: ImplementedControls = {
  'CIS 5.2/5.2/5.3/6.3': 'no port of administration to any IPv4 address',
  'CIS -/5.3/5.4/6.4': 'no port of administration to any IPv6 address',
  'EC2.13': 'no SSH from anywhere',
  'EC2.14': 'no RDP from anywhere',
  'EC2.18': 'from anywhere by 80 and 443 only',
  'EC2.19': 'no port of high risk from anywhere',
};

/**
 * Says which controls a resource serves, where the resource is made: CONTROLS.md is written from it, and every word of it is held against the
 * templates by the tests of `test/controls`.
 *
 * @param scope the resource, or the construct around it
 */
export function declareControls(scope: IConstruct, controls: ImplementedControls): void {
  const resource = CfnResource.isCfnResource(scope) ? scope : scope.node.defaultChild as CfnResource;
  const served = Object.entries(controls).filter(([, how]) => how);
  if (served.length > 0) {
    resource.node.addMetadata(CONTROLS_METADATA, Object.fromEntries(served), { stackTrace: false });
  }
}
