import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface DatabaseAlarmsProps {
  readonly instanceIdentifier: string;
  readonly allocatedStorage: number;
  readonly actions: cloudwatch.IAlarmAction[];
  readonly namePrefix?: string;
}

interface DatabaseAlarm {
  readonly metric: string;
  readonly threshold: number;
  readonly below?: boolean;
  readonly description: string;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** In GiB. What a deployment alone knows cannot be multiplied. */
const LEAST_STORAGE = 20;

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
const alarmsFor = (allocatedStorage: number): DatabaseAlarm[] => [
  { metric: 'CPUUtilization', threshold: 90, description: 'The database has used 90 % of its processors for 15 minutes' },
  { metric: 'FreeStorageSpace', threshold: (Token.isUnresolved(allocatedStorage) ? LEAST_STORAGE : allocatedStorage) * 0.1 * GIB, below: true, description: 'The database has less than a tenth of its storage left' },
  { metric: 'FreeableMemory', threshold: 100 * MIB, below: true, description: 'The database has less than 100 MiB of memory left' },
  { metric: 'DatabaseConnections', threshold: 500, description: 'The database has more than 500 connections' },
  { metric: 'ReadLatency', threshold: 0.1, description: 'Reads from the storage of the database take more than 100 ms' },
  { metric: 'WriteLatency', threshold: 0.1, description: 'Writes to the storage of the database take more than 100 ms' },
];

/** Alarms on the health of a database. */
export class DatabaseAlarms extends Construct {
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, props: DatabaseAlarmsProps) {
    super(scope, id);
    const alarms = alarmsFor(props.allocatedStorage).map((alarm) => [alarm.metric, this.createAlarm(alarm, props)] as const);
    this.alarms = Object.fromEntries(alarms);
  }

  private createAlarm({ metric, threshold, below, description }: DatabaseAlarm, props: DatabaseAlarmsProps): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, metric, {
      alarmName: props.namePrefix && `${props.namePrefix}-Database${metric}`,
      alarmDescription: description,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/RDS',
        metricName: metric,
        dimensionsMap: { DBInstanceIdentifier: props.instanceIdentifier },
        period: Duration.minutes(5),
        statistic: cloudwatch.Stats.AVERAGE,
      }),
      threshold,
      evaluationPeriods: 3,
      comparisonOperator: below ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
    alarm.addAlarmAction(...props.actions);
    alarm.addOkAction(...props.actions);
    return alarm;
  }
}
