import { CRITERIA, type Criterion, type Exception, type TemplateName } from './findings';

const WITH_CERTIFICATE: TemplateName[] = ['production', 'integ production'];
const NON_PRODUCTION: TemplateName[] = ['integ non-production'];
/** The stacks of the integration tests, which are deleted completely. */
const DELETED: TemplateName[] = ['integ production', 'integ non-production'];

const BUCKETS = ['AccessLogsBucket', 'ConfigBucket', 'DataBucket', 'TrailBucket'].map((name) => `Baseline/${name}`);
const EMPTY_ON_DELETE_POLICIES = BUCKETS.map((bucket) => `${bucket}/EmptyOnDelete/Policy`);
const DATABASE = 'Baseline/Database';
const LOAD_BALANCER = 'Baseline/WebTier/LoadBalancer';
const GROUP = 'Baseline/WebTier/Instances/ASG';
const DEAD_LETTER_QUEUES = ['Notifications', 'SecurityAlarms/RealTimeRules', 'DeliveryFailureTopic', 'Findings/Rules'].map((owner) => `Baseline/${owner}/DeadLetters`);
/** The read replica and the rotated master password of the integration test. */
const REPLICA = `${DATABASE}/Reports`;
const ROTATION = `${DATABASE}/MasterSecret/RotationFunction`;
const WITH_REPLICA: TemplateName[] = ['integ production'];
/** The policy of the default account settings. Its id contains a hash of what it allows. */
const ACCOUNT_CHANGES = 'Baseline/Account/Changes-be278582';
/** The function that publishes findings, and its table. */
const FINDINGS = 'Baseline/Findings/Rules';
const INSTANCE_ROLE = 'Baseline/WebTier/InstanceRole';

const NIST = (rule: string) => `NIST.800.53.R5-${rule}`;
const AWS = 'https://docs.aws.amazon.com';
const PRESETS = 'src/baseline/presets.ts';

/** Returns the exceptions for the functions of custom resources. */
function functionExceptions(functions: string[], templates?: readonly TemplateName[]): Omit<Exception, 'criterion'>[] {
  const code = functions.map((name) => `${name}/Function`);
  return [
    {
      rules: ['CKV_AWS_173'],
      resources: code,
      templates,
      reason: 'The environment variables are the id of the stack, the URL suffix and settings, none of which is secret. Lambda encrypts them with its own key.',
      source: `${AWS}/lambda/latest/dg/configuration-envvars-encryption.html`,
    },
    {
      rules: ['CKV_AWS_117', 'CT.LAMBDA.PR.3', NIST('LambdaInsideVPC')],
      resources: code,
      templates,
      reason: 'The function runs while the VPC and its endpoints are created and deleted. In the VPC, it could not send its response to CloudFormation, and the stack operation would wait until it times out.',
      source: `${AWS}/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html`,
    },
    {
      rules: ['CKV_AWS_115', NIST('LambdaConcurrency')],
      resources: code,
      templates,
      reason: 'New accounts can have a quota of 10 concurrent executions, of which Lambda allows none to be reserved: the deployment would fail.',
      source: `${AWS}/lambda/latest/dg/configuration-concurrency.html`,
    },
    {
      rules: ['CKV_AWS_116', NIST('LambdaDLQ')],
      resources: code,
      templates,
      reason: 'CloudFormation waits for the response and reports if there is none. A request that is stored and processed later could empty a bucket, or stop a recorder, that is still in use.',
      source: `${AWS}/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html`,
    },
  ];
}

/** The exceptions by criterion. */
const BY_CRITERION: Record<Criterion, Omit<Exception, 'criterion'>[]> = {
  service: [
    {
      rules: ['CKV_AWS_18', 'CT.S3.PR.2'],
      resources: ['Baseline/AccessLogsBucket'],
      reason: 'The bucket receives the access logs of the other buckets. A bucket that delivers access logs to itself creates new logs with each delivery.',
      source: `${AWS}/AmazonS3/latest/userguide/ServerLogs.html`,
    },
    {
      rules: ['CT.S3.PR.10', NIST('S3DefaultEncryptionKMS')],
      resources: ['Baseline/AccessLogsBucket'],
      reason: 'S3 and load balancers cannot deliver access logs to a bucket with a KMS key.',
      source: `${AWS}/elasticloadbalancing/latest/application/enable-access-logging.html`,
    },
    {
      rules: [NIST('IAMNoInlinePolicy')],
      resources: [
        'Baseline/Network/FlowLogs/Role', 'Baseline/Trail/LogsRole', INSTANCE_ROLE, `${INSTANCE_ROLE}/DefaultPolicy`,
        'AccountGuardrailsFunction/Policy', 'ClosedDefaultSecurityGroupFunction/Policy', 'ConfigStarterFunction/Policy', 'DataLossCheckFunction/Policy',
        `${FINDINGS}/PublisherFunction/Policy`,
      ],
      reason: 'The policy belongs to one role and is deleted with it, which is the use case that IAM documents for inline policies. Grants of the CDK also create inline policies.',
      source: `${AWS}/IAM/latest/UserGuide/access_policies-choosing-managed-or-inline.html`,
    },
    {
      rules: [NIST('IAMNoInlinePolicy')],
      resources: [ACCOUNT_CHANGES],
      templates: WITH_CERTIFICATE,
      reason: 'The policy belongs to the role of the function of the account settings and is deleted with it, which is the use case that IAM documents for inline policies.',
      source: `${AWS}/IAM/latest/UserGuide/access_policies-choosing-managed-or-inline.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: ['AccountGuardrailsFunction/Policy'],
      reason: 'The function looks at all regions, buckets, images and snapshots of the account. Settings of accounts and regions do not support resource-level permissions.',
      source: `${AWS}/service-authorization/latest/reference/list_amazonec2.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: [ACCOUNT_CHANGES],
      templates: WITH_CERTIFICATE,
      reason: 'Settings of accounts and regions do not support resource-level permissions, and the default VPCs of the regions are not known before the deployment.',
      source: `${AWS}/service-authorization/latest/reference/list_amazonec2.html`,
    },
    {
      rules: [NIST('IAMNoInlinePolicy')],
      resources: ['EmptyOnDeleteFunction/Policy'],
      templates: DELETED,
      reason: 'The policy belongs to the role of the function of EmptyOnDelete and is deleted with it, which is the use case that IAM documents for inline policies.',
      source: `${AWS}/IAM/latest/UserGuide/access_policies-choosing-managed-or-inline.html`,
    },
    {
      rules: [NIST('IAMNoInlinePolicy')],
      resources: [`${ROTATION}/Policy`],
      templates: WITH_REPLICA,
      reason: 'The policy belongs to the role of the rotation function and is deleted with it, which is the use case that IAM documents for inline policies.',
      source: `${AWS}/IAM/latest/UserGuide/access_policies-choosing-managed-or-inline.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: ['DataLossCheckFunction/Policy'],
      reason: 'Lambda chooses the names of the log streams of the function.',
      source: `${AWS}/lambda/latest/dg/monitoring-cloudwatchlogs.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: ['EmptyOnDeleteFunction/Policy'],
      templates: DELETED,
      reason: 'Lambda chooses the names of the log streams of the function.',
      source: `${AWS}/lambda/latest/dg/monitoring-cloudwatchlogs.html`,
    },
    {
      rules: ['AwsSolutions-IAM4'],
      resources: [`${DATABASE}/MonitoringRole`],
      templates: WITH_CERTIFICATE,
      reason: 'RDS enhanced monitoring requires the managed policy AmazonRDSEnhancedMonitoringRole.',
      source: `${AWS}/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: ['Baseline/Network/FlowLogs/Role', 'ClosedDefaultSecurityGroupFunction/Policy'],
      reason: 'The actions ec2:DescribeSecurityGroups and logs:DescribeLogGroups, which VPC Flow Logs requires, do not support resource-level permissions.',
      source: `${AWS}/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: ['Baseline/Trail/LogsRole'],
      reason: 'CloudTrail chooses the suffix of the name of its log stream.',
      source: `${AWS}/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html`,
    },
    {
      rules: ['AwsSolutions-IAM5', 'RESOURCE_STAR'],
      resources: ['ConfigStarterFunction/Policy'],
      reason: 'The Describe actions find all recorders and channels of the account, CloudFormation does not return the id in the ARN of a recorder, and config:DeliverConfigSnapshot does not support resource-level permissions.',
      source: `${AWS}/service-authorization/latest/reference/list_awsconfig.html`,
    },
    {
      rules: [NIST('ELBv2ACMCertificateRequired')],
      resources: [`${LOAD_BALANCER}/Http`],
      templates: WITH_CERTIFICATE,
      reason: 'The listener redirects HTTP to HTTPS. An HTTP listener cannot have a certificate.',
      source: `${AWS}/elasticloadbalancing/latest/APIReference/API_CreateListener.html`,
    },
  ],
  undetected: [
    {
      rules: ['CKV_AWS_16', 'AwsSolutions-RDS2', NIST('RDSStorageEncrypted')],
      resources: [REPLICA],
      templates: WITH_REPLICA,
      reason: 'A read replica in the region of its source is encrypted like the source, without a property of its own.',
      source: `${AWS}/AmazonRDS/latest/UserGuide/Overview.Encryption.html`,
    },
    {
      rules: ['INVALID_ARN'],
      resources: [`${ROTATION}/Policy`],
      templates: WITH_REPLICA,
      reason: 'The ARN contains references, which the scanner replaces by values that do not match its pattern.',
      source: `${AWS}/service-authorization/latest/reference/list_amazonrds.html`,
    },
    {
      rules: ['INVALID_ARN'],
      resources: [`${FINDINGS}/PublisherFunction/Policy`],
      reason: 'The ARN is a reference to the topic, which the scanner replaces by a value that is no ARN.',
      source: `${AWS}/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html`,
    },
    {
      rules: [NIST('VPCDefaultSecurityGroupClosed')],
      resources: ['Baseline/Network'],
      reason: 'CloudFormation cannot change a default security group. The custom resource ClosedDefaultSecurityGroup removes its rules, which the rule does not detect.',
      source: `${AWS}/securityhub/latest/userguide/ec2-controls.html#ec2-2`,
    },
    {
      rules: ['CT.ELASTICLOADBALANCING.PR.2'],
      resources: [`${LOAD_BALANCER}/Listener`],
      templates: ['integ production'],
      reason: 'The integration test passes the ARN of the certificate as a parameter, which the rule cannot resolve.',
      source: 'integ/integ.production.ts',
    },
    {
      rules: ['AwsSolutions-SQS3', 'CT.SQS.PR.1'],
      resources: DEAD_LETTER_QUEUES,
      reason: 'The queues are the dead-letter queues of subscriptions and EventBridge rules. The rules of the scanners detect only dead-letter queues of other queues.',
      source: `${AWS}/sns/latest/dg/sns-configure-dead-letter-queue.html`,
    },
    {
      rules: ['CKV_AWS_27'],
      resources: DEAD_LETTER_QUEUES,
      reason: 'The queues are encrypted with SSE-SQS, which checkov does not detect.',
      source: `${AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html`,
    },
  ],
  requirement: [
    {
      rules: ['CT.S3.PR.9'],
      resources: BUCKETS,
      reason: 'Object Lock cannot be disabled again, and has no effect without a default retention. With one, access logs and AWS Config cannot be delivered, and buckets with locked objects cannot be deleted: EmptyOnDelete could not empty them.',
      source: `${AWS}/AmazonS3/latest/userguide/object-lock-managing.html`,
    },
    {
      rules: ['RESOURCE_POLICY_PRIVILEGE_ESCALATION', 'AwsSolutions-IAM5', NIST('IAMNoInlinePolicy')],
      resources: EMPTY_ON_DELETE_POLICIES,
      templates: DELETED,
      reason: 'EmptyOnDelete deletes every object of its bucket and denies late log deliveries in the bucket policy. One managed policy for each bucket would be limited by the quota of ten managed policies for each role.',
      source: `${AWS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
    },
    {
      rules: ['AwsSolutions-IAM4'],
      resources: [INSTANCE_ROLE],
      reason: 'The instances of WebTier have the managed policies CloudWatchAgentServerPolicy and AmazonSSMManagedInstanceCore, so that they send logs and are accessible without SSH.',
      source: `${AWS}/systems-manager/latest/userguide/setup-instance-permissions.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: [INSTANCE_ROLE],
      reason: 'The instances of WebTier can access all objects of dataBucket. elasticloadbalancing:DescribeTargetHealth does not support resource-level permissions.',
      source: `${AWS}/service-authorization/latest/reference/list_awselasticloadbalancingv2.html`,
    },
    {
      rules: ['AwsSolutions-VPC3'],
      resources: ['Baseline/Network/NetworkAcls/*'],
      reason: 'Each tier of ThreeTierVpc has a network ACL.',
      source: `${AWS}/vpc/latest/userguide/infrastructure-security.html`,
    },
    {
      rules: [NIST('VPCNoUnrestrictedRouteToIGW')],
      resources: ['Baseline/Network/PublicRoute1', 'Baseline/Network/PublicRoute2'],
      reason: 'Internet-facing load balancers and the NAT gateways of ThreeTierVpc require a route to an internet gateway.',
      source: `${AWS}/vpc/latest/userguide/VPC_Internet_Gateway.html`,
    },
    {
      rules: ['CKV_AWS_260', 'AwsSolutions-EC23'],
      resources: [`${LOAD_BALANCER}/SecurityGroup`],
      templates: WITH_CERTIFICATE,
      reason: 'The load balancer of WebTier accepts requests from the internet on port 443, and redirects requests on port 80.',
      source: `${AWS}/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html`,
    },
    {
      rules: [NIST('ALBWAFEnabled')],
      resources: [LOAD_BALANCER],
      reason: 'A web ACL is charged by rule and request. The prop webAclArn associates one.',
      source: 'https://aws.amazon.com/waf/pricing/',
    },
  ],
  lifecycle: [
    ...functionExceptions(['AccountGuardrailsFunction', 'ClosedDefaultSecurityGroupFunction', 'ConfigStarterFunction', 'DataLossCheckFunction']),
    ...functionExceptions(['EmptyOnDeleteFunction'], DELETED),
    ...functionExceptions([ROTATION], WITH_REPLICA),
    ...functionExceptions([`${FINDINGS}/PublisherFunction`]),
    {
      rules: ['CKV_AWS_28', 'CKV_AWS_119', 'CT.DYNAMODB.PR.1', 'CT.DYNAMODB.PR.2', 'AwsSolutions-DDB3', NIST('DynamoDBPITREnabled'), NIST('DynamoDBInBackupPlan')],
      resources: [`${FINDINGS}/Published`],
      reason: 'The table has hashes of the findings of the last two days, which are deleted with the stack. Without them, messages are repeated. The key of DynamoDB encrypts them.',
      source: `${AWS}/amazondynamodb/latest/developerguide/encryption.usagenotes.html`,
    },
  ],
  choice: [
    {
      rules: ['CT.S3.PR.4'],
      resources: BUCKETS,
      reason: 'EventBridge charges for each event of S3, and the baseline has no subscriber. enableEventBridgeNotification and addEventNotification enable event notifications.',
      source: 'https://aws.amazon.com/eventbridge/pricing/',
    },
    {
      rules: [NIST('S3BucketReplicationEnabled')],
      resources: BUCKETS,
      reason: 'Replication incurs additional charges for storage, requests and data transfer. replicationConfiguration of HardenedBucket and LoggingBucket enables it.',
      source: 'https://aws.amazon.com/s3/pricing/',
    },
    {
      rules: ['CT.AUTOSCALING.PR.6'],
      resources: [GROUP],
      reason: 'Other instance types have other prices. alternativeInstanceTypes adds them.',
      source: `${AWS}/securityhub/latest/userguide/autoscaling-controls.html#autoscaling-6`,
    },
    {
      rules: ['AwsSolutions-AS3'],
      resources: [GROUP],
      reason: 'SNS charges for a message for each instance that is launched or terminated. scalingTopic enables the notifications.',
      source: `${AWS}/autoscaling/ec2/userguide/ec2-auto-scaling-sns-notifications.html`,
    },
    {
      rules: ['AwsSolutions-RDS11'],
      resources: [REPLICA],
      templates: WITH_REPLICA,
      reason: 'The replica has the port of its source, which the prop port of HardenedMySql changes. The security group allows connections from the application only.',
      source: `${AWS}/securityhub/latest/userguide/rds-controls.html#rds-23`,
    },
    {
      rules: [NIST('RDSInBackupPlan')],
      resources: [REPLICA],
      templates: WITH_REPLICA,
      reason: 'The source of addReadReplica has automated backups, which contain the data of the replica.',
      source: `${AWS}/AmazonRDS/latest/UserGuide/USER_ReadRepl.html`,
    },
    {
      rules: ['AwsSolutions-RDS11', 'CT.RDS.PR.20'],
      resources: [DATABASE],
      reason: 'The security group allows connections from the application only, regardless of the port. The prop port of HardenedMySql changes the port. CONTROLS.md lists RDS.23 of Security Hub as optional.',
      source: `${AWS}/securityhub/latest/userguide/rds-controls.html#rds-23`,
    },
    {
      rules: [NIST('RDSInBackupPlan')],
      resources: [DATABASE],
      reason: 'RDS creates automated backups. AWS Backup is charged separately: a backup plan can select the ARN of database.databaseInstance. CONTROLS.md lists RDS.26 of Security Hub as out of scope for this reason.',
      source: 'https://aws.amazon.com/backup/pricing/',
    },
  ],
  preset: [
    {
      rules: ['AwsSolutions-RDS10', NIST('RDSInstanceDeletionProtectionEnabled')],
      resources: [REPLICA],
      templates: WITH_REPLICA,
      reason: 'The value of deletionProtection is false, so that the stack can be deleted.',
      source: PRESETS,
    },
    {
      rules: ['AwsSolutions-RDS3', 'CKV_AWS_157', NIST('RDSMultiAZSupport')],
      resources: [REPLICA],
      templates: WITH_REPLICA,
      reason: 'The value of multiAz applies to the source. A standby of the replica would cost as much as the replica.',
      source: PRESETS,
    },
    {
      rules: ['CKV_AWS_2', 'CKV_AWS_103', 'CT.ELASTICLOADBALANCING.PR.1', NIST('ALBHttpToHttpsRedirection'), NIST('ELBv2ACMCertificateRequired')],
      resources: [`${LOAD_BALANCER}/Listener`],
      templates: NON_PRODUCTION,
      reason: 'Without a certificate, the load balancer is internal and uses HTTP within the VPC. The prop certificate, which production requires, enables HTTPS.',
      source: `${AWS}/elasticloadbalancing/latest/application/create-https-listener.html`,
    },
    {
      rules: ['CT.ELASTICLOADBALANCING.PR.5', NIST('ELBDeletionProtectionEnabled')],
      resources: [LOAD_BALANCER],
      templates: DELETED,
      reason: 'The value of deletionProtection is false, so that the stack can be deleted.',
      source: PRESETS,
    },
    {
      rules: ['CT.EC2.PR.10'],
      resources: ['Baseline/WebTier/Instances/LaunchTemplate'],
      templates: NON_PRODUCTION,
      reason: 'The preset value of detailedMonitoring, which is charged by metric, is false.',
      source: PRESETS,
    },
    {
      rules: ['AwsSolutions-RDS10', 'CT.RDS.PR.13', NIST('RDSInstanceDeletionProtectionEnabled')],
      resources: [DATABASE],
      templates: DELETED,
      reason: 'The value of deletionProtection is false, so that the stack can be deleted.',
      source: PRESETS,
    },
    {
      rules: ['AwsSolutions-RDS3', 'CKV_AWS_157', 'CT.RDS.PR.1', NIST('RDSMultiAZSupport')],
      resources: [DATABASE],
      templates: NON_PRODUCTION,
      reason: 'The preset value of multiAz is false, because a standby costs as much as the instance.',
      source: PRESETS,
    },
    {
      rules: ['CKV_AWS_118', 'CT.RDS.PR.2', NIST('RDSEnhancedMonitoringEnabled')],
      resources: [DATABASE],
      templates: NON_PRODUCTION,
      reason: 'The preset value of monitoringInterval is 0.',
      source: PRESETS,
    },
    {
      rules: ['CT.CLOUDWATCH.PR.2'],
      resources: [
        'Baseline/Network/FlowLogs/LogGroup', 'Baseline/Trail/LogGroup', 'Baseline/WebTier/LogGroup',
        ...['audit', 'error', 'general', 'slowquery'].map((type) => `${DATABASE}/Logs/${type}`),
      ],
      templates: NON_PRODUCTION,
      reason: 'The preset values of flowLogRetention and logRetention are one month.',
      source: PRESETS,
    },
  ],
};

/** All accepted findings, with their reasons. */
export const EXCEPTIONS: Exception[] = CRITERIA.flatMap((criterion) => BY_CRITERION[criterion].map((exception) => ({ ...exception, criterion })));
