import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { FINDING_SOURCES, FindingSource } from './finding-source';
import { EventSeverity } from '../security-alarms/security-event';

/** What the rule of a source depends on. */
export interface PatternOptions {
  readonly guardDutyMinimumSeverity?: EventSeverity;
}

/** @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
const GUARD_DUTY_LIMITS: { readonly [severity in EventSeverity]: number } = {
  [EventSeverity.HIGH]: 7, [EventSeverity.MEDIUM]: 4, [EventSeverity.LOW]: 1,
};

/** The detail types and details of the events of each source. What EventBridge cannot match, the function ignores. */
const DETAILS: { readonly [source in FindingSource]: (options: PatternOptions) => Pick<EventPattern, 'detailType' | 'detail'> } = {
  // https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
  [FindingSource.GUARD_DUTY]: ({ guardDutyMinimumSeverity = EventSeverity.MEDIUM }) => ({
    detailType: ['GuardDuty Finding'],
    detail: { severity: [{ numeric: ['>=', GUARD_DUTY_LIMITS[guardDutyMinimumSeverity]] }] },
  }),
  // https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
  [FindingSource.SECURITY_HUB]: () => ({
    detailType: ['Security Hub Findings - Imported'],
    detail: { findings: { RecordState: ['ACTIVE'], Severity: { Label: ['CRITICAL', 'HIGH'] }, Workflow: { Status: ['NEW'] } } },
  }),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html
  [FindingSource.ACCESS_ANALYZER]: () => ({
    detailType: ['Access Analyzer Finding'],
    detail: { status: ['ACTIVE'], isDeleted: [false] },
  }),
  // https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
  [FindingSource.CONFIG]: () => ({
    detailType: ['Config Rules Compliance Change'],
    detail: { messageType: ['ComplianceChangeNotification'], newEvaluationResult: { complianceType: ['NON_COMPLIANT'] } },
  }),
  // https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
  [FindingSource.HEALTH]: () => ({
    detailType: ['AWS Health Event', 'AWS Health Abuse Event'],
    detail: { service: ['RISK', 'ABUSE'] },
  }),
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
  [FindingSource.BACKUP]: () => ({
    detailType: ['Backup Job State Change'],
    detail: { state: ['FAILED', 'ABORTED', 'EXPIRED'] },
  }),
};

/** Returns the event pattern of the rule of a source. */
export function eventPatternOf(source: FindingSource, options: PatternOptions): EventPattern {
  return { source: [FINDING_SOURCES[source].eventSource], ...DETAILS[source](options) };
}
