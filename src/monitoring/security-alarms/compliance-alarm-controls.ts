import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { SecurityEvent } from './security-event';
import { alarmTopicArns } from '../../common/alarms/alarm-actions';
import { isSameValue } from '../../common/cdk/environments';
import { isResourceOfType } from '../../common/cdk/resource-type';
import { whenComplete } from '../../common/cdk/when-complete';
import { declareControls } from '../../common/compliance/controls';
import { hasSubscriptionInAccountOf } from '../../common/topics/topic-subscriptions';

/** An alarm with the pattern and the threshold that Security Hub requires. */
export interface ComplianceAlarm {
  readonly alarm: Alarm;
  readonly event: SecurityEvent;
}

/**
 * Declares the controls that the alarms implement, if the app meets all requirements of the controls: a multi-region trail delivers to the log
 * group, and the topic is in the same account and has a subscription. Security Hub lists the subscriptions, which a topic of another account allows
 * only if its policy says so. Both can be added until all aspects have been applied. Imported trails and topics do not count, because
 * their configuration is unknown.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-1
 */
export function declareComplianceControls(scope: IConstruct, logGroup: ILogGroup, alarms: ComplianceAlarm[]): void {
  whenComplete(scope, () => {
    if (receivesTrail(logGroup)) {
      const isListed = (topicArn: string) => hasSubscriptionInAccountOf(scope, topicArn);
      alarms.filter(({ alarm }) => alarmTopicArns(alarm).some(isListed)).forEach(({ alarm, event: { controls = [] } }) =>
        declareControls(alarm, Object.fromEntries(controls.map((control) => [control, 'metric filter, metric, alarm and topic']))));
    }
  });
}

/** Whether an enabled multi-region trail of the app delivers to the log group. */
function receivesTrail(logGroup: ILogGroup): boolean {
  return logGroup.node.root.node.findAll().some((node) => isResourceOfType<CfnTrail>(node, CfnTrail.CFN_RESOURCE_TYPE_NAME)
    && node.isMultiRegionTrail === true && node.isLogging === true
    && isSameValue(node, node.cloudWatchLogsLogGroupArn, logGroup, logGroup.logGroupArn));
}
