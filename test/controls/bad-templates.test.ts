import { Template } from 'aws-cdk-lib/assertions';
import { CONTROLS } from './catalogue';
import { namesOf } from './control';
import {
  add, addAclEntries, addInlinePolicy, addPolicy, allow, both, idIn, recordObjects, remove, set, setEndpoint, setOptions, type Edit,
} from './edits';
import { Resources, type TemplateResources } from './resources';
import { presets } from './stacks';

type Row = [title: string, edit: Edit, controls: string[]];

const FULL_ACCESS = ['CIS v7 2.14', 'IAM.1/IAM.21', 'KMS.1/2'];
const PUBLIC = ['CIS v7 2.21', 'S3.2/S3.3', 'KMS.5', 'SNS.4'];
const OBJECT_EVENTS = ['CIS v7 4.8', 'CIS v7 4.9'];
const EVENT_ALARMS = Array.from({ length: 15 }, (_, index) => `CIS v7 5.${index + 1}`);
const ADMIN_PORTS_BY_ACL = ['CIS v7 6.2', 'EC2.21'];
const ENDPOINTS = ['CIS v7 6.8'];
const ROTATION = ['SecretsManager.1', 'SecretsManager.4'];

const ALL_ACTIONS = { Effect: 'Allow', Action: '*', Resource: '*' };
const OTHER_ACCOUNT = { AWS: 'arn:aws:iam::444455556666:root' };
const publicIf = (Condition: object) => allow({ Principal: { AWS: '*' }, Action: '*', Resource: '*', Condition });
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
const TRAIL = 'AWS::CloudTrail::Trail';
const ALARM = 'AWS::CloudWatch::Alarm';
const STARTER = 'Custom::ConfigStarter';
const SECRET = 'AWS::SecretsManager::Secret';
const ANY_IPV4 = { CidrBlock: '0.0.0.0/0' };
const [TCP, UDP] = [{ Protocol: 6 }, { Protocol: 17 }];
const DENY_RDP = { RuleAction: 'deny', PortRange: { From: 3389, To: 3389 } };
const ALLOW_EPHEMERAL = { RuleAction: 'allow', PortRange: { From: 1024, To: 65535 } };
const objectsOf = (template: TemplateResources, bucket: RegExp) =>
  [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [idIn(template, 'AWS::S3::Bucket', bucket), 'Arn'] }, '/']] }];

const ACCESS: Row[] = [
  ['a managed policy with full access', addPolicy('AWS::IAM::ManagedPolicy', ALL_ACTIONS), FULL_ACCESS],
  ['a separate role policy with full access', addPolicy('AWS::IAM::RolePolicy', ALL_ACTIONS), FULL_ACCESS],
  ['an inline policy of a group with full access', addInlinePolicy('AWS::IAM::Group', ALL_ACTIONS), FULL_ACCESS],
  ['a managed policy that allows all actions except some', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), FULL_ACCESS],
  ['a role with AdministratorAccess', set('AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }), ['CIS v7 2.14']],
  ['a managed policy with all actions of a service', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 'S3:*', Resource: '*' }), ['IAM.1/IAM.21']],
  ['a managed policy that allows decryption with all keys', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }), ['KMS.1/2']],
  ['a policy that allows decryption by a wildcard', addPolicy('AWS::IAM::Policy', { Effect: 'Allow', Action: ['kms:De*'], Resource: ['arn:aws:kms:*:*:key/*'] }), ['KMS.1/2']],
  ['a policy that allows decryption with all keys except one', addPolicy('AWS::IAM::Policy', { Effect: 'Allow', Action: 'kms:Decrypt', NotResource: 'key' }), ['KMS.1/2']],
  ['access for any principal without a condition', allow({ Principal: '*', Action: '*', Resource: '*' }), PUBLIC],
  ['access for any principal except some', allow({ NotPrincipal: OTHER_ACCOUNT, Action: '*', Resource: '*' }), PUBLIC],
  ['access for any principal whose ARN matches *', publicIf({ StringLike: { 'aws:PrincipalArn': '*' } }), PUBLIC],
  ['access for any principal of one account or of any account', publicIf({ StringLike: { 'aws:SourceAccount': ['111122223333', '*'] } }), PUBLIC],
  ['access for any principal of an account or without a source account', publicIf({ StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } }), PUBLIC],
  ['access for any principal except those of an account', publicIf({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } }), PUBLIC],
  ['access for any principal over HTTPS', publicIf({ Bool: { 'aws:SecureTransport': 'true' } }), PUBLIC],
  ['access for any principal through a service', publicIf({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }), PUBLIC],
  ['permission to change policies by a wildcard for another account', allow({ Principal: OTHER_ACCOUNT, Action: 's3:Put*', Resource: '*' }), ['S3.6']],
  ['permission to change policies for any principal', allow({ Principal: '*', Action: 's3:PutBucketPolicy', Resource: '*' }), ['S3.6']],
];

const COMPUTE: Row[] = [
  ['a launch template without block device mappings', set(LAUNCH_TEMPLATE, { LaunchTemplateData: { BlockDeviceMappings: [] } }), ['CIS v7 6.1.1', 'EC2.3']],
  ['a launch template without network interfaces', set(LAUNCH_TEMPLATE, { LaunchTemplateData: { NetworkInterfaces: [] } }), ['EC2.9', 'EC2.25']],
  ['a function that any principal can invoke', add('AWS::Lambda::Permission', { Principal: '*' }), ['Lambda.1']],
  ['a function that buckets of any account can invoke', add('AWS::Lambda::Permission', { Principal: 's3.amazonaws.com' }), ['Lambda.1']],
];

const AUDIT: Row[] = [
  ['a trail with data events of a bucket outside the stack only', recordObjects(() => ({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::no-such-bucket/'] })), OBJECT_EVENTS],
  ['a trail that excludes the data events of all buckets', recordObjects(() => ({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::'] })), OBJECT_EVENTS],
  ['a trail that excludes the data events of the data bucket', recordObjects((template) => ({ Field: 'resources.ARN', NotStartsWith: objectsOf(template, /DataBucket/) })), OBJECT_EVENTS],
  ['a trail with data events of one user only', recordObjects(() => ({ Field: 'userIdentity.arn', Equals: ['arn:aws:iam::111122223333:user/one'] })), OBJECT_EVENTS],
  ['a trail with write data events only', recordObjects(() => ({ Field: 'readOnly', Equals: ['false'] })), OBJECT_EVENTS],
  ['alarms without actions', set(ALARM, { AlarmActions: undefined }), [...EVENT_ALARMS, 'CloudWatch.15']],
  ['alarms with disabled actions', set(ALARM, { ActionsEnabled: false }), [...EVENT_ALARMS, 'CloudWatch.17']],
  ['alarms that require five periods', set(ALARM, { EvaluationPeriods: 5 }), EVENT_ALARMS],
  ['alarms on a single-region trail', set(TRAIL, { IsMultiRegionTrail: false }), [...EVENT_ALARMS, 'CIS v7 4.1', 'CloudTrail.1']],
  ['alarms on a trail that does not log', set(TRAIL, { IsLogging: false }), [...EVENT_ALARMS, 'CIS v7 4.1', 'CloudTrail.1', 'CloudTrail.3']],
  ['alarms on a trail without management events', set(TRAIL, { AdvancedEventSelectors: [] }), [...EVENT_ALARMS, 'CIS v7 4.1', 'CloudTrail.1']],
  ['alarms on a topic without subscriptions', remove('AWS::SNS::Subscription'), EVENT_ALARMS],
  ['a recorder that is not started', remove(STARTER), ['Config.1']],
  ['a ConfigStarter resource that adopts a recorder', set(STARTER, { Operation: 'Adopt', RecorderName: undefined }), ['Config.1']],
  ['a ConfigStarter resource for another recorder', set(STARTER, { RecorderName: 'other' }), ['Config.1']],
];

const NETWORK: Row[] = [
  ['RDP denied over TCP and allowed over UDP', addAclEntries({ ...ANY_IPV4, ...TCP, ...DENY_RDP }, { ...ANY_IPV4, ...UDP, ...ALLOW_EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['RDP denied over UDP and allowed for all protocols', addAclEntries({ ...ANY_IPV4, ...UDP, ...DENY_RDP }, { ...ANY_IPV4, Protocol: -1, RuleAction: 'allow' }), ADMIN_PORTS_BY_ACL],
  ['RDP denied for IPv6 and allowed for IPv4', addAclEntries({ Ipv6CidrBlock: '::/0', ...TCP, ...DENY_RDP }, { ...ANY_IPV4, ...TCP, ...ALLOW_EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['RDP denied by a rule after one that allows it', addAclEntries({ ...ANY_IPV4, ...TCP, ...ALLOW_EPHEMERAL }, { ...ANY_IPV4, ...TCP, ...DENY_RDP }), ADMIN_PORTS_BY_ACL],
  ['RDP denied for one CIDR block and allowed for all others', addAclEntries({ CidrBlock: '10.0.0.0/8', ...TCP, ...DENY_RDP }, { ...ANY_IPV4, ...TCP, ...ALLOW_EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['subnets with the default network ACL, which allows all traffic', remove('AWS::EC2::SubnetNetworkAclAssociation'), [...ADMIN_PORTS_BY_ACL, 'EC2.16']],
  ['an endpoint without private DNS', setEndpoint('kms', { PrivateDnsEnabled: false }), ENDPOINTS],
  ['an endpoint without subnets', setEndpoint('logs', { SubnetIds: [] }), ENDPOINTS],
  ['an endpoint in a subnet of another stack', setEndpoint('ssm', { SubnetIds: ['subnet-1'] }), ENDPOINTS],
  ['an endpoint without security groups', setEndpoint('secretsmanager', { SecurityGroupIds: undefined }), ENDPOINTS],
  ['a gateway endpoint for S3 without route tables', setEndpoint('s3', { RouteTableIds: undefined }), ENDPOINTS],
  ['an endpoint for EC2 without private DNS', add('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.ec2', VpcEndpointType: 'Interface' }), ['EC2.10']],
];

const DATABASE: Row[] = [
  ['an audit log without option group', set('AWS::RDS::DBInstance', { OptionGroupName: undefined }), ['RDS.9']],
  ['an audit log without the audit plugin in the option group', setOptions([{ OptionName: 'MEMCACHED' }]), ['RDS.9']],
  ['log exports without the audit log', set('AWS::RDS::DBInstance', { EnableCloudwatchLogsExports: ['error', 'general', 'slowquery'] }), ['RDS.9']],
  ['a DB subnet group without subnets', set('AWS::RDS::DBSubnetGroup', { SubnetIds: [] }), ['RDS.18']],
  ['a secret without rotation', add(SECRET, {}), ROTATION],
  ['a secret that is rotated twice a year', both(add(SECRET, {}), (template) => add('AWS::SecretsManager::RotationSchedule', {
    SecretId: { Ref: idIn(template, SECRET, /^/) }, RotationRules: { AutomaticallyAfterDays: 180 },
  })(template)), ['SecretsManager.4']],
];

/** Other templates that comply. */
const COMPLIANT: Row[] = [
  ['a managed policy with named actions', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 'cloudwatch:ListMetrics', Resource: '*' }), FULL_ACCESS],
  ['a policy that denies all actions', addPolicy('AWS::IAM::ManagedPolicy', { ...ALL_ACTIONS, Effect: 'Deny' }), FULL_ACCESS],
  ['all actions of one service, which CIS does not check', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 's3:*', Resource: '*' }), ['CIS v7 2.14']],
  ['access for any principal of an account', publicIf({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }), PUBLIC],
  ['access for any principal of an organization over HTTPS', publicIf({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, Bool: { 'aws:SecureTransport': 'true' } }), PUBLIC],
  ['access for any principal of an account through a service', publicIf({ StringEquals: { 'kms:ViaService': 's3.*', 'kms:CallerAccount': '111122223333' } }), PUBLIC],
  ['a trail with data events of the data bucket', recordObjects((template) => ({ Field: 'resources.ARN', StartsWith: objectsOf(template, /DataBucket/) })), OBJECT_EVENTS],
  ['alarms that require one of five periods', set(ALARM, { EvaluationPeriods: 5, DatapointsToAlarm: 1 }), EVENT_ALARMS],
  ['RDP denied for all protocols', addAclEntries({ ...ANY_IPV4, Protocol: -1, ...DENY_RDP }, { ...ANY_IPV4, ...UDP, ...ALLOW_EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['a secret that is rotated every month', both(add(SECRET, {}), (template) => add('AWS::SecretsManager::RotationSchedule', {
    SecretId: { Ref: idIn(template, SECRET, /^/) }, RotationRules: { AutomaticallyAfterDays: 30 },
  })(template)), ROTATION],
];

const compliantTemplate: TemplateResources = Template.fromStack(presets.production()).toJSON().Resources;

/** Returns those of the controls that a template passes after an edit. A control that applies to no resource does not pass. */
function passingControls(edit: Edit, names: string[]): string[] {
  const template = structuredClone(compliantTemplate);
  edit(template);
  return names.filter((name) => {
    const control = CONTROLS.find((one) => [one.id, ...namesOf(one)].includes(name))!;
    const results = control.scope === 'out' ? [] : control.check(new Resources(template));
    return results.length > 0 && results.every(({ passes }) => passes);
  });
}

test.each([...ACCESS, ...COMPUTE, ...AUDIT, ...NETWORK, ...DATABASE])('the check fails for %s', (_title, edit, controls) => {
  expect(passingControls(edit, controls)).toEqual([]);
});

test.each(COMPLIANT)('the check passes for %s', (_title, edit, controls) => {
  expect(passingControls(edit, controls)).toEqual(controls);
});
