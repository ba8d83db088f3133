import { consoleDomainOf, consoleLink, textOf, type Reader } from './finding';
import { readSecurityHub } from './security-hub';
import { FindingSource } from '../finding-source';
import type { FindingSeverity } from '../function-environment';

/** The parts of the details of events that messages contain. All of them can be absent. */
interface GuardDutyDetail {
  readonly id?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly severity?: number;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly createdAt?: string;
  readonly resource?: Resources;
  readonly service?: { readonly eventFirstSeen?: string };
}

interface Resources {
  readonly resourceType?: string;
  readonly instanceDetails?: { readonly instanceId?: string };
  readonly accessKeyDetails?: { readonly userName?: string };
  readonly s3BucketDetails?: readonly { readonly arn?: string }[];
}

interface AccessAnalyzerDetail {
  readonly id?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly resource?: string;
  readonly resourceType?: string;
  readonly isPublic?: boolean;
  readonly error?: string;
  readonly principal?: unknown;
  readonly action?: readonly string[];
  readonly createdAt?: string;
}

interface ConfigDetail {
  readonly awsAccountId?: string;
  readonly awsRegion?: string;
  readonly configRuleName?: string;
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly newEvaluationResult?: { readonly annotation?: string | null; readonly resultRecordedTime?: string };
  readonly oldEvaluationResult?: { readonly complianceType?: string } | null;
}

interface HealthDetail {
  readonly eventArn?: string;
  readonly eventTypeCode?: string;
  readonly statusCode?: string;
  readonly startTime?: string;
  readonly eventRegion?: string;
  readonly affectedAccount?: string;
  readonly eventDescription?: readonly { readonly latestDescription?: string }[];
  readonly affectedEntities?: readonly { readonly entityValue?: string }[];
}

interface BackupDetail {
  readonly backupJobId?: string;
  readonly backupVaultName?: string;
  readonly resourceArn?: string;
  readonly state?: string;
  readonly statusMessage?: string;
  readonly creationDate?: string;
}

const MAX_DESCRIPTION = 1_000;
const MAX_ENTITIES = 5;

/** The readers of the events. The compiler demands one for each source. */
export const READERS: { readonly [source in FindingSource]: Reader } = {
  /** GuardDuty repeats a finding with a higher count, under the same id. */
  [FindingSource.GUARD_DUTY]: (event, context) => {
    const detail = event.detail as GuardDutyDetail;
    const region = textOf(detail.region ?? event.region);
    return detail.id === undefined ? undefined : {
      id: detail.id,
      severity: guardDutySeverity(detail.severity),
      title: textOf(detail.title ?? detail.type),
      description: textOf(detail.description, MAX_DESCRIPTION),
      account: textOf(detail.accountId ?? event.account),
      region,
      resource: resourceOf(detail.resource),
      since: textOf(detail.service?.eventFirstSeen ?? detail.createdAt),
      link: consoleLink(context, region, 'guardduty', `findings?search=id%3D${encodeURIComponent(textOf(detail.id))}`),
      nextStep: `Read how to remediate findings of type ${textOf(detail.type)}. If the activity is expected, archive the finding or add a suppression rule.`,
    };
  },

  [FindingSource.SECURITY_HUB]: readSecurityHub,

  /** The event of a finding is repeated when its status changes. Findings with an error are resources that could not be analyzed. */
  [FindingSource.ACCESS_ANALYZER]: (event, context) => {
    const detail = event.detail as AccessAnalyzerDetail;
    const region = textOf(detail.region ?? event.region);
    const access = detail.isPublic ? 'everybody' : `another principal: ${textOf(JSON.stringify(detail.principal))}`;
    return detail.id === undefined ? undefined : {
      id: detail.id,
      severity: detail.isPublic ? 'HIGH' : 'MEDIUM',
      title: detail.error ? `A resource could not be analyzed: ${textOf(detail.error)}` : `A resource is accessible to ${textOf(access)}`,
      description: detail.action && textOf(`Actions: ${detail.action.join(', ')}`, MAX_DESCRIPTION),
      account: textOf(detail.accountId ?? event.account),
      region,
      resource: textOf(detail.resource),
      since: textOf(detail.createdAt),
      link: consoleLink(context, region, 'access-analyzer', 'findings'),
      nextStep: 'Remove the access from the policy of the resource. If the access is intended, archive the finding.',
    };
  },

  /** One message for a rule, however many resources are not compliant. Security Hub has findings for its own rules. */
  [FindingSource.CONFIG]: (event, context) => {
    const { configRuleName: rule, newEvaluationResult, oldEvaluationResult, ...detail } = event.detail as ConfigDetail;
    if (rule === undefined || rule.startsWith('securityhub-') || oldEvaluationResult?.complianceType === 'NON_COMPLIANT') {
      return undefined;
    }
    const account = textOf(detail.awsAccountId ?? event.account);
    const region = textOf(detail.awsRegion ?? event.region);
    return {
      id: `${account}/${region}/${rule}`,
      severity: 'MEDIUM',
      title: `Config rule ${textOf(rule)} is not compliant`,
      description: textOf(newEvaluationResult?.annotation, MAX_DESCRIPTION),
      account,
      region,
      resource: textOf(`${detail.resourceType} ${detail.resourceId}`),
      since: textOf(newEvaluationResult?.resultRecordedTime ?? event.time),
      link: consoleLink(context, region, 'config', `rules/details?configRuleName=${encodeURIComponent(textOf(rule))}`),
      nextStep: 'Open the rule: it lists all resources that are not compliant. There is at most one message for a rule and day.',
    };
  },

  /** An event is repeated at every update, under the same ARN. */
  [FindingSource.HEALTH]: (event, context) => {
    const detail = event.detail as HealthDetail;
    const entities = (detail.affectedEntities ?? []).map(({ entityValue }) => entityValue);
    const account = textOf(detail.affectedAccount ?? event.account);
    return detail.eventArn === undefined || detail.statusCode === 'closed' ? undefined : {
      id: `${account}/${detail.eventArn}`,
      severity: 'HIGH',
      title: textOf(detail.eventTypeCode),
      description: textOf(detail.eventDescription?.[0]?.latestDescription, MAX_DESCRIPTION),
      account,
      region: textOf(detail.eventRegion ?? event.region),
      resource: textOf([...entities.slice(0, MAX_ENTITIES), ...entities.length > MAX_ENTITIES ? [`and ${entities.length - MAX_ENTITIES} more`] : []].join(', ')),
      since: textOf(detail.startTime ?? event.time),
      link: `https://${consoleDomainOf(context)}/health/home#/account/event-log?eventID=${encodeURIComponent(textOf(detail.eventArn))}`,
      nextStep: 'Follow the instructions of the event today: AWS can restrict resources and access keys that are abused.',
    };
  },

  /** One message for a resource, however many of its jobs fail. */
  [FindingSource.BACKUP]: (event, context) => {
    const detail = event.detail as BackupDetail;
    const id = detail.resourceArn ?? detail.backupJobId;
    return id === undefined ? undefined : {
      id,
      severity: 'MEDIUM',
      title: `A backup job has the state ${textOf(detail.state)}`,
      description: textOf(detail.statusMessage, MAX_DESCRIPTION),
      account: textOf(event.account),
      region: textOf(event.region),
      resource: textOf(`${detail.resourceArn}, vault ${detail.backupVaultName}`),
      since: textOf(detail.creationDate ?? event.time),
      link: consoleLink(context, textOf(event.region), 'backup', 'jobs/backup'),
      nextStep: `Open job ${textOf(detail.backupJobId)}, remove the cause, and start an on-demand backup of the resource.`,
    };
  },
};

/** @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function guardDutySeverity(severity = 0): FindingSeverity {
  return severity >= 7 ? 'HIGH' : severity >= 4 ? 'MEDIUM' : 'LOW';
}

function resourceOf({ resourceType, instanceDetails, accessKeyDetails, s3BucketDetails }: Resources = {}): string {
  return textOf([resourceType, instanceDetails?.instanceId, accessKeyDetails?.userName, s3BucketDetails?.[0]?.arn].filter(Boolean).join(' '));
}
