import { actionsOf, bucketStatements, identityStatements, resourcesOf } from './policies';
import { ofType, type SynthesizedBaseline } from './presets-under-test';
import type { TemplateResource } from '../support/templates';

/** A resource that writes objects to a bucket, and the bucket, by logical id. */
export interface BucketWriter {
  readonly writer: string;
  readonly type: string;
  readonly bucket: string;
}

interface Attribute {
  readonly Key: string;
  readonly Value: unknown;
}

const INSTANCES = 'AWS::AutoScaling::AutoScalingGroup';

/** Returns the property of a resource that refers to the destination bucket, by type. */
const DESTINATIONS: Record<string, (properties: TemplateResource['Properties']) => unknown> = {
  'AWS::CloudTrail::Trail': ({ S3BucketName }) => S3BucketName,
  'AWS::Config::DeliveryChannel': ({ S3BucketName }) => S3BucketName,
  'AWS::EC2::FlowLog': ({ LogDestination }) => LogDestination,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ LoadBalancerAttributes }) =>
    (LoadBalancerAttributes as Attribute[]).filter(({ Key }) => Key.endsWith('.s3.bucket')).map(({ Value }) => Value),
  'AWS::S3::Bucket': ({ LoggingConfiguration }) => LoggingConfiguration?.DestinationBucketName,
};

/** The types of the resources on whose behalf the services write. */
const SERVICES: Record<string, string> = {
  'cloudtrail.amazonaws.com': 'AWS::CloudTrail::Trail',
  'config.amazonaws.com': 'AWS::Config::DeliveryChannel',
  'delivery.logs.amazonaws.com': 'AWS::EC2::FlowLog',
  'logdelivery.elasticloadbalancing.amazonaws.com': 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'logging.s3.amazonaws.com': 'AWS::S3::Bucket',
};

/** Returns all writers in the template, according to their properties and roles. */
export function writersIn(preset: SynthesizedBaseline): BucketWriter[] {
  const buckets = ofType(preset, 'AWS::S3::Bucket').map(([id]) => id);
  const services = Object.entries(DESTINATIONS).flatMap(([type, destinationOf]) => ofType(preset, type).flatMap(([writer, { Properties }]) => {
    const destination = JSON.stringify(destinationOf(Properties)) ?? '';
    return buckets.filter((bucket) => destination.includes(`"${bucket}"`)).map((bucket) => ({ writer, type, bucket }));
  }));
  const instances = ofType(preset, INSTANCES).flatMap(([writer, group]) =>
    writableBy(preset, roleOf(preset, group)).map((bucket) => ({ writer, type: INSTANCES, bucket })));
  return [...services, ...instances];
}

/** Returns the types of all writers that bucket policies and roles allow to write, followed by the bucket. */
export function allowedWriters(preset: SynthesizedBaseline): string[] {
  const services = [...bucketStatements(preset)].flatMap(([bucket, statements]) => statements
    .filter((one) => one.Effect === 'Allow' && actionsOf(one).includes('s3:PutObject'))
    .map(({ Principal }) => `${SERVICES[(Principal as { Service: string }).Service]} ${bucket}`));
  const roles = ofType(preset, 'AWS::IAM::Role').flatMap(([role]) => writableBy(preset, role).map((bucket) => `${userOf(preset, role)} ${bucket}`));
  return [...new Set([...services, ...roles])].sort();
}

function writableBy(preset: SynthesizedBaseline, role: string): string[] {
  const objects = identityStatements(preset)
    .filter((one) => one.holder === role && one.Effect === 'Allow' && actionsOf(one).includes('s3:PutObject'))
    .flatMap(resourcesOf);
  return ofType(preset, 'AWS::S3::Bucket').map(([id]) => id).filter((id) => objects.includes(`\${${id}.Arn}/*`));
}

function roleOf({ resources }: SynthesizedBaseline, group: TemplateResource): string {
  const { LaunchTemplateData } = resources[group.Properties.LaunchTemplate.LaunchTemplateId.Ref].Properties;
  const [profile] = LaunchTemplateData.IamInstanceProfile.Arn['Fn::GetAtt'];
  return resources[profile].Properties.Roles[0].Ref;
}

/** Returns the type of the Auto Scaling group if the role is the instance role, and otherwise the role itself. */
function userOf(preset: SynthesizedBaseline, role: string): string {
  return ofType(preset, INSTANCES).some(([, group]) => roleOf(preset, group) === role) ? INSTANCES : role;
}
