import type { Resource } from './templates';

/** The property with the name of a resource, by type. Two resources of a type cannot have the same name in an account and region. */
const NAMES: { readonly [type: string]: string } = {
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Config::ConfigRule': 'ConfigRuleName',
  'AWS::Config::ConfigurationRecorder': 'Name',
  'AWS::Config::DeliveryChannel': 'Name',
  'AWS::IAM::ServiceLinkedRole': 'CustomSuffix',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::SNS::Topic': 'TopicName',
};

/** The types of resources that contain data. */
const DATA = ['AWS::S3::Bucket', 'AWS::Logs::LogGroup', 'AWS::RDS::DBInstance'];

/** Log groups of functions are deleted with the functions, as documented. */
const LOG_GROUP_OF_FUNCTION = /FunctionLogGroup/;

/** How long a resource of a type retains data, in days. */
const RETENTIONS: { readonly [type: string]: (properties: Resource['properties']) => number } = {
  'AWS::Logs::LogGroup': ({ RetentionInDays }) => Number(RetentionInDays ?? Infinity),
  'AWS::RDS::DBInstance': ({ BackupRetentionPeriod }) => Number(BackupRetentionPeriod ?? 1),
  'AWS::S3::Bucket': ({ LifecycleConfiguration = '' }) =>
    Math.min(Infinity, ...[...LifecycleConfiguration.matchAll(/"ExpirationInDays":(\d+)/g)].map(([, days]) => Number(days))),
};

/** Whether AWS refuses to delete a resource of a type. */
const PROTECTIONS: { readonly [type: string]: (properties: Resource['properties']) => boolean } = {
  'AWS::RDS::DBInstance': ({ DeletionProtection }) => DeletionProtection === 'true',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ LoadBalancerAttributes = '' }) => LoadBalancerAttributes.includes('"deletion_protection.enabled","Value":"true"'),
};

/** Returns the name of a resource with its type, or undefined if CloudFormation generates the name. */
export function nameOf({ type, properties }: Resource): string | undefined {
  const name = properties[NAMES[type]];
  return name === undefined ? undefined : `${type} ${name}`;
}

/** Whether a resource contains data that is nowhere else. A read replica is a copy of its source. */
export function hasData(id: string, { type, properties }: Resource): boolean {
  return DATA.includes(type) && !LOG_GROUP_OF_FUNCTION.test(id) && properties.SourceDBInstanceIdentifier === undefined;
}

export function retentionOf({ type, properties }: Resource): number | undefined {
  return RETENTIONS[type]?.(properties);
}

export function isProtected({ type, properties }: Resource): boolean {
  return PROTECTIONS[type]?.(properties) ?? false;
}
