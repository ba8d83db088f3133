import { PlainStack, type Template } from './plain-stack';
import type { Aws } from '../../integ/demo/aws';
import { useLocalAws } from '../support/local-aws';

const accountOf = useLocalAws();

/** A request that AWS refuses. Returns the message of the error. */
interface RefusedRequest {
  readonly title: string;
  readonly message: RegExp;
  readonly send: (aws: Aws, stack: PlainStack) => Promise<unknown>;
}

const KEY_ELSEWHERE = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const ROLE = 'arn:aws:iam::111122223333:role/x';
const database = (properties: Record<string, unknown>): Template[string] => ({
  Type: 'AWS::RDS::DBInstance',
  Properties: { Engine: 'mysql', EngineVersion: '8.4.8', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '100', MasterUsername: 'admin', ...properties },
});
const SOURCE: Template = { Source: database({ DBInstanceIdentifier: 'source', MasterUserPassword: 'secret-password' }) };
const REPLICA: Template[string] = {
  Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceIdentifier: 'replica', SourceDBInstanceIdentifier: { Ref: 'Source' }, DBInstanceClass: 'db.t4g.micro' },
};
const VPC: Template = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
};
const loadBalancer = (attributes: Record<string, string> = {}): Template[string] => ({
  Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  Properties: { Subnets: [{ Ref: 'Subnet' }], LoadBalancerAttributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })) },
});
const listener = (name: string): Template[string] => ({
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  Properties: { LoadBalancerArn: { Ref: name }, Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }] },
});
const exporting = (value: string) => ({ Name: { Value: value, Export: { Name: 'exported' } } });
const TOPIC: Template = { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } };

const NAMED: [string, Template[string]][] = [
  ['a log group', { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'named' } }],
  ['an alarm', {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName: 'named', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
  }],
  ['an alias', { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/named', TargetKeyId: { Ref: 'Key' } } }],
  ['a topic', { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'named' } }],
];

async function takeSnapshot({ rds }: Aws): Promise<void> {
  await rds.createDBSnapshot({ DBInstanceIdentifier: 'source', DBSnapshotIdentifier: 'snapshot' });
}

/** Creates a stack that imports the export of another stack. */
async function importExport(aws: Aws, stack: PlainStack): Promise<void> {
  await stack.create(TOPIC, exporting('one'));
  await new PlainStack(aws, 'importer').create({ Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::ImportValue': 'exported' } } } });
}

async function createTrails({ cloudTrail }: Aws, IsMultiRegionTrail: boolean): Promise<void> {
  await Promise.all([1, 2, 3, 4, 5].map((index) => cloudTrail.createTrail({ Name: `trail-${index}`, S3BucketName: 'logs', IsMultiRegionTrail })));
}

/** Registers an image whose root volume has a snapshot of 30 GiB. */
async function registerImage({ ec2 }: Aws): Promise<string> {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: 'us-east-1a', Size: 30 });
  const { SnapshotId } = await ec2.createSnapshot({ VolumeId });
  const { ImageId } = await ec2.registerImage({ Name: 'golden', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }] });
  return ImageId!;
}

const groupOf = (ImageId: string, VolumeSize: number): Template => ({
  Template: {
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: { LaunchTemplateData: { ImageId, InstanceType: 't4g.small', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize } }] } },
  },
  Group: {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: { MinSize: '0', MaxSize: '1', LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' }, AvailabilityZones: ['us-east-1a'] },
  },
});

const REFUSED: RefusedRequest[] = [
  {
    title: 'a database with the identifier of another one',
    message: /DB instance already exists/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      return new PlainStack(aws, 'second').creationFailure(SOURCE);
    },
  },
  {
    title: 'a read replica of a database whose master password RDS manages',
    message: /Creating read replicas for source instance with engine mysql where ManageMasterUserPassword is enabled is not supported/,
    send: (_aws, stack) => stack.creationFailure({ Source: database({ DBInstanceIdentifier: 'source', ManageMasterUserPassword: true }), Replica: REPLICA }),
  },
  {
    title: 'a restored database with less storage than the snapshot',
    message: /Invalid storage size for engine name mysql and storage type gp3: 20/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      await takeSnapshot(aws);
      return new PlainStack(aws, 'restored').creationFailure({ Restored: database({ DBSnapshotIdentifier: 'snapshot', AllocatedStorage: '20', StorageType: 'gp3' }) });
    },
  },
  {
    title: 'a restored database with an older version than the snapshot',
    message: /Cannot upgrade mysql from 8.4.8 to 8.4.7/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      await takeSnapshot(aws);
      return new PlainStack(aws, 'restored').creationFailure({ Restored: database({ DBSnapshotIdentifier: 'snapshot', EngineVersion: '8.4.7' }) });
    },
  },
  {
    title: 'a database whose maximum storage is less than 10 percent above its storage',
    message: /The maximum allocated storage must be increased by at least 10 percent/,
    send: (_aws, stack) => stack.creationFailure({ Source: database({ DBInstanceIdentifier: 'source', MaxAllocatedStorage: 105 }) }),
  },
  {
    title: 'a restored database whose maximum storage is less than 10 percent above the storage of the snapshot',
    message: /The maximum allocated storage must be increased by at least 10 percent/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      await takeSnapshot(aws);
      return new PlainStack(aws, 'restored').creationFailure({ Restored: database({ DBSnapshotIdentifier: 'snapshot', AllocatedStorage: undefined, MaxAllocatedStorage: 105 }) });
    },
  },
  {
    title: 'an older version than the installed one',
    message: /Cannot upgrade mysql from 8.4.8 to 8.4.7/,
    send: async ({ rds }, stack) => {
      await stack.create(SOURCE);
      return rds.modifyDBInstance({ DBInstanceIdentifier: 'source', EngineVersion: '8.4.7' });
    },
  },
  {
    title: 'a new major version that is not allowed explicitly',
    message: /The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version/,
    send: async (_aws, stack) => {
      await stack.create(SOURCE);
      return stack.updateFailure({ Source: { ...SOURCE.Source, Properties: { ...SOURCE.Source.Properties, EngineVersion: '9.7.0' } } });
    },
  },
  {
    title: 'the upgrade of a database before its read replica',
    message: /One or more of the DB Instance's read replicas need to be upgraded: replica/,
    send: async (_aws, stack) => {
      await stack.create({ ...SOURCE, Replica: REPLICA });
      return stack.updateFailure({ Source: database({ DBInstanceIdentifier: 'source', MasterUserPassword: 'secret-password', EngineVersion: '8.4.9' }), Replica: REPLICA });
    },
  },
  {
    title: 'a change of extended support',
    message: /EngineLifecycleSupport cannot be modified/,
    send: async (_aws, stack) => {
      await stack.create({ Source: { ...SOURCE.Source, Properties: { ...SOURCE.Source.Properties, EngineLifecycleSupport: 'open-source-rds-extended-support' } } });
      return stack.updateFailure(SOURCE);
    },
  },
  {
    title: 'the deletion of an option group that a database uses',
    message: /The option group '.+' cannot be deleted because it is in use/,
    send: async ({ rds }, stack) => {
      await rds.createOptionGroup({ OptionGroupName: 'options', EngineName: 'mysql', MajorEngineVersion: '8.4', OptionGroupDescription: 'audit' });
      await stack.create({ Source: database({ DBInstanceIdentifier: 'source', OptionGroupName: 'options' }) });
      return rds.deleteOptionGroup({ OptionGroupName: 'options' });
    },
  },
  {
    title: 'the deletion of an option group that a snapshot uses',
    message: /The option group '.+' cannot be deleted because it is in use/,
    send: async (aws, stack) => {
      const { rds } = aws;
      await rds.createOptionGroup({ OptionGroupName: 'options', EngineName: 'mysql', MajorEngineVersion: '8.4', OptionGroupDescription: 'audit' });
      await stack.create({ Source: database({ DBInstanceIdentifier: 'source', OptionGroupName: 'options' }) });
      await takeSnapshot(aws);
      await stack.delete();
      return rds.deleteOptionGroup({ OptionGroupName: 'options' });
    },
  },
  {
    title: 'the deletion of a parameter group that a database uses',
    message: /are still members of this parameter group parameters/,
    send: async ({ rds }, stack) => {
      await rds.createDBParameterGroup({ DBParameterGroupName: 'parameters', DBParameterGroupFamily: 'mysql8.4', Description: 'parameters' });
      await stack.create({ Source: database({ DBInstanceIdentifier: 'source', DBParameterGroupName: 'parameters' }) });
      return rds.deleteDBParameterGroup({ DBParameterGroupName: 'parameters' });
    },
  },
  {
    title: 'a launch template with a smaller volume than the snapshot of its image',
    message: /You must use a valid fully-formed launch template. Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws, stack) => stack.creationFailure(groupOf(await registerImage(aws), 20)),
  },
  {
    title: 'the deletion of a subnet with an endpoint that is not part of the stack',
    message: /The subnet 'subnet-\w+' has dependencies and cannot be deleted/,
    send: async ({ ec2 }, stack) => {
      await stack.create(VPC);
      const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'cidr-block', Values: ['10.0.0.0/24'] }] });
      const [{ SubnetId, VpcId }] = Subnets!;
      await ec2.createVpcEndpoint({ VpcId, ServiceName: 'com.amazonaws.us-east-1.guardduty-data', VpcEndpointType: 'Interface', SubnetIds: [SubnetId!] });
      return stack.deletionFailure();
    },
  },
  {
    title: 'an Auto Scaling group, created with the SDK, with a smaller volume than the snapshot of its image',
    message: /You must use a valid fully-formed launch template. Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws, stack) => {
      const { Template } = groupOf(await registerImage(aws), 20);
      await stack.create({ Template });
      const { LaunchTemplates } = await aws.ec2.describeLaunchTemplates({});
      const { LaunchTemplateId } = LaunchTemplates![0];
      return aws.autoScaling.createAutoScalingGroup({ AutoScalingGroupName: 'group', MinSize: 0, MaxSize: 1, LaunchTemplate: { LaunchTemplateId }, AvailabilityZones: ['us-east-1a'] });
    },
  },
  {
    title: 'the update of an Auto Scaling group to an image with a larger snapshot',
    message: /You must use a valid fully-formed launch template. Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws, stack) => {
      await stack.create(groupOf('ami-00000000', 20));
      const { Template, Group } = groupOf(await registerImage(aws), 20);
      return stack.updateFailure({ Template, Group: { ...Group, Properties: { ...Group.Properties, LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '2' } } } });
    },
  },
  {
    title: 'an instance with a smaller volume than the snapshot of its image',
    message: /^Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws) => aws.ec2.runInstances({
      ImageId: await registerImage(aws), MinCount: 1, MaxCount: 1, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }],
    }),
  },
  {
    title: 'a second load balancer for a target group',
    message: /The following target groups cannot be associated with more than one load balancer/,
    send: (_aws, stack) => stack.creationFailure({
      ...VPC,
      Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { VpcId: { Ref: 'Vpc' }, Port: 80, Protocol: 'HTTP' } },
      First: loadBalancer(),
      FirstListener: listener('First'),
      Second: loadBalancer(),
      SecondListener: { ...listener('Second'), DependsOn: ['FirstListener'] },
    }),
  },
  {
    title: 'a sixth trail in a region',
    message: /User: \d+ already has 5 trails in us-east-1/,
    send: async (aws) => {
      await createTrails(aws, false);
      return aws.cloudTrail.createTrail({ Name: 'sixth', S3BucketName: 'logs' });
    },
  },
  {
    title: 'a trail with a key of another region than its bucket',
    message: /The KMS key .+eu-west-1.+ does not exist, or is not in the same region as the S3 bucket/,
    send: async ({ cloudTrail, s3 }) => {
      await s3.createBucket({ Bucket: 'trail-logs' });
      return cloudTrail.createTrail({ Name: 'trail', S3BucketName: 'trail-logs', KmsKeyId: KEY_ELSEWHERE });
    },
  },
  {
    title: 'the update of a trail to a key of another region than its bucket',
    message: /The KMS key .+eu-west-1.+ does not exist, or is not in the same region as the S3 bucket/,
    send: async ({ cloudTrail, s3 }) => {
      await s3.createBucket({ Bucket: 'updated-trail-logs' });
      await cloudTrail.createTrail({ Name: 'trail', S3BucketName: 'updated-trail-logs' });
      return cloudTrail.updateTrail({ Name: 'trail', S3BucketName: 'updated-trail-logs', KmsKeyId: KEY_ELSEWHERE });
    },
  },
  {
    title: 'a delivery channel with a key of another region than its bucket',
    message: /The specified KMS key ARN .+eu-west-1.+ is not valid/,
    send: async ({ config, s3 }) => {
      await s3.createBucket({ Bucket: 'config-logs' });
      return config.putDeliveryChannel({ DeliveryChannel: { name: 'channel', s3BucketName: 'config-logs', s3KmsKeyArn: KEY_ELSEWHERE } });
    },
  },
  {
    title: 'a second recorder',
    message: /limit of 1: first exists/,
    send: async ({ config }) => {
      await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'first', roleARN: ROLE } });
      return config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'second', roleARN: ROLE } });
    },
  },
  {
    title: 'a second delivery channel',
    message: /limit of 1: first exists/,
    send: async ({ config }) => {
      await config.putDeliveryChannel({ DeliveryChannel: { name: 'first', s3BucketName: 'logs' } });
      return config.putDeliveryChannel({ DeliveryChannel: { name: 'second', s3BucketName: 'logs' } });
    },
  },
  {
    title: 'an AWS Config rule without a recorder',
    message: /Configuration recorder is not available/,
    send: ({ config }) => config.putConfigRule({ ConfigRule: { ConfigRuleName: 'rule', Source: { Owner: 'AWS', SourceIdentifier: 'INCOMING_SSH_DISABLED' } } }),
  },
  {
    title: 'the start of a recorder without a delivery channel',
    message: /Delivery channel is not available/,
    send: async ({ config }) => {
      await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'first', roleARN: ROLE } });
      return config.startConfigurationRecorder({ ConfigurationRecorderName: 'first' });
    },
  },
  {
    title: 'the deletion of the delivery channel of a recorder that is recording',
    message: /there is a running configuration recorder/,
    send: async ({ config }) => {
      await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'first', roleARN: ROLE } });
      await config.putDeliveryChannel({ DeliveryChannel: { name: 'first', s3BucketName: 'logs' } });
      await config.startConfigurationRecorder({ ConfigurationRecorderName: 'first' });
      return config.deleteDeliveryChannel({ DeliveryChannelName: 'first' });
    },
  },
  {
    title: 'a log group with a key of another region',
    message: /The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:\d+:log-group:logs'/,
    send: (_aws, stack) => stack.creationFailure({ Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'logs', KmsKeyId: KEY_ELSEWHERE } } }),
  },
  ...NAMED.map(([name, resource]) => ({
    title: `${name} with the name of another one`,
    message: new RegExp(`Resource of type '${resource.Type}' with identifier '.+' already exists`),
    send: async (aws: Aws, stack: PlainStack) => {
      const key = { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } } };
      await stack.create({ ...key, Named: resource });
      return new PlainStack(aws, 'second').creationFailure({ ...key, Named: resource });
    },
  })),
  {
    title: 'the deletion of a stack with termination protection',
    message: /^Stack \[.+plain.*\] cannot be deleted while TerminationProtection is enabled/,
    send: async ({ cloudFormation }, stack) => {
      await stack.create(TOPIC);
      await cloudFormation.updateTerminationProtection({ StackName: 'plain', EnableTerminationProtection: true });
      return stack.delete();
    },
  },
  {
    title: 'the change of an export that another stack imports',
    message: /Export exported cannot be updated as it is in use by importer/,
    send: async (aws, stack) => {
      await importExport(aws, stack);
      return stack.updateFailure(TOPIC, exporting('two'));
    },
  },
  {
    title: 'the removal of an export that another stack imports',
    message: /Export exported cannot be deleted as it is in use by importer/,
    send: async (aws, stack) => {
      await importExport(aws, stack);
      return stack.updateFailure(TOPIC, {});
    },
  },
  {
    title: 'the deletion of a stack with an export that another stack imports',
    message: /Export exported cannot be deleted as it is in use by importer/,
    send: async (aws, stack) => {
      await importExport(aws, stack);
      return stack.delete();
    },
  },
];

describe('the emulator refuses, as AWS does,', () => {
  const rows = REFUSED.map((row, index): [string, RefusedRequest & { account: string }] => [row.title, { ...row, account: String(600_000_000_001 + index) }]);

  test.each(rows)('%s', async (_title, { account, message, send }) => {
    const { aws } = accountOf(account);
    const answer = await send(aws, new PlainStack(aws)).catch((error: Error) => error.message);
    expect(answer).toMatch(message);
  });

  test('the deletion of a protected database, without a final snapshot, and of the network that it uses', async () => {
    const { aws } = accountOf('600000000100');
    const stack = new PlainStack(aws);
    await stack.create({
      ...VPC,
      ...TOPIC,
      Subnets: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { DBSubnetGroupDescription: 'subnets', SubnetIds: [{ Ref: 'Subnet' }] } },
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'database', VpcId: { Ref: 'Vpc' } } },
      Source: {
        ...database({ DBInstanceIdentifier: 'source', DeletionProtection: true, DBSubnetGroupName: { Ref: 'Subnets' }, VPCSecurityGroups: [{ Ref: 'Group' }] }),
        DeletionPolicy: 'Snapshot',
      },
    });
    expect(await stack.deletionFailure()).toMatch(/disable deletion protection/);
    await expect(aws.rds.deleteDBInstance({ DBInstanceIdentifier: 'source', SkipFinalSnapshot: true })).rejects.toThrow(/disable deletion protection/);
    expect((await aws.rds.describeDBSnapshots({})).DBSnapshots).toEqual([]);
    expect((await aws.rds.describeDBInstances({})).DBInstances).toHaveLength(1);
    const { StackResources } = await aws.cloudFormation.describeStackResources({ StackName: 'plain' });
    const reasons = StackResources!.map(({ LogicalResourceId, ResourceStatusReason }) => [LogicalResourceId, ResourceStatusReason]);
    expect(Object.fromEntries(reasons)).toEqual({
      Source: expect.stringContaining('disable deletion protection'),
      Subnets: expect.stringMatching(/Cannot delete the subnet group '.+' because at least one database instance: source is still using it/),
      Subnet: expect.stringMatching(/The subnet 'subnet-\w+' has dependencies and cannot be deleted/),
      Group: expect.stringMatching(/resource sg-\w+ has a dependent object/),
      Vpc: expect.stringMatching(/The vpc 'vpc-\w+' has dependencies and cannot be deleted/),
    });

    await aws.rds.modifyDBInstance({ DBInstanceIdentifier: 'source', DeletionProtection: false });
    await stack.delete();
    expect((await aws.rds.describeDBInstances({})).DBInstances).toEqual([]);
    expect((await aws.rds.describeDBSnapshots({})).DBSnapshots).toHaveLength(1);
  });

  test('a sixth trail in every region, if the others are multi-region trails of one region', async () => {
    const account = accountOf('600000000103');
    await createTrails(account.aws, true);
    await expect(account.inRegion('eu-west-1').cloudTrail.createTrail({ Name: 'sixth', S3BucketName: 'logs' })).rejects.toMatchObject({
      name: 'MaximumNumberOfTrailsExceededException', message: 'User: 600000000103 already has 5 trails in eu-west-1.',
    });
  });
});

describe('the emulator accepts, as AWS does,', () => {
  test('a launch template with the volume size of the image', async () => {
    const { aws } = accountOf('600000000101');
    await new PlainStack(aws).create(groupOf(await registerImage(aws), 30));
    expect((await aws.autoScaling.describeAutoScalingGroups({})).AutoScalingGroups).toHaveLength(1);
  });

  test('an update of a stack that keeps the value of an export in use', async () => {
    const { aws } = accountOf('600000000102');
    const stack = new PlainStack(aws);
    await importExport(aws, stack);
    await stack.update({ Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'changed' } } }, exporting('one'));
    expect((await aws.cloudFormation.listExports({})).Exports).toMatchObject([{ Name: 'exported', Value: 'one' }]);
  });

  test('a sixth trail of an account if the others are trails of another region', async () => {
    const account = accountOf('600000000104');
    await createTrails(account.aws, false);
    await account.inRegion('eu-west-1').cloudTrail.createTrail({ Name: 'sixth', S3BucketName: 'logs' });
  });
});
