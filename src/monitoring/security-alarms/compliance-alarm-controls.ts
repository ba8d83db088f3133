import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { AspectPriority } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { SecurityEvent } from './security-event';
import { alarmTopicArns } from '../../common/alarms/alarm-actions';
import { beforeSynthesis } from '../../common/cdk/before-synthesis';
import { isSameValue } from '../../common/cdk/environments';
import { isResourceOfType } from '../../common/cdk/resource-type';
import { declareControls } from '../../common/compliance/controls';
import { hasSubscription } from '../../common/topics/topic-subscriptions';

/** An alarm with the pattern and the threshold that Security Hub requires. */
export interface ComplianceAlarm {
  readonly alarm: Alarm;
  readonly event: SecurityEvent;
}

/**
 * Declares the controls that the alarms implement, if everything that the controls require is known: a trail of all regions that delivers to
 * the log group, and a topic with a subscription. Both may be added later, and are looked for before synthesis. About imported ones nothing is
 * known.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-1
 */
export function declareComplianceControls(scope: IConstruct, logGroup: ILogGroup, alarms: ComplianceAlarm[]): void {
  beforeSynthesis(scope, () => {
    if (receivesTrail(logGroup)) {
      alarms.filter(({ alarm }) => alarmTopicArns(alarm).some(hasSubscription)).forEach(({ alarm, event: { controls = [] } }) =>
        declareControls(alarm, Object.fromEntries(controls.map((control) => [control, 'metric filter, metric, alarm and topic']))));
    }
  }, AspectPriority.READONLY);
}

/** Whether a trail of the app that is known to record all regions delivers to the log group. */
function receivesTrail(logGroup: ILogGroup): boolean {
  return logGroup.node.root.node.findAll().some((node) => isResourceOfType<CfnTrail>(node, CfnTrail.CFN_RESOURCE_TYPE_NAME)
    && node.isMultiRegionTrail === true && node.isLogging === true
    && isSameValue(node, node.cloudWatchLogsLogGroupArn, logGroup, logGroup.logGroupArn));
}
