import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createHealthAlarms } from '../common/health-alarms';

export interface DatabaseAlarmsProps {
  readonly instanceIdentifier: string;
  readonly allocatedStorage: number;
  readonly connections: number;
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
const alarmsFor = ({ allocatedStorage, connections }: DatabaseAlarmsProps): DatabaseAlarm[] => [
  { metric: 'CPUUtilization', threshold: 90, description: 'The database has used 90 % of its processors for 15 minutes' },
  { metric: 'FreeStorageSpace', threshold: (Token.isUnresolved(allocatedStorage) ? LEAST_STORAGE : allocatedStorage) * 0.1 * GIB, below: true, description: 'The database has less than a tenth of its storage left' },
  { metric: 'FreeableMemory', threshold: 100 * MIB, below: true, description: 'The database has less than 100 MiB of memory left' },
  { metric: 'DatabaseConnections', threshold: connections, description: 'The database is running out of connections' },
  { metric: 'ReadLatency', threshold: 0.1, description: 'Reads from the storage of the database take more than 100 ms' },
  { metric: 'WriteLatency', threshold: 0.1, description: 'Writes to the storage of the database take more than 100 ms' },
];

/** Alarms on the health of a database. */
export class DatabaseAlarms extends Construct {
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, props: DatabaseAlarmsProps) {
    super(scope, id);
    const dimensionsMap = { DBInstanceIdentifier: props.instanceIdentifier };
    const alarms = alarmsFor(props).map(({ metric, ...alarm }) => ({
      ...alarm,
      id: metric,
      metric: new cloudwatch.Metric({ namespace: 'AWS/RDS', metricName: metric, dimensionsMap, period: Duration.minutes(5), statistic: cloudwatch.Stats.AVERAGE }),
      periods: 3,
    }));
    this.alarms = createHealthAlarms(this, alarms, { namePrefix: props.namePrefix && `${props.namePrefix}-Database`, actions: props.actions });
  }
}
