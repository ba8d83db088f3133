import {
  AuditTrail, BaselineExports, ChatChannels, ConfigRecording, ConfigRules, ConfigStarter,
  ConfigStarterMode, EmptyOnDelete, EncryptionKey, EventSeverity, FindingNotifications, FindingSource, GlobalHealthRule,
  HardenedBucket, HardenedMySql, LoggingBucket, MySqlReadReplica,
  NatGatewayAlarms, NotificationTopic, RootSignInRule, SecurityAlarms, SecurityDashboard, ThreeTierVpc,
  DeliveryFailureAlarms, VpcEndpoints, VpcFlowLogs, WebTier,
} from '@org/secure-baseline';
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as config from 'aws-cdk-lib/aws-config';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Uses each construct without the baseline. */
export class ConstructsStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = new EncryptionKey(this, 'Key', { alias: 'constructs', pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
    const accessLogs = new LoggingBucket(this, 'AccessLogs');
    accessLogs.allowServerAccessLogs('requests');
    accessLogs.allowLoadBalancerLogs('load-balancer');
    accessLogs.allowFlowLogs('flow-logs');
    const data = new HardenedBucket(this, 'Data', { encryptionKey: key, serverAccessLogs: { bucket: accessLogs, prefix: 'data' } });
    const vpc = this.network();
    this.emptiedBucket();
    this.configPieces();
    this.alarms();
    const webTier = new WebTier(this, 'WebTier', { vpc, encryptionKey: key, accessLogsBucket: accessLogs, dataBucket: data });
    this.databaseWithReplica(vpc, key, webTier);
  }

  private network(): ec2.IVpc {
    const network = new ThreeTierVpc(this, 'Network', { cidr: '10.40.0.0/20', natGateways: 1 });
    new NatGatewayAlarms(this, 'NatGatewayAlarms', { natGatewayIds: network.natGateways.map((gateway) => gateway.ref), alarmNamePrefix: 'constructs' });

    const own = new ec2.Vpc(this, 'OwnVpc', {
      maxAzs: 2,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
    });
    new VpcEndpoints(this, 'Endpoints', { vpc: own, interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER] });
    new VpcFlowLogs(this, 'FlowLogs', { vpc: own, logRetention: logs.RetentionDays.ONE_MONTH });
    return network.vpc;
  }

  private emptiedBucket(): void {
    const bucket = new s3.Bucket(this, 'Scratch', { removalPolicy: RemovalPolicy.DESTROY });
    new EmptyOnDelete(this, 'EmptyScratch', { bucket });
  }

  private configPieces(): void {
    const bucket = new LoggingBucket(this, 'ConfigBucket', { expiration: Duration.days(365), archiveAfter: Duration.days(90) });
    bucket.allowConfigDelivery('config');
    bucket.allowConfigDelivery('member', { sourceAccount: '111122223333', sourceRegion: 'eu-west-1' });
    const recorder = new config.CfnConfigurationRecorder(this, 'Recorder', { roleArn: 'arn:aws:iam::111111111111:role/config' });
    const deliveryChannel = new config.CfnDeliveryChannel(this, 'Channel', { s3BucketName: bucket.bucketName, s3KeyPrefix: 'config' });
    deliveryChannel.node.addDependency(bucket);
    const starter = new ConfigStarter(this, 'Starter', { recorder, deliveryChannel });
    const rules = new ConfigRules(this, 'Rules', {
      rules: [{ identifier: config.ManagedRuleIdentifiers.EC2_INSTANCES_IN_VPC, description: 'Instances are in a VPC' }],
    });
    rules.node.addDependency(starter);

    // In a separate stack, because a stack has one starter for the recorder of the account.
    new ConfigRecording(new Stack(this, 'Adopted'), 'AdoptedRecording', { mode: ConfigStarterMode.ADOPT, namePrefix: 'adopted' });
  }

  private alarms(): void {
    const notifications = new NotificationTopic(this, 'Notifications', { emailAddresses: ['security@example.com'], displayName: 'Security' });
    const { topic } = notifications;
    const second = new NotificationTopic(this, 'SecondNotifications', { emailAddresses: ['on-call@example.com'] });
    new ChatChannels(this, 'Chat', { topics: [topic], slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }] });
    const undelivered = new DeliveryFailureAlarms(this, 'Undelivered', {
      topic, deadLetterQueues: [notifications.deadLetterQueue], alarmActions: [new SnsAction(second.topic)], alarmNamePrefix: 'constructs',
    });
    const bucket = new LoggingBucket(this, 'TrailBucket');
    const trail = new AuditTrail(this, 'Trail', { bucket, trailName: 'constructs', logRetention: logs.RetentionDays.ONE_YEAR });
    bucket.allowCloudTrailDelivery(trail.trailArn, 'cloudtrail', { organizationId: 'o-abcdefghij' });

    const security = new SecurityAlarms(this, 'Alarms', {
      logGroup: trail.logGroup,
      topic,
      namePrefix: 'constructs',
      eventOverrides: { [SecurityAlarms.defaultEvents[0]!.id]: { threshold: 2, period: Duration.minutes(15), severity: EventSeverity.LOW } },
    });
    new RootSignInRule(this, 'RootSignIn', { topic, deliveryFailureTopic: second.topic });
    new FindingNotifications(this, 'Findings', { topic, deliveryFailureTopic: second.topic, sources: [FindingSource.ACCESS_ANALYZER] });
    new GlobalHealthRule(this, 'GlobalHealth', { topic, deliveryFailureTopic: second.topic });
    new BaselineExports(this, 'OtherBaseline', { environmentSuffix: 'other', maxAzs: 3 });
    new SecurityDashboard(this, 'Dashboard', {
      dashboardName: 'constructs',
      sections: [
        { title: 'Root', alarms: [security.alarms.RootUsage!] },
        { title: 'Notifications', graphs: [{ title: 'Undelivered', alarms: Object.values(undelivered.alarms) }] },
      ],
    });
  }

  private databaseWithReplica(vpc: ec2.IVpc, encryptionKey: EncryptionKey, webTier: WebTier): void {
    const database = new HardenedMySql(this, 'Database', { vpc, encryptionKey, databaseName: 'orders', manageMasterUserPassword: false });
    const replica: MySqlReadReplica = database.addReadReplica('Replica', { instanceType: new ec2.InstanceType('m7g.large') });
    database.connections.allowDefaultPortFrom(webTier, 'MySQL from the web tier');
    database.grantConnect(webTier.role, 'web');
    replica.connections.allowDefaultPortFrom(webTier, 'MySQL from the web tier');
    replica.grantConnect(webTier.role, 'web');
    new CfnOutput(this, 'ReplicaAddress', { value: replica.instanceEndpoint.socketAddress });
  }
}
