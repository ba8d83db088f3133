import { FindingSource } from '../../../src';
import type { FindingEvent } from '../../../src/monitoring/findings/runtime/finding';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** Events with the structure of AWS's documentation, and with own values. */
export interface Samples {
  /** The page that documents the structure. */
  readonly source: string;
  readonly event: FindingEvent;
  readonly severity: string;
  /** Texts that the message contains. */
  readonly texts: readonly string[];
  /** Events that the rule matches, for which a message is published, too. */
  readonly others?: readonly FindingEvent[];
  /** Events that the rule must not match, by what differs. */
  readonly unmatched: { readonly [difference: string]: FindingEvent };
  /** Events that the rule matches and the function must ignore, by what differs. */
  readonly ignored: { readonly [difference: string]: FindingEvent };
}

const eventOf = (source: string, detailType: string, detail: object, others: object = {}): FindingEvent => ({
  'version': '0', 'id': '0f1e2d3c-0000-4444-8888-000000000001', 'detail-type': detailType, source, 'account': ACCOUNT, 'time': '2026-11-30T08:00:00Z', 'region': REGION, 'resources': [], detail, ...others,
});

const guardDuty = (detail: object = {}) => eventOf('aws.guardduty', 'GuardDuty Finding', {
  schemaVersion: '2.0',
  accountId: ACCOUNT,
  region: REGION,
  partition: 'aws',
  id: '16afba5c5c43e07c9e3e5e2e544e95df',
  arn: `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/1234/finding/16afba5c5c43e07c9e3e5e2e544e95df`,
  type: 'UnauthorizedAccess:EC2/SSHBruteForce',
  resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-0123456789abcdef0' } },
  service: { serviceName: 'guardduty', eventFirstSeen: '2026-11-29T20:00:00Z', eventLastSeen: '2026-11-30T07:50:00Z', archived: false, count: 3 },
  severity: 8,
  createdAt: '2026-11-29T20:05:00.000Z',
  updatedAt: '2026-11-30T07:55:00.000Z',
  title: 'The instance i-0123456789abcdef0 is performing SSH brute force attacks.',
  description: 'The instance tries many passwords.',
  ...detail,
});

export const securityHub = (finding: object = {}) => eventOf('aws.securityhub', 'Security Hub Findings - Imported', {
  findings: [{
    SchemaVersion: '2018-10-08',
    Id: `arn:aws:securityhub:${REGION}:${ACCOUNT}:security-control/S3.8/finding/aaaa-1111`,
    ProductArn: `arn:aws:securityhub:${REGION}::product/aws/securityhub`,
    ProductName: 'Security Hub',
    CompanyName: 'AWS',
    Region: REGION,
    GeneratorId: 'security-control/S3.8',
    AwsAccountId: ACCOUNT,
    Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
    FirstObservedAt: '2026-11-28T10:00:00.000Z',
    CreatedAt: '2026-11-28T10:00:00.000Z',
    UpdatedAt: '2026-11-30T07:00:00.000Z',
    Severity: { Label: 'HIGH', Normalized: 70, Original: 'HIGH' },
    Title: 'S3 general purpose buckets should block public access',
    Description: 'This control checks the block of the bucket.',
    Remediation: { Recommendation: { Text: 'Consult the documentation of the control.', Url: 'https://docs.aws.amazon.com/console/securityhub/S3.8/remediation' } },
    Resources: [{ Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::open-bucket', Partition: 'aws', Region: REGION }],
    Compliance: { Status: 'FAILED', SecurityControlId: 'S3.8' },
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
    ...finding,
  }],
});

const productOf = (product: string) => ({ ProductArn: `arn:aws:securityhub:${REGION}::product/${product}`, Id: `finding-of-${product}` });

const accessAnalyzer = (detail: object = {}) => eventOf('aws.access-analyzer', 'Access Analyzer Finding', {
  version: '1.0',
  id: '22222222-dcba-4444-dcba-000000000002',
  accountId: ACCOUNT,
  region: REGION,
  resource: 'arn:aws:s3:::shared-bucket',
  resourceType: 'AWS::S3::Bucket',
  status: 'ACTIVE',
  isDeleted: false,
  isPublic: false,
  principal: { AWS: '999988887777' },
  action: ['s3:GetObject'],
  condition: {},
  createdAt: '2026-11-30T07:00:00Z',
  analyzedAt: '2026-11-30T07:10:00Z',
  updatedAt: '2026-11-30T07:10:00Z',
  ...detail,
});

const config = (detail: object = {}, complianceType = 'NON_COMPLIANT') => eventOf('aws.config', 'Config Rules Compliance Change', {
  resourceId: 'sg-0123456789abcdef0',
  resourceType: 'AWS::EC2::SecurityGroup',
  awsRegion: REGION,
  awsAccountId: ACCOUNT,
  configRuleName: 'restricted-ssh',
  configRuleARN: `arn:aws:config:${REGION}:${ACCOUNT}:config-rule/config-rule-abcdef`,
  recordVersion: '1.0',
  messageType: 'ComplianceChangeNotification',
  newEvaluationResult: {
    evaluationResultIdentifier: {
      evaluationResultQualifier: { configRuleName: 'restricted-ssh', resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-0123456789abcdef0' },
      orderingTimestamp: '2026-11-30T07:30:00.000Z',
    },
    complianceType,
    resultRecordedTime: '2026-11-30T07:31:00.000Z',
    configRuleInvokedTime: '2026-11-30T07:30:30.000Z',
  },
  oldEvaluationResult: { complianceType: 'COMPLIANT' },
  notificationCreationTime: '2026-11-30T07:31:01.000Z',
  ...detail,
});

const health = (detail: object = {}, detailType = 'AWS Health Event') => eventOf('aws.health', detailType, {
  eventArn: 'arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/AWS_RISK_CREDENTIALS_EXPOSED-1',
  service: 'RISK',
  eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
  eventTypeCategory: 'issue',
  eventScopeCode: 'ACCOUNT_SPECIFIC',
  communicationId: '01b0993207d81a09dcd552ebd1e633e36cf1f09a-1',
  startTime: 'Mon, 30 Nov 2026 06:00:00 GMT',
  lastUpdatedTime: 'Mon, 30 Nov 2026 06:30:00 GMT',
  statusCode: 'open',
  eventRegion: 'us-east-1',
  eventDescription: [{ language: 'en_US', latestDescription: 'An access key was found on a public page.' }],
  affectedEntities: [{ entityValue: 'AKIAEXAMPLE', status: 'IMPAIRED' }],
  affectedAccount: ACCOUNT,
  page: '1',
  totalPages: '1',
  ...detail,
});

const abuse = { service: 'ABUSE', eventTypeCode: 'AWS_ABUSE_DOS_REPORT', eventArn: 'arn:aws:health:global::event/AWS_ABUSE_DOS_REPORT_1' };

const backup = (detail: object = {}, detailType = 'Backup Job State Change') => eventOf('aws.backup', detailType, {
  backupJobId: '33DC5E27-5E15-5E15-5E15-000000000001',
  backupVaultArn: `arn:aws:backup:${REGION}:${ACCOUNT}:backup-vault:daily`,
  backupVaultName: 'daily',
  creationDate: '2026-11-30T05:00:00.000Z',
  iamRoleArn: `arn:aws:iam::${ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole`,
  resourceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:orders`,
  resourceType: 'RDS',
  state: 'FAILED',
  statusMessage: 'The role is not allowed to create snapshots.',
  percentDone: '0.0',
  ...detail,
});

export const SAMPLES: { readonly [source in FindingSource]: Samples } = {
  [FindingSource.GUARD_DUTY]: {
    source: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
    event: guardDuty(),
    severity: 'HIGH',
    texts: ['SSH brute force', 'i-0123456789abcdef0', '2026-11-29T20:00:00Z', `${REGION}.console.aws.amazon.com/guardduty`],
    others: [guardDuty({ id: 'medium', severity: 4 }), guardDuty({ id: 'critical', severity: 9.5 })],
    unmatched: {
      'a low severity': guardDuty({ severity: 3.9 }),
      'another type of event': { ...guardDuty(), 'detail-type': 'GuardDuty Runtime Protection Unhealthy' },
      'another service': { ...guardDuty(), source: 'aws.guardduty2' },
    },
    ignored: { 'no id': guardDuty({ id: undefined }) },
  },
  [FindingSource.SECURITY_HUB]: {
    source: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html',
    event: securityHub(),
    severity: 'HIGH',
    texts: ['block public access', 'arn:aws:s3:::open-bucket', '2026-11-28T10:00:00.000Z', 'S3.8/remediation'],
    others: [
      securityHub({ ...productOf('aws/inspector'), Severity: { Label: 'CRITICAL' }, Compliance: undefined }), securityHub({ ...productOf('aws/guardduty-copy') }),
      securityHub({ ...productOf('aws/macie'), Region: undefined }),
    ],
    unmatched: {
      'a medium severity': securityHub({ Severity: { Label: 'MEDIUM' } }),
      'an archived finding': securityHub({ RecordState: 'ARCHIVED' }),
      'a suppressed finding': securityHub({ Workflow: { Status: 'SUPPRESSED' } }),
      'a finding that someone was notified of': securityHub({ Workflow: { Status: 'NOTIFIED' } }),
      'no finding': eventOf('aws.securityhub', 'Security Hub Findings - Imported', {}),
      'a custom action': { ...securityHub(), 'detail-type': 'Security Hub Findings - Custom Action' },
    },
    ignored: {
      'a control that passed': securityHub({ Compliance: { Status: 'PASSED' } }),
      'a control without data': securityHub({ Compliance: { Status: 'NOT_AVAILABLE' } }),
      'a finding of GuardDuty': securityHub(productOf('aws/guardduty')),
      'a finding of IAM Access Analyzer': securityHub(productOf('aws/access-analyzer')),
      'a finding of AWS Config': securityHub(productOf('aws/config')),
      'a finding of AWS Health': securityHub(productOf('aws/health')),
      'a copy of another region': securityHub({ Region: 'eu-central-1' }),
    },
  },
  [FindingSource.ACCESS_ANALYZER]: {
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html',
    event: accessAnalyzer(),
    severity: 'MEDIUM',
    texts: ['999988887777', 'arn:aws:s3:::shared-bucket', 's3:GetObject', '2026-11-30T07:00:00Z'],
    others: [accessAnalyzer({ id: 'public', isPublic: true }), accessAnalyzer({ id: 'error', error: 'ACCESS_DENIED', isPublic: undefined })],
    unmatched: {
      'a resolved finding': accessAnalyzer({ status: 'RESOLVED' }),
      'an archived finding': accessAnalyzer({ status: 'ARCHIVED' }),
      'a deleted finding': accessAnalyzer({ isDeleted: true }),
      'unused access': { ...accessAnalyzer(), 'detail-type': 'Unused Access Finding for IAM entities' },
      'a preview': { ...accessAnalyzer(), 'detail-type': 'Access Preview State Change' },
    },
    ignored: { 'no id': accessAnalyzer({ id: undefined }) },
  },
  [FindingSource.CONFIG]: {
    source: 'https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html',
    event: config(),
    severity: 'MEDIUM',
    texts: ['restricted-ssh', 'sg-0123456789abcdef0', '2026-11-30T07:31:00.000Z', 'configRuleName=restricted-ssh'],
    others: [config({ configRuleName: 'first-evaluation', oldEvaluationResult: null })],
    unmatched: {
      'a rule that becomes compliant': config({}, 'COMPLIANT'),
      'a rule without resources': config({}, 'NOT_APPLICABLE'),
      'another message': config({ messageType: 'ConfigurationItemChangeNotification' }),
      'another type of event': { ...config(), 'detail-type': 'Config Rules Re-evaluation Status' },
    },
    ignored: {
      'a rule of Security Hub': config({ configRuleName: 'securityhub-restricted-ssh-1a2b3c' }),
      'a resource that was not compliant before': config({ oldEvaluationResult: { complianceType: 'NON_COMPLIANT' } }),
      'no rule': config({ configRuleName: undefined }),
    },
  },
  [FindingSource.HEALTH]: {
    source: 'https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html',
    event: health(),
    severity: 'HIGH',
    texts: ['AWS_RISK_CREDENTIALS_EXPOSED', 'AKIAEXAMPLE', 'An access key was found', 'Mon, 30 Nov 2026 06:00:00 GMT'],
    others: [health(abuse, 'AWS Health Abuse Event')],
    unmatched: {
      'an issue of a service': health({ service: 'EC2' }),
      'a scheduled change': health({ service: 'RDS', eventTypeCategory: 'scheduledChange' }),
      'another type of event': { ...health(), 'detail-type': 'AWS API Call via CloudTrail' },
    },
    ignored: { 'a closed event': health({ statusCode: 'closed' }), 'no ARN': health({ eventArn: undefined }) },
  },
  [FindingSource.BACKUP]: {
    source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html',
    event: backup(),
    severity: 'MEDIUM',
    texts: ['FAILED', 'db:orders', 'daily', 'not allowed to create snapshots', '2026-11-30T05:00:00.000Z'],
    others: [backup({ state: 'ABORTED', resourceArn: undefined }), backup({ state: 'EXPIRED', resourceArn: 'other' })],
    unmatched: {
      'a completed job': backup({ state: 'COMPLETED' }),
      'a running job': backup({ state: 'RUNNING' }),
      'a restore job': backup({}, 'Restore Job State Change'),
    },
    ignored: { 'no resource': backup({ resourceArn: undefined, backupJobId: undefined }) },
  },
};
