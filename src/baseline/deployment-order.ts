import type { BaselineParts } from './pillars/pillar';

/** What waits for what across pillars, besides what references say. */
export function orderDeployment(parts: BaselineParts): void {
  waitForInternet(parts);
  checkAccountFirst(parts);
}

/** Instances install packages at their first start; clients reach the load balancer through the internet gateway. */
function waitForInternet({ webTier, network }: BaselineParts): void {
  if (webTier && network) {
    [webTier.autoScalingGroup, webTier.loadBalancer].forEach(({ node }) => node.addDependency(network.internetConnectivity));
  }
}

/**
 * If the account has another recorder, the first deployment fails while CloudFormation can still roll it back: it deletes neither a
 * protected database or load balancer, nor a bucket that received log files.
 */
function checkAccountFirst({ configRecording, auditTrail, database, webTier }: BaselineParts): void {
  const accountCheck = configRecording?.accountCheck;
  if (accountCheck) {
    [auditTrail?.trail, database?.instance, webTier?.loadBalancer].forEach((later) => later?.node.addDependency(accountCheck));
  }
}
