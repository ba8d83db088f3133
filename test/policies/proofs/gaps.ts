import type { DeployedAccount } from '../deployed-account';
import { nearMiss, OTHER_ACCOUNT, type NearMiss, type Proof } from '../proof';
import type { AwsRequest } from '../simulation';

/** A near miss that is allowed, because AWS documents no condition key that would deny it. */
export interface Gap {
  /** Matches the titles of the proofs that have the gap. */
  readonly proofs: RegExp;
  readonly difference: string;
  readonly reason: string;
  readonly miss: (account: DeployedAccount) => NearMiss;
}

const fromOtherAccount = (service: string, resource: string) => (account: DeployedAccount): NearMiss =>
  ({ context: { 'aws:SourceAccount': OTHER_ACCOUNT, 'aws:SourceArn': account.arn(service, resource, OTHER_ACCOUNT) } });

/** What an instance can do beyond its own resources. docs/design-notes.md describes it. */
const REMAINING: [difference: string, action: string, resource: (account: DeployedAccount) => string][] = [
  ['to read the tags of other resources', 'ec2:DescribeTags', () => '*'],
  ['to list the volumes of the account', 'ec2:DescribeVolumes', () => '*'],
  ['to list the log groups of the account', 'logs:DescribeLogGroups', () => '*'],
  ['to read the documents of Systems Manager', 'ssm:GetDocument', (account) => account.arn('ssm', 'document/my-runbook')],
  ['to report an inventory for another instance', 'ssm:PutInventory', () => '*'],
  ['to read the health of the targets of other load balancers', 'elasticloadbalancing:DescribeTargetHealth', () => '*'],
];

/** The known gaps. When AWS documents a condition key for one, add the key to the statement and remove the gap. */
export const GAPS: Gap[] = [
  {
    proofs: /^EventBridge: publishing to /,
    difference: 'for a rule of another account',
    reason: 'EventBridge and SNS document no source key for topic policies. The other account must know the ARN of the topic, and cannot read its messages',
    miss: fromOtherAccount('events', 'rule/other'),
  },
  {
    proofs: /^EventBridge: encrypting messages to /,
    difference: 'for a rule of another account',
    reason: 'SNS documents that source keys are not supported for EventBridge. The key is therefore dedicated to the topics',
    miss: fromOtherAccount('events', 'rule/other'),
  },
  {
    proofs: /^RDS events: encrypting messages to /,
    difference: 'for a database of another account',
    reason: 'RDS documents source keys for the topic policy, which denies the request, but none for the key policy',
    miss: fromOtherAccount('rds', 'db:other'),
  },
  {
    proofs: /^CloudTrail assumes its role/,
    difference: 'for a trail of another account',
    reason: 'CloudTrail documents no source key for the trust policy. Only principals that may pass the role can configure it for a trail, and they belong to this account',
    miss: fromOtherAccount('cloudtrail', 'trail/other'),
  },
  {
    proofs: /^The load balancer /,
    difference: 'for a load balancer of another account',
    reason: 'Elastic Load Balancing documents no source key. The service itself ensures that a load balancer writes only to the folder of its account',
    miss: fromOtherAccount('elasticloadbalancing', 'loadbalancer/app/other/0123456789abcdef'),
  },
  {
    proofs: /^S3 delivers the access logs of /,
    difference: 'for another bucket of the account',
    reason: 'The source bucket refers to the target bucket. A reference to the source bucket in the policy of the target bucket would be a circular dependency',
    miss: (account) => ({ context: { 'aws:SourceArn': `arn:${account.place.partition}:s3:::other` } }),
  },
  {
    proofs: /^The CloudWatch agent sends logs to the application log group: logs:PutLogEvents/,
    difference: 'for events in the embedded metric format, from which CloudWatch extracts metrics of any namespace',
    reason: 'CloudWatch Logs documents no condition key for the content of events. Alarms on the first event cannot be prevented by it, because they evaluate the maximum',
    miss: () => ({}),
  },
  ...REMAINING.map(([difference, action, resource]): Gap => ({
    proofs: /^The CloudWatch agent sends metrics/,
    difference,
    reason: 'AWS documents no resource-level permissions, or the agent of Systems Manager requires the action for all resources',
    miss: (account) => ({ action, resource: resource(account), context: { 'cloudwatch:namespace': undefined } }),
  })),
];

/** Returns the requests of the gaps with their titles. */
export function gapsIn(account: DeployedAccount, proofs: Proof[]): [title: string, request: AwsRequest][] {
  return GAPS.flatMap(({ proofs: titles, difference, miss }) => proofs.filter(({ title }) => titles.test(title))
    .map(({ title, request }): [string, AwsRequest] => [`${title} [${difference}]`, nearMiss(request, miss(account))]));
}
