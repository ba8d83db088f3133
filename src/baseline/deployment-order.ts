import type { SecureBaseline } from './secure-baseline';

/** What waits for what across pillars, besides what references say. */
export function orderParts(baseline: SecureBaseline): void {
  comeUpWithInternet(baseline);
  checkAccountFirst(baseline);
}

/** Instances install packages at their first start; clients reach the load balancer through the internet gateway. */
function comeUpWithInternet({ webTier, network }: SecureBaseline): void {
  if (webTier && network) {
    [webTier.autoScalingGroup, webTier.loadBalancer].forEach(({ node }) => node.addDependency(network.internetConnectivity));
  }
}

/**
 * Where the account has another recorder, the first deployment fails while CloudFormation can still roll it back: it deletes neither a
 * protected database or load balancer, nor a bucket that received log files.
 */
function checkAccountFirst({ configRecording, auditTrail, database, webTier }: SecureBaseline): void {
  const accountCheck = configRecording?.accountCheck;
  if (accountCheck) {
    [auditTrail?.trail, database?.instance, webTier?.loadBalancer].forEach((later) => later?.node.addDependency(accountCheck));
  }
}
