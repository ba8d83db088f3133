import type * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import { bucketResourceOf } from '../common/cdk/bucket-resource';
import { isSameValue } from '../common/cdk/environments';

/** The part of a policy statement that determines the allowed principals. */
interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Record<string, unknown>;
}

const SETTINGS = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'] as const;

/**
 * Whether the bucket blocks public access and has no statement that allows all principals. Call it before synthesis, because policies can be
 * added until then. Returns false for an imported bucket and for settings that are unresolved tokens.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isKnownToBePrivate(bucket: s3.IBucket): boolean {
  const resource = bucketResourceOf(bucket);
  return resource !== undefined && blocksPublicAccess(resource) && !policiesOf(resource, bucket.bucketName).some(allowsAllPrincipals);
}

function blocksPublicAccess({ publicAccessBlockConfiguration: block }: s3.CfnBucket): boolean {
  const settings = block as s3.CfnBucket.PublicAccessBlockConfigurationProperty | undefined;
  return settings !== undefined && !Token.isUnresolved(settings) && SETTINGS.every((setting) => settings[setting] === true);
}

function policiesOf(bucket: s3.CfnBucket, bucketName: string): s3.CfnBucketPolicy[] {
  return bucket.node.root.node.findAll()
    .filter((node): node is s3.CfnBucketPolicy => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::S3::BucketPolicy')
    .filter((policy) => isSameValue(policy, policy.bucket, bucket, bucketName));
}

/** Ignores conditions: a statement counts even if a condition restricts the principals. */
function allowsAllPrincipals(policy: s3.CfnBucketPolicy): boolean {
  const { Statement: statements = [] } = Stack.of(policy).resolve(policy.policyDocument) as { Statement?: Statement[] };
  return statements.some(({ Effect: effect, Principal: principal = '*' }) =>
    effect === 'Allow' && (typeof principal === 'string' ? [principal] : Object.values(principal).flat()).includes('*'));
}
