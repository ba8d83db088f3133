import type { DeployedAccount } from '../deployed-account';
import { nearMiss, OTHER_ACCOUNT, type NearMiss, type Proof } from '../proof';
import type { AwsRequest } from '../simulation';

/** A near miss that gets through, since nothing keeps it out that AWS documents. */
export interface Gap {
  /** The titles of the proofs that it nearly is. */
  readonly of: RegExp;
  readonly but: string;
  readonly why: string;
  readonly miss: (account: DeployedAccount) => NearMiss;
}

const fromElsewhere = (service: string, resource: string) => (account: DeployedAccount): NearMiss =>
  ({ context: { 'aws:SourceAccount': OTHER_ACCOUNT, 'aws:SourceArn': account.arn(service, resource, OTHER_ACCOUNT) } });

/** What is known to get through: whoever finds a key that AWS documents for one adds it to the statement, and takes the row out. */
export const GAPS: Gap[] = [
  {
    of: /^EventBridge publish to /,
    but: 'for a rule of another account',
    why: 'The guides of EventBridge and SNS name no key for topics. The other account must know the ARN of the topic, and cannot read what it tells',
    miss: fromElsewhere('events', 'rule/theirs'),
  },
  {
    of: /^EventBridge have messages to .* encrypted/,
    but: 'for a rule of another account',
    why: 'The guide of SNS says that source keys do not work for it: so the key serves the topics alone',
    miss: fromElsewhere('events', 'rule/theirs'),
  },
  {
    of: /^RDS events have messages to .* encrypted/,
    but: 'for a database of another account',
    why: 'RDS documents keys for the topic, where it is refused, and none for the use of the key',
    miss: fromElsewhere('rds', 'db:theirs'),
  },
  {
    of: /^CloudTrail takes its role/,
    but: 'for a trail of another account',
    why: 'CloudTrail documents no key for the trust of the role. Only who may pass the role can give it to a trail, and that is nobody of another account',
    miss: fromElsewhere('cloudtrail', 'trail/theirs'),
  },
  {
    of: /^The load balancer /,
    but: 'for a load balancer of another account',
    why: 'Elastic Load Balancing documents no key: that it writes below the folder of its own account alone is its own promise',
    miss: fromElsewhere('elasticloadbalancing', 'loadbalancer/app/theirs/0123456789abcdef'),
  },
  {
    of: /^S3 delivers the access logs of /,
    but: 'of another bucket of the account',
    why: 'The bucket names the one that receives its logs: to name it in that policy would be a cycle',
    miss: (account) => ({ context: { 'aws:SourceArn': `arn:${account.place.partition}:s3:::other` } }),
  },
];

/** The requests of the gaps, by what they are. */
export function gapsIn(account: DeployedAccount, proofs: Proof[]): [title: string, request: AwsRequest][] {
  return GAPS.flatMap(({ of, but, miss }) => proofs.filter(({ title }) => of.test(title))
    .map(({ title, request }): [string, AwsRequest] => [`${title}, but ${but}`, nearMiss(request, miss(account))]));
}
