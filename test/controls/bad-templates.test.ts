import { Template } from 'aws-cdk-lib/assertions';
import { CONTROLS } from './catalogue';
import { namesOf } from './control';
import {
  add, addAclEntries, addInlinePolicy, addPolicy, allow, both, idIn, recordObjects, remove, set, setEndpoint, setOptions, type Edit,
} from './edits';
import { Resources, type TemplateResources } from './resources';
import { presets } from './stacks';

type Row = [title: string, edit: Edit, controls: string[]];

const FULL_RIGHTS = ['CIS v7 2.14', 'IAM.1/IAM.21', 'KMS.1/2'];
const PUBLIC = ['CIS v7 2.21', 'S3.2/S3.3', 'KMS.5', 'SNS.4'];
const OBJECT_EVENTS = ['CIS v7 4.8', 'CIS v7 4.9'];
const EVENT_ALARMS = Array.from({ length: 15 }, (_, index) => `CIS v7 5.${index + 1}`);
const ADMIN_PORTS_BY_ACL = ['CIS v7 6.2', 'EC2.21'];
const ENDPOINTS = ['CIS v7 6.8'];
const ROTATION = ['SecretsManager.1', 'SecretsManager.4'];

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const OTHER_ACCOUNT = { AWS: 'arn:aws:iam::444455556666:root' };
const everybodyIf = (Condition: object) => allow({ Principal: { AWS: '*' }, Action: '*', Resource: '*', Condition });
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
const TRAIL = 'AWS::CloudTrail::Trail';
const ALARM = 'AWS::CloudWatch::Alarm';
const STARTER = 'Custom::ConfigStarter';
const SECRET = 'AWS::SecretsManager::Secret';
const ANYBODY = { CidrBlock: '0.0.0.0/0' };
const [TCP, UDP] = [{ Protocol: 6 }, { Protocol: 17 }];
const RDP = { RuleAction: 'deny', PortRange: { From: 3389, To: 3389 } };
const EPHEMERAL = { RuleAction: 'allow', PortRange: { From: 1024, To: 65535 } };
const objectsOf = (template: TemplateResources, bucket: RegExp) =>
  [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [idIn(template, 'AWS::S3::Bucket', bucket), 'Arn'] }, '/']] }];

const ACCESS: Row[] = [
  ['a managed policy with full rights', addPolicy('AWS::IAM::ManagedPolicy', EVERYTHING), FULL_RIGHTS],
  ['a policy of a role, apart from it, with full rights', addPolicy('AWS::IAM::RolePolicy', EVERYTHING), FULL_RIGHTS],
  ['a policy in a group with full rights', addInlinePolicy('AWS::IAM::Group', EVERYTHING), FULL_RIGHTS],
  ['a policy that allows all but what it names', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), FULL_RIGHTS],
  ['a role with AdministratorAccess', set('AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }), ['CIS v7 2.14']],
  ['a managed policy with all actions of a service', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 'S3:*', Resource: '*' }), ['IAM.1/IAM.21']],
  ['a managed policy that decrypts with all keys', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }), ['KMS.1/2']],
  ['a policy whose wildcard means decryption', addPolicy('AWS::IAM::Policy', { Effect: 'Allow', Action: ['kms:De*'], Resource: ['arn:aws:kms:*:*:key/*'] }), ['KMS.1/2']],
  ['a policy that decrypts with all keys but one', addPolicy('AWS::IAM::Policy', { Effect: 'Allow', Action: 'kms:Decrypt', NotResource: 'key' }), ['KMS.1/2']],
  ['everybody let in without a condition', allow({ Principal: '*', Action: '*', Resource: '*' }), PUBLIC],
  ['everybody let in but those named', allow({ NotPrincipal: OTHER_ACCOUNT, Action: '*', Resource: '*' }), PUBLIC],
  ['everybody let in whose name is like anything', everybodyIf({ StringLike: { 'aws:PrincipalArn': '*' } }), PUBLIC],
  ['everybody let in of one account, or of any', everybodyIf({ StringLike: { 'aws:SourceAccount': ['111122223333', '*'] } }), PUBLIC],
  ['everybody let in of an account, or who tells none', everybodyIf({ StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } }), PUBLIC],
  ['everybody let in but an account', everybodyIf({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } }), PUBLIC],
  ['everybody let in by HTTPS', everybodyIf({ Bool: { 'aws:SecureTransport': 'true' } }), PUBLIC],
  ['everybody let in through a service', everybodyIf({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }), PUBLIC],
  ['another account that may change policies by a wildcard', allow({ Principal: OTHER_ACCOUNT, Action: 's3:Put*', Resource: '*' }), ['S3.6']],
  ['everybody who may change policies', allow({ Principal: '*', Action: 's3:PutBucketPolicy', Resource: '*' }), ['S3.6']],
];

const COMPUTE: Row[] = [
  ['a launch template without volumes of its own', set(LAUNCH_TEMPLATE, { LaunchTemplateData: { BlockDeviceMappings: [] } }), ['CIS v7 6.1.1', 'EC2.3']],
  ['a launch template without network interfaces of its own', set(LAUNCH_TEMPLATE, { LaunchTemplateData: { NetworkInterfaces: [] } }), ['EC2.9', 'EC2.25']],
  ['a function that everybody may call', add('AWS::Lambda::Permission', { Principal: '*' }), ['Lambda.1']],
  ['a function that the buckets of everybody may call', add('AWS::Lambda::Permission', { Principal: 's3.amazonaws.com' }), ['Lambda.1']],
];

const AUDIT: Row[] = [
  ['a trail of the objects of a bucket that is none of the stack', recordObjects(() => ({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::no-such-bucket/'] })), OBJECT_EVENTS],
  ['a trail that leaves the objects of all buckets out', recordObjects(() => ({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::'] })), OBJECT_EVENTS],
  ['a trail that leaves the data out', recordObjects((template) => ({ Field: 'resources.ARN', NotStartsWith: objectsOf(template, /DataBucket/) })), OBJECT_EVENTS],
  ['a trail of the objects that somebody reads or writes', recordObjects(() => ({ Field: 'userIdentity.arn', Equals: ['arn:aws:iam::111122223333:user/one'] })), OBJECT_EVENTS],
  ['a trail of writes', recordObjects(() => ({ Field: 'readOnly', Equals: ['false'] })), OBJECT_EVENTS],
  ['alarms without actions', set(ALARM, { AlarmActions: undefined }), [...EVENT_ALARMS, 'CloudWatch.15']],
  ['alarms whose actions are off', set(ALARM, { ActionsEnabled: false }), [...EVENT_ALARMS, 'CloudWatch.17']],
  ['alarms after five periods', set(ALARM, { EvaluationPeriods: 5 }), EVENT_ALARMS],
  ['alarms on the trail of a region', set(TRAIL, { IsMultiRegionTrail: false }), [...EVENT_ALARMS, 'CIS v7 4.1', 'CloudTrail.1']],
  ['alarms on a trail that does not log', set(TRAIL, { IsLogging: false }), [...EVENT_ALARMS, 'CIS v7 4.1', 'CloudTrail.1', 'CloudTrail.3']],
  ['alarms on a trail without management events', set(TRAIL, { AdvancedEventSelectors: [] }), [...EVENT_ALARMS, 'CIS v7 4.1', 'CloudTrail.1']],
  ['alarms that nobody hears of', remove('AWS::SNS::Subscription'), EVENT_ALARMS],
  ['a recorder that nothing starts', remove(STARTER), ['Config.1']],
  ['a starter that adopts a recorder', set(STARTER, { Operation: 'Adopt', RecorderName: undefined }), ['Config.1']],
  ['a starter of another recorder', set(STARTER, { RecorderName: 'other' }), ['Config.1']],
];

const NETWORK: Row[] = [
  ['RDP denied by TCP and allowed by UDP', addAclEntries({ ...ANYBODY, ...TCP, ...RDP }, { ...ANYBODY, ...UDP, ...EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['RDP denied by UDP and allowed by all protocols', addAclEntries({ ...ANYBODY, ...UDP, ...RDP }, { ...ANYBODY, Protocol: -1, RuleAction: 'allow' }), ADMIN_PORTS_BY_ACL],
  ['RDP denied to IPv6 and allowed to IPv4', addAclEntries({ Ipv6CidrBlock: '::/0', ...TCP, ...RDP }, { ...ANYBODY, ...TCP, ...EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['RDP denied too late', addAclEntries({ ...ANYBODY, ...TCP, ...EPHEMERAL }, { ...ANYBODY, ...TCP, ...RDP }), ADMIN_PORTS_BY_ACL],
  ['RDP denied to some and allowed to everybody', addAclEntries({ CidrBlock: '10.0.0.0/8', ...TCP, ...RDP }, { ...ANYBODY, ...TCP, ...EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['subnets that use the default ACL, which lets everybody in', remove('AWS::EC2::SubnetNetworkAclAssociation'), [...ADMIN_PORTS_BY_ACL, 'EC2.16']],
  ['an endpoint without private DNS', setEndpoint('kms', { PrivateDnsEnabled: false }), ENDPOINTS],
  ['an endpoint without subnets', setEndpoint('logs', { SubnetIds: [] }), ENDPOINTS],
  ['an endpoint in a subnet of another stack', setEndpoint('ssm', { SubnetIds: ['subnet-1'] }), ENDPOINTS],
  ['an endpoint that lets nobody in', setEndpoint('secretsmanager', { SecurityGroupIds: undefined }), ENDPOINTS],
  ['a gateway of S3 in no route table', setEndpoint('s3', { RouteTableIds: undefined }), ENDPOINTS],
  ['EC2 reached without private DNS', add('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.ec2', VpcEndpointType: 'Interface' }), ['EC2.10']],
];

const DATABASE: Row[] = [
  ['an audit log without the option group that writes it', set('AWS::RDS::DBInstance', { OptionGroupName: undefined }), ['RDS.9']],
  ['an audit log without the option that writes it', setOptions([{ OptionName: 'MEMCACHED' }]), ['RDS.9']],
  ['logs without the audit log', set('AWS::RDS::DBInstance', { EnableCloudwatchLogsExports: ['error', 'general', 'slowquery'] }), ['RDS.9']],
  ['a database in no subnets', set('AWS::RDS::DBSubnetGroup', { SubnetIds: [] }), ['RDS.18']],
  ['a secret that nothing rotates', add(SECRET, {}), ROTATION],
  ['a secret that is rotated twice a year', both(add(SECRET, {}), (template) => add('AWS::SecretsManager::RotationSchedule', {
    SecretId: { Ref: idIn(template, SECRET, /^/) }, RotationRules: { AutomaticallyAfterDays: 180 },
  })(template)), ['SecretsManager.4']],
];

/** What is as good, in another way. */
const GOOD: Row[] = [
  ['a managed policy with named actions', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 'cloudwatch:ListMetrics', Resource: '*' }), FULL_RIGHTS],
  ['a denial of everything', addPolicy('AWS::IAM::ManagedPolicy', { ...EVERYTHING, Effect: 'Deny' }), FULL_RIGHTS],
  ['all actions of a service, which CIS does not ask about', addPolicy('AWS::IAM::ManagedPolicy', { Effect: 'Allow', Action: 's3:*', Resource: '*' }), ['CIS v7 2.14']],
  ['everybody of an account', everybodyIf({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }), PUBLIC],
  ['everybody of an organization, by HTTPS', everybodyIf({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, Bool: { 'aws:SecureTransport': 'true' } }), PUBLIC],
  ['everybody of an account through a service', everybodyIf({ StringEquals: { 'kms:ViaService': 's3.*', 'kms:CallerAccount': '111122223333' } }), PUBLIC],
  ['a trail of the objects of the bucket for data', recordObjects((template) => ({ Field: 'resources.ARN', StartsWith: objectsOf(template, /DataBucket/) })), OBJECT_EVENTS],
  ['alarms after one of five periods', set(ALARM, { EvaluationPeriods: 5, DatapointsToAlarm: 1 }), EVENT_ALARMS],
  ['RDP denied by all protocols', addAclEntries({ ...ANYBODY, Protocol: -1, ...RDP }, { ...ANYBODY, ...UDP, ...EPHEMERAL }), ADMIN_PORTS_BY_ACL],
  ['a secret that is rotated every month', both(add(SECRET, {}), (template) => add('AWS::SecretsManager::RotationSchedule', {
    SecretId: { Ref: idIn(template, SECRET, /^/) }, RotationRules: { AutomaticallyAfterDays: 30 },
  })(template)), ROTATION],
];

const good: TemplateResources = Template.fromStack(presets.production()).toJSON().Resources;

/** Those of the controls that hold in a template after an edit. What has nothing to look at does not. */
function holding(edit: Edit, names: string[]): string[] {
  const template = structuredClone(good);
  edit(template);
  return names.filter((name) => {
    const control = CONTROLS.find((one) => [one.id, ...namesOf(one)].includes(name))!;
    const verdicts = control.scope === 'out' ? [] : control.check(new Resources(template));
    return verdicts.length > 0 && verdicts.every(({ holds }) => holds);
  });
}

test.each([...ACCESS, ...COMPUTE, ...AUDIT, ...NETWORK, ...DATABASE])('a check fails on %s', (_title, edit, controls) => {
  expect(holding(edit, controls)).toEqual([]);
});

test.each(GOOD)('a check holds on %s', (_title, edit, controls) => {
  expect(holding(edit, controls)).toEqual(controls);
});
