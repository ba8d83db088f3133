import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { AspectPriority } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { SecurityEvent } from './security-event';
import type { Reaction } from '../../common/alarms/alarm-actions';
import { beforeSynthesis } from '../../common/cdk/before-synthesis';
import { isSameValue } from '../../common/cdk/environments';
import { declareControls } from '../../common/compliance/controls';
import { isHeard } from '../../common/topics/topic-permissions';

/** An alarm as Security Hub prescribes it. */
export interface PrescribedAlarm {
  readonly alarm: Alarm;
  readonly event: SecurityEvent;
  readonly reaction: Reaction;
}

/**
 * Says which controls the alarms declareControls, where all that these ask for is known: a trail of all regions that feeds the log group, and a topic
 * with a subscription. Looks when all is made: both may come later. What is imported is known to its owner alone.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-1
 */
export function declareComplianceControls(scope: IConstruct, logGroup: ILogGroup, alarms: PrescribedAlarm[]): void {
  beforeSynthesis(scope, () => {
    if (isFed(logGroup)) {
      alarms.filter(isHeardBySomebody).forEach(({ alarm, event: { controls = [] } }) =>
        declareControls(alarm, Object.fromEntries(controls.map((control) => [control, 'metric filter, metric, alarm and topic']))));
    }
  }, AspectPriority.READONLY);
}

function isHeardBySomebody({ alarm, reaction }: PrescribedAlarm): boolean {
  return reaction.onAlarm.some((action) => action instanceof SnsAction && isHeard(action.bind(alarm, alarm).alarmActionArn));
}

/** Whether a trail of the app that is known to record all regions delivers to the log group. */
function isFed(logGroup: ILogGroup): boolean {
  return logGroup.node.root.node.findAll().some((node) => node instanceof CfnTrail && node.isMultiRegionTrail === true && node.isLogging === true
    && isSameValue(node, node.cloudWatchLogsLogGroupArn, logGroup, logGroup.logGroupArn));
}
