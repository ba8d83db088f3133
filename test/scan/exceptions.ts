import { CRITERIA, type Criterion, type Exception, type TemplateName } from './findings';

const WITH_CERTIFICATE: TemplateName[] = ['production', 'integ production'];
const NON_PRODUCTION: TemplateName[] = ['integ non-production'];
/** Deployed by the integ tests, which delete everything. */
const DELETED: TemplateName[] = ['integ production', 'integ non-production'];

const BUCKETS = ['AccessLogsBucket', 'ConfigBucket', 'DataBucket', 'TrailBucket'].map((name) => `Baseline/${name}`);
const EMPTIERS = BUCKETS.map((bucket) => `${bucket}/EmptyOnDelete/Policy`);
const DATABASE = 'Baseline/Database';
const FRONT = 'Baseline/WebTier/LoadBalancer';
const GROUP = 'Baseline/WebTier/Instances/ASG';
const DEAD_LETTERS = ['Notifications', 'SecurityAlarms/RealTimeRules', 'DeliveryFailureTopic'].map((owner) => `Baseline/${owner}/DeadLetters`);
const INSTANCE_ROLE = 'Baseline/WebTier/InstanceRole';

const NIST = (rule: string) => `NIST.800.53.R5-${rule}`;
const AWS = 'https://docs.aws.amazon.com';
const PRESETS = 'src/baseline/presets.ts';

/** What holds for every function of a custom resource. */
function ofFunctions(functions: string[], templates?: readonly TemplateName[]): Omit<Exception, 'criterion'>[] {
  const code = functions.map((name) => `${name}/Function`);
  return [
    {
      rules: ['CKV_AWS_117', 'CT.LAMBDA.PR.3', NIST('LambdaInsideVPC')],
      resources: code,
      templates,
      reason: 'It works while the VPC, or what the VPC needs, is being made and deleted: from within, CloudFormation could not be answered and the stack would hang.',
      source: `${AWS}/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html`,
    },
    {
      rules: ['CKV_AWS_115', NIST('LambdaConcurrency')],
      resources: code,
      templates,
      reason: 'Accounts have as few as 10 concurrent executions, none of which Lambda lets anybody reserve: the deployment would fail.',
      source: `${AWS}/lambda/latest/dg/configuration-concurrency.html`,
    },
    {
      rules: ['CKV_AWS_116', NIST('LambdaDLQ')],
      resources: code,
      templates,
      reason: 'CloudFormation waits for the answer and reports its absence. A request that is kept and run again later would empty a bucket, or stop a recorder, that lives on.',
      source: `${AWS}/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html`,
    },
  ];
}

/** What stands, by why it may. */
const BY_CRITERION: Record<Criterion, Omit<Exception, 'criterion'>[]> = {
  service: [
    {
      rules: ['CKV_AWS_18', 'CT.S3.PR.2'],
      resources: ['Baseline/AccessLogsBucket'],
      reason: 'It receives the access logs of the others: a bucket that logs to itself feeds itself.',
      source: `${AWS}/AmazonS3/latest/userguide/ServerLogs.html`,
    },
    {
      rules: ['CT.S3.PR.10', NIST('S3DefaultEncryptionKMS')],
      resources: ['Baseline/AccessLogsBucket'],
      reason: 'Neither S3 nor load balancers deliver access logs to a bucket with a KMS key.',
      source: `${AWS}/elasticloadbalancing/latest/application/enable-access-logging.html`,
    },
    {
      rules: [NIST('IAMNoInlinePolicy')],
      resources: [
        'Baseline/Network/FlowLogs/Role', 'Baseline/Trail/LogsRole', INSTANCE_ROLE, `${INSTANCE_ROLE}/DefaultPolicy`,
        'ClosedDefaultSecurityGroupFunction/Policy', 'ConfigStarterFunction/Policy',
      ],
      reason: 'It belongs to one role and goes with it, the case that IAM\'s guide keeps inline policies for; grants of the CDK write such ones too.',
      source: `${AWS}/IAM/latest/UserGuide/access_policies-choosing-managed-or-inline.html`,
    },
    {
      rules: [NIST('IAMNoInlinePolicy')],
      resources: ['EmptyOnDeleteFunction/Policy'],
      templates: DELETED,
      reason: 'The same, for the function behind EmptyOnDelete.',
      source: `${AWS}/IAM/latest/UserGuide/access_policies-choosing-managed-or-inline.html`,
    },
    {
      rules: ['AwsSolutions-IAM4'],
      resources: [`${DATABASE}/MonitoringRole`],
      templates: WITH_CERTIFICATE,
      reason: 'RDS asks for AmazonRDSEnhancedMonitoringRole by name.',
      source: `${AWS}/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: ['Baseline/Network/FlowLogs/Role', 'ClosedDefaultSecurityGroupFunction/Policy'],
      reason: 'The action ec2:DescribeSecurityGroups, and logs:DescribeLogGroups in what VPC flow logs asks for, know no narrower resource.',
      source: `${AWS}/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: ['Baseline/Trail/LogsRole'],
      reason: 'CloudTrail chooses how the name of its log stream ends.',
      source: `${AWS}/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html`,
    },
    {
      rules: ['AwsSolutions-IAM5', 'RESOURCE_STAR'],
      resources: ['ConfigStarterFunction/Policy'],
      reason: 'Which recorder and channel the account has is what is asked, CloudFormation does not tell the id in a recorder\'s ARN, and a snapshot knows no narrower resource.',
      source: `${AWS}/service-authorization/latest/reference/list_awsconfig.html`,
    },
    {
      rules: [NIST('ELBv2ACMCertificateRequired')],
      resources: [`${FRONT}/Http`],
      templates: WITH_CERTIFICATE,
      reason: 'It redirects HTTP to HTTPS: a listener for HTTP can have no certificate.',
      source: `${AWS}/elasticloadbalancing/latest/APIReference/API_CreateListener.html`,
    },
  ],
  unseen: [
    {
      rules: [NIST('VPCDefaultSecurityGroupClosed')],
      resources: ['Baseline/Network'],
      reason: 'CloudFormation cannot change a default security group: ClosedDefaultSecurityGroup does, which the rule does not see.',
      source: `${AWS}/securityhub/latest/userguide/ec2-controls.html#ec2-2`,
    },
    {
      rules: ['CT.ELASTICLOADBALANCING.PR.2'],
      resources: [`${FRONT}/Listener`],
      templates: ['integ production'],
      reason: 'The integ test takes the ARN of the certificate from a parameter, which the rule cannot follow.',
      source: 'integ/integ.production.ts',
    },
    {
      rules: ['AwsSolutions-SQS3', 'CT.SQS.PR.1'],
      resources: DEAD_LETTERS,
      reason: 'They are dead letter queues, of subscriptions and EventBridge rules; the rules of the scanners know those of other queues only.',
      source: `${AWS}/sns/latest/dg/sns-configure-dead-letter-queue.html`,
    },
    {
      rules: ['CKV_AWS_27'],
      resources: DEAD_LETTERS,
      reason: 'SQS encrypts them with keys of its own, which checkov does not count.',
      source: `${AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html`,
    },
  ],
  row: [
    {
      rules: ['CT.S3.PR.9'],
      resources: BUCKETS,
      reason: 'It cannot be switched off again, and without a default retention it locks nothing. With one, access logs and AWS Config cannot be delivered, and no bucket with locked objects can be deleted (rows A3, A7, B12).',
      source: `${AWS}/AmazonS3/latest/userguide/object-lock-managing.html`,
    },
    {
      rules: ['RESOURCE_POLICY_PRIVILEGE_ESCALATION', 'AwsSolutions-IAM5', NIST('IAMNoInlinePolicy')],
      resources: EMPTIERS,
      templates: DELETED,
      reason: 'EmptyOnDelete deletes every object of the one bucket, and keeps late log deliveries out by its policy (rows A7, C2). A policy a bucket, managed, would end at the ten that a role may have.',
      source: `${AWS}/IAM/latest/UserGuide/reference_iam-quotas.html`,
    },
    {
      rules: ['AwsSolutions-IAM4'],
      resources: [INSTANCE_ROLE],
      reason: 'Row B8 demands CloudWatchAgentServerPolicy and AmazonSSMManagedInstanceCore.',
      source: `${AWS}/systems-manager/latest/userguide/setup-instance-permissions.html`,
    },
    {
      rules: ['AwsSolutions-IAM5'],
      resources: [INSTANCE_ROLE],
      reason: 'Row B8: the objects of the data bucket; elasticloadbalancing:DescribeTargetHealth supports no narrower resource.',
      source: `${AWS}/service-authorization/latest/reference/list_awselasticloadbalancingv2.html`,
    },
    {
      rules: ['AwsSolutions-VPC3'],
      resources: ['Baseline/Network/NetworkAcls/*'],
      reason: 'Row B2 demands network ACLs a tier.',
      source: `${AWS}/vpc/latest/userguide/infrastructure-security.html`,
    },
    {
      rules: [NIST('VPCNoUnrestrictedRouteToIGW')],
      resources: ['Baseline/Network/PublicRoute1', 'Baseline/Network/PublicRoute2'],
      reason: 'Row B1 demands an internet gateway, which load balancers that face the internet and NAT gateways need.',
      source: `${AWS}/vpc/latest/userguide/VPC_Internet_Gateway.html`,
    },
    {
      rules: ['CKV_AWS_260', 'AwsSolutions-EC23'],
      resources: [`${FRONT}/SecurityGroup`],
      templates: WITH_CERTIFICATE,
      reason: 'Row B3: the load balancer serves the internet on 443, and redirects what comes on 80.',
      source: `${AWS}/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html`,
    },
    {
      rules: [NIST('ALBWAFEnabled')],
      resources: [FRONT],
      reason: 'Row B11: a web ACL, which is charged by rule and request, only by the prop webAclArn.',
      source: 'https://aws.amazon.com/waf/pricing/',
    },
  ],
  lifecycle: [
    ...ofFunctions(['ClosedDefaultSecurityGroupFunction', 'ConfigStarterFunction']),
    ...ofFunctions(['EmptyOnDeleteFunction'], DELETED),
  ],
  choice: [
    {
      rules: ['CT.S3.PR.4'],
      resources: BUCKETS,
      reason: 'Events of S3 are charged by number in EventBridge, and nobody listens: enableEventBridgeNotification and addEventNotification switch them on.',
      source: 'https://aws.amazon.com/eventbridge/pricing/',
    },
    {
      rules: [NIST('S3BucketReplicationEnabled')],
      resources: BUCKETS,
      reason: 'Replication charges storage, requests and traffic again: replicationConfiguration of HardenedBucket and LoggingBucket switches it on.',
      source: 'https://aws.amazon.com/s3/pricing/',
    },
    {
      rules: ['CT.AUTOSCALING.PR.6'],
      resources: [GROUP],
      reason: 'Another type has another price: alternativeInstanceTypes switches it on.',
      source: `${AWS}/securityhub/latest/userguide/autoscaling-controls.html#autoscaling-6`,
    },
    {
      rules: ['AwsSolutions-AS3'],
      resources: [GROUP],
      reason: 'A message, charged, for each instance that comes or goes by itself: scalingTopic switches them on.',
      source: `${AWS}/autoscaling/ec2/userguide/ec2-auto-scaling-sns-notifications.html`,
    },
    {
      rules: ['AwsSolutions-RDS11', 'CT.RDS.PR.20'],
      resources: [DATABASE],
      reason: 'The security group lets the application in and nobody else, on whatever port: the prop port of HardenedMySql chooses another. Security Hub\'s RDS.23 is optional in our list of controls.',
      source: `${AWS}/securityhub/latest/userguide/rds-controls.html#rds-23`,
    },
    {
      rules: [NIST('RDSInBackupPlan')],
      resources: [DATABASE],
      reason: 'RDS makes its own backups. AWS Backup is charged apart: a plan of yours takes instance.attrDbInstanceArn. Security Hub\'s RDS.26 is out of our control map for that reason.',
      source: 'https://aws.amazon.com/backup/pricing/',
    },
  ],
  preset: [
    {
      rules: ['CKV_AWS_2', 'CKV_AWS_103', 'CT.ELASTICLOADBALANCING.PR.1', NIST('ALBHttpToHttpsRedirection'), NIST('ELBv2ACMCertificateRequired')],
      resources: [`${FRONT}/Listener`],
      templates: NON_PRODUCTION,
      reason: 'Without a certificate the load balancer is internal and speaks HTTP within the VPC: the prop certificate, which production needs, switches HTTPS on.',
      source: `${AWS}/elasticloadbalancing/latest/application/create-https-listener.html`,
    },
    {
      rules: ['CT.ELASTICLOADBALANCING.PR.5', NIST('ELBDeletionProtectionEnabled')],
      resources: [FRONT],
      templates: DELETED,
      reason: 'The setting deletionProtection is off, or the stack could not be deleted (row B12).',
      source: PRESETS,
    },
    {
      rules: ['CT.EC2.PR.10'],
      resources: ['Baseline/WebTier/Instances/LaunchTemplate'],
      templates: NON_PRODUCTION,
      reason: 'The setting detailedMonitoring, which is charged by metric, is off.',
      source: PRESETS,
    },
    {
      rules: ['AwsSolutions-RDS10', 'CT.RDS.PR.13', NIST('RDSInstanceDeletionProtectionEnabled')],
      resources: [DATABASE],
      templates: DELETED,
      reason: 'The setting deletionProtection is off, or the stack could not be deleted (row B12).',
      source: PRESETS,
    },
    {
      rules: ['AwsSolutions-RDS3', 'CKV_AWS_157', 'CT.RDS.PR.1', NIST('RDSMultiAZSupport')],
      resources: [DATABASE],
      templates: NON_PRODUCTION,
      reason: 'The setting multiAz is off: a standby costs as much as the instance.',
      source: PRESETS,
    },
    {
      rules: ['CKV_AWS_118', 'CT.RDS.PR.2', NIST('RDSEnhancedMonitoringEnabled')],
      resources: [DATABASE],
      templates: NON_PRODUCTION,
      reason: 'The setting monitoringInterval is 0.',
      source: PRESETS,
    },
    {
      rules: ['CT.CLOUDWATCH.PR.2'],
      resources: [
        'Baseline/Network/FlowLogs/LogGroup', 'Baseline/Trail/LogGroup', 'Baseline/WebTier/LogGroup',
        ...['audit', 'error', 'general', 'slowquery'].map((type) => `${DATABASE}/Logs/${type}`),
      ],
      templates: NON_PRODUCTION,
      reason: 'The retention periods flowLogRetention and logRetention are a month.',
      source: PRESETS,
    },
  ],
};

/** Every finding that stands, with its reason. */
export const EXCEPTIONS: Exception[] = CRITERIA.flatMap((criterion) => BY_CRITERION[criterion].map((exception) => ({ ...exception, criterion })));
