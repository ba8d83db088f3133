import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { BaselineParts } from './pillars/pillar';

/** Adds the dependencies between pillars that do not result from references. */
export function orderDeployment(parts: BaselineParts): void {
  addInternetDependencies(parts);
  addAccountCheckDependencies(parts);
}

/** Instances install packages from the internet when they first start, and clients reach the load balancer through the internet gateway. */
function addInternetDependencies({ webTier, network }: BaselineParts): void {
  if (webTier && network) {
    const instances = webTier.targetType === TargetType.INSTANCE ? [webTier.autoScalingGroup] : [];
    [...instances, webTier.loadBalancer].forEach(({ node }) => node.addDependency(network.internetConnectivity));
  }
}

/**
 * Checks whether the account has another AWS Config recorder, or settings that must not be applied, before creating resources that CloudFormation cannot
 * delete in a rollback: a protected database or load balancer, or a bucket that contains log files.
 */
function addAccountCheckDependencies({ configRecording, accountGuardrails, auditTrail, database, webTier }: BaselineParts): void {
  const checks = [configRecording?.accountCheck, accountGuardrails?.conflictCheck].filter((check) => check !== undefined);
  [auditTrail?.trail, database?.instance, webTier?.loadBalancer].forEach((dependent) => dependent?.node.addDependency(...checks));
}
