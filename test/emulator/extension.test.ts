import { PlainStack, type Template } from './plain-stack';
import { useLocalAws } from '../support/local-aws';

const accountOf = useLocalAws();
const stackOf = (account: string) => new PlainStack(accountOf(account).aws);

const Tags = [{ Key: 'Owner', Value: 'team' }];
const VPC: Template = { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } };
const SUBNET: Template = { ...VPC, Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } } };

describe('emulator extension', () => {
  test('creates and deletes Elastic IP addresses, NAT gateways and flow logs', async () => {
    const stack = stackOf('400000000001');
    const { ec2 } = stack.aws;
    const template: Template = {
      ...SUBNET,
      Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc', Tags } },
      Nat: { Type: 'AWS::EC2::NatGateway', Properties: { AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] }, SubnetId: { Ref: 'Subnet' }, Tags } },
      FlowLog: {
        Type: 'AWS::EC2::FlowLog',
        Properties: {
          ResourceId: { Ref: 'Vpc' },
          ResourceType: 'VPC',
          TrafficType: 'REJECT',
          LogDestinationType: 's3',
          LogDestination: 'arn:aws:s3:::flow',
          DestinationOptions: { FileFormat: 'plain-text', HiveCompatiblePartitions: true, PerHourPartition: false },
          Tags,
        },
      },
    };
    await stack.create({ ...template, WithoutTags: { Type: 'AWS::EC2::EIP', DependsOn: ['Nat'], Properties: { Domain: 'vpc' } } });
    expect((await ec2.describeAddresses({})).Addresses).toHaveLength(2);
    await stack.update(template);
    expect((await ec2.describeAddresses({})).Addresses).toMatchObject([{ Tags }]);
    expect((await ec2.describeNatGateways({})).NatGateways).toMatchObject([{ State: 'available', Tags }]);
    expect((await ec2.describeFlowLogs({})).FlowLogs).toMatchObject([{
      TrafficType: 'REJECT', LogDestination: 'arn:aws:s3:::flow', DestinationOptions: { FileFormat: 'plain-text', HiveCompatiblePartitions: true, PerHourPartition: false }, Tags,
    }]);

    await stack.delete();
    expect((await ec2.describeAddresses({})).Addresses).toEqual([]);
    expect((await ec2.describeFlowLogs({})).FlowLogs).toEqual([]);
    expect((await ec2.describeNatGateways({})).NatGateways!.filter(({ State }) => State !== 'deleted')).toEqual([]);
  });

  test('stores the ports of network ACL entries and the associations with subnets, and replaces entries', async () => {
    const stack = stackOf('400000000002');
    const acls = async () => (await stack.aws.ec2.describeNetworkAcls({})).NetworkAcls!.filter(({ IsDefault }) => !IsDefault);
    const withPort = (port: number, RuleNumber = 100): Template => ({
      ...SUBNET,
      Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: { Ref: 'Vpc' }, Tags } },
      Entry: {
        Type: 'AWS::EC2::NetworkAclEntry',
        Properties: { NetworkAclId: { Ref: 'Acl' }, RuleNumber, Protocol: 6, RuleAction: 'allow', CidrBlock: '0.0.0.0/0', PortRange: { From: port, To: port } },
      },
      Association: { Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: { NetworkAclId: { Ref: 'Acl' }, SubnetId: { Ref: 'Subnet' } } },
    });
    await stack.create(withPort(443));
    expect(await acls()).toMatchObject([{ Tags, Associations: [{ SubnetId: expect.any(String) }], Entries: [{ RuleNumber: 100, Egress: false, PortRange: { From: 443, To: 443 } }] }]);

    await stack.update(withPort(8443));
    expect(await acls()).toMatchObject([{ Entries: [{ PortRange: { From: 8443, To: 8443 } }] }]);

    await stack.update(withPort(8443, 200));
    expect((await acls())[0].Entries).toMatchObject([{ RuleNumber: 200 }]);

    await stack.delete();
    expect(await acls()).toEqual([]);
  });

  test('removes the default egress rule from a security group with separate rules', async () => {
    const stack = stackOf('400000000003');
    const group = async () => (await stack.aws.ec2.describeSecurityGroups({})).SecurityGroups!.find(({ Description }) => Description === 'test')!;
    await stack.create({
      ...VPC,
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'test', VpcId: { Ref: 'Vpc' } } },
      In: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: { Ref: 'Group' }, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' } },
      Out: {
        Type: 'AWS::EC2::SecurityGroupEgress',
        Properties: { GroupId: { Ref: 'Group' }, IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, DestinationSecurityGroupId: { Ref: 'Group' } },
      },
    });
    expect((await group()).IpPermissions).toMatchObject([{ FromPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/16' }] }]);
    expect((await group()).IpPermissionsEgress).toMatchObject([{ FromPort: 3306, UserIdGroupPairs: [{ GroupId: (await group()).GroupId }] }]);
    await stack.delete();
  });

  test('allows one recorder and one delivery channel, and does not delete the delivery channel of a running recorder', async () => {
    const stack = stackOf('400000000004');
    const { config } = stack.aws;
    await stack.create({
      Recorder: { Type: 'AWS::Config::ConfigurationRecorder', Properties: { Name: 'first', RoleARN: 'arn:aws:iam::400000000004:role/x', RecordingGroup: { AllSupported: true } } },
      Channel: { Type: 'AWS::Config::DeliveryChannel', Properties: { Name: 'first', S3BucketName: 'logs', S3KeyPrefix: 'config' } },
      Rule: { Type: 'AWS::Config::ConfigRule', Properties: { ConfigRuleName: 'rule', Source: { Owner: 'AWS', SourceIdentifier: 'INCOMING_SSH_DISABLED' } }, DependsOn: ['Recorder'] },
    });
    expect((await config.describeConfigurationRecorders({})).ConfigurationRecorders).toMatchObject([{ name: 'first', recordingGroup: { allSupported: true } }]);
    expect((await config.describeConfigurationRecorderStatus({})).ConfigurationRecordersStatus).toMatchObject([{ recording: false }]);
    await expect(config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'another', roleARN: 'arn:aws:iam::400000000004:role/x' } }))
      .rejects.toThrow(/limit of 1: first exists/);

    await config.startConfigurationRecorder({ ConfigurationRecorderName: 'first' });
    await expect(config.deleteDeliveryChannel({ DeliveryChannelName: 'first' })).rejects.toThrow(/running configuration recorder/);
    await config.stopConfigurationRecorder({ ConfigurationRecorderName: 'first' });
    await stack.delete();
    expect((await config.describeDeliveryChannels({})).DeliveryChannels).toEqual([]);
  });

  test('stores every setting of a trail, and updates it without a replacement', async () => {
    const stack = stackOf('400000000005');
    const trail = (IsLogging: boolean): Template => ({
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: {
          TrailName: 'trail',
          S3BucketName: 'logs',
          IsLogging,
          IsMultiRegionTrail: true,
          EnableLogFileValidation: true,
          CloudWatchLogsLogGroupArn: 'arn:aws:logs:us-east-1:400000000005:log-group:trail:*',
          CloudWatchLogsRoleArn: 'arn:aws:iam::400000000005:role/x',
          AdvancedEventSelectors: [{ Name: 'all', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
        },
      },
    });
    const { cloudTrail } = stack.aws;
    await stack.create(trail(true));
    expect((await cloudTrail.describeTrails({})).trailList).toMatchObject([{ IsMultiRegionTrail: true, LogFileValidationEnabled: true, CloudWatchLogsRoleArn: expect.any(String) }]);
    expect((await cloudTrail.getEventSelectors({ TrailName: 'trail' })).AdvancedEventSelectors).toMatchObject([{ Name: 'all' }]);
    expect((await cloudTrail.getTrailStatus({ Name: 'trail' })).IsLogging).toBe(true);

    await stack.update(trail(false));
    expect((await cloudTrail.getTrailStatus({ Name: 'trail' })).IsLogging).toBe(false);
    await stack.delete();
    expect((await cloudTrail.describeTrails({})).trailList).toEqual([]);
  });

  test('manages the master user password of a database, exports its logs, and does not delete a protected database', async () => {
    const stack = stackOf('400000000006');
    const { rds } = stack.aws;
    const database = (DeletionProtection: boolean): Template => ({
      Topic: { Type: 'AWS::SNS::Topic' },
      Options: {
        Type: 'AWS::RDS::OptionGroup',
        Properties: { EngineName: 'mysql', MajorEngineVersion: '8.4', OptionGroupDescription: 'audit', OptionConfigurations: [{ OptionName: 'MARIADB_AUDIT_PLUGIN' }] },
      },
      Database: {
        Type: 'AWS::RDS::DBInstance',
        Properties: {
          DBInstanceIdentifier: 'db',
          Engine: 'mysql',
          EngineVersion: '8.4.9',
          DBInstanceClass: 'db.t4g.micro',
          AllocatedStorage: '20',
          MasterUsername: 'admin',
          ManageMasterUserPassword: true,
          EnableCloudwatchLogsExports: ['audit', 'error'],
          OptionGroupName: { Ref: 'Options' },
          DeletionProtection,
        },
      },
      Subscription: {
        Type: 'AWS::RDS::EventSubscription',
        Properties: { SnsTopicArn: { Ref: 'Topic' }, SourceType: 'db-instance', SourceIds: [{ Ref: 'Database' }], EventCategories: ['failure'] },
      },
    });
    await stack.create(database(true));
    const [instance] = (await rds.describeDBInstances({})).DBInstances!;
    expect(instance).toMatchObject({ EnabledCloudwatchLogsExports: ['audit', 'error'], MasterUserSecret: { SecretArn: expect.stringMatching(/secret:rds!db-/) } });
    const { OptionGroupsList } = await rds.describeOptionGroups({ OptionGroupName: instance.OptionGroupMemberships![0].OptionGroupName });
    expect(OptionGroupsList).toMatchObject([{ Options: [{ OptionName: 'MARIADB_AUDIT_PLUGIN' }] }]);
    expect((await rds.describeEventSubscriptions({})).EventSubscriptionsList).toMatchObject([{ SourceIdsList: ['db'], EventCategoriesList: ['failure'], Enabled: true }]);
    expect(await stack.deletionFailure()).toMatch(/disable deletion protection/);
  });

  test('does not delete a protected load balancer', async () => {
    const stack = stackOf('400000000010');
    await stack.create({
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
      LoadBalancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Subnets: [{ Ref: 'Subnet' }], LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] },
      },
    });
    expect(await stack.deletionFailure()).toMatch(/deletion protection is enabled/);
    expect((await stack.aws.elb.describeLoadBalancers({})).LoadBalancers).toHaveLength(1);
  });

  test('stores the settings of a bucket, and does not delete a bucket that is not empty', async () => {
    const stack = stackOf('400000000007');
    const { s3 } = stack.aws;
    await stack.create({
      Logs: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'local-aws-logs' } },
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'local-aws-data',
          Tags,
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          LifecycleConfiguration: { Rules: [{ Id: 'rule', Status: 'Enabled', ExpirationInDays: 30, Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 10 }] }] },
          LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' }, LogFilePrefix: 'data/' },
        },
      },
    });
    const Bucket = 'local-aws-data';
    expect((await s3.getBucketLogging({ Bucket })).LoggingEnabled).toMatchObject({ TargetBucket: 'local-aws-logs', TargetPrefix: 'data/' });
    expect((await s3.getBucketLifecycleConfiguration({ Bucket })).Rules).toMatchObject([{ ID: 'rule', Expiration: { Days: 30 }, Transitions: [{ Days: 10, StorageClass: 'GLACIER_IR' }] }]);
    expect((await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls!.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    expect((await s3.getBucketTagging({ Bucket })).TagSet).toEqual(Tags);

    await s3.putObject({ Bucket, Key: 'remaining', Body: 'x' });
    expect(await stack.deletionFailure()).toMatch(/not empty/);
  });

  test('names service-linked roles as IAM does, and rejects a duplicate name', async () => {
    const stack = stackOf('400000000008');
    const { iam } = stack.aws;
    await stack.create({ Role: { Type: 'AWS::IAM::ServiceLinkedRole', Properties: { AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'dev' } } });
    expect((await iam.getRole({ RoleName: 'AWSServiceRoleForAutoScaling_dev' })).Role!.Arn)
      .toBe('arn:aws:iam::400000000008:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_dev');
    await expect(iam.createServiceLinkedRole({ AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'dev' }))
      .rejects.toMatchObject({ name: 'InvalidInputException', message: expect.stringMatching(/has been taken/) });
    await stack.delete();
    await expect(iam.getRole({ RoleName: 'AWSServiceRoleForAutoScaling_dev' })).rejects.toThrow();
  });

  test('returns the KMS keys of a launch template and of a topic', async () => {
    const stack = stackOf('400000000009');
    const KmsKeyId = 'arn:aws:kms:us-east-1:400000000009:key/1';
    await stack.create({
      Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KmsKeyId } },
      Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId } }] } } },
    });
    const [{ TopicArn }] = (await stack.aws.sns.listTopics({})).Topics!;
    expect((await stack.aws.sns.getTopicAttributes({ TopicArn })).Attributes).toMatchObject({ KmsMasterKeyId: KmsKeyId });
    const { LaunchTemplates } = await stack.aws.ec2.describeLaunchTemplates({});
    const { LaunchTemplateVersions } = await stack.aws.ec2.describeLaunchTemplateVersions({ LaunchTemplateId: LaunchTemplates![0].LaunchTemplateId });
    expect(LaunchTemplateVersions![0].LaunchTemplateData!.BlockDeviceMappings).toMatchObject([{ Ebs: { KmsKeyId } }]);
    await stack.delete();
  });

  test('reports the events of every phase, including the deletion of a resource after an update, with the id of the resource', async () => {
    const stack = stackOf('400000000011');
    const topic = (DisplayName: string): Template => ({ Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName } } });
    await stack.create({ ...topic('first'), Removed: { Type: 'AWS::SNS::Topic' } });
    const [id] = (await stack.aws.cloudFormation.describeStackResources({ StackName: 'plain', LogicalResourceId: 'Removed' })).StackResources!;
    await stack.update(topic('second'));
    await stack.delete();
    const { Stacks } = await stack.aws.cloudFormation.describeStacks({ StackName: id.StackId });
    const { StackEvents } = await stack.aws.cloudFormation.describeStackEvents({ StackName: Stacks![0].StackId });
    const eventsOf = (resource: string) => StackEvents!.filter(({ LogicalResourceId }) => LogicalResourceId === resource).reverse();
    expect(eventsOf('plain').map(({ ResourceStatus }) => ResourceStatus)).toEqual([
      'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE',
    ]);
    expect(eventsOf('Removed').slice(-2)).toMatchObject(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'].map((ResourceStatus) =>
      ({ ResourceStatus, PhysicalResourceId: id.PhysicalResourceId })));
    expect(eventsOf('Topic').filter(({ ResourceStatus }) => /^(UPDATE|DELETE)_IN_PROGRESS$/.test(ResourceStatus!))).toEqual([
      expect.objectContaining({ PhysicalResourceId: expect.stringContaining('arn:') }), expect.objectContaining({ PhysicalResourceId: expect.stringContaining('arn:') }),
    ]);
  });
});
