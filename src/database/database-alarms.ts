import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { memoryOf } from './instance-memory';
import { MIN_STORAGE } from './storage-size';
import { createHealthAlarms, type HealthAlarm } from '../common/alarms/health-alarms';

export interface DatabaseAlarmsProps {
  readonly instanceIdentifier: string;
  readonly allocatedStorage: number;
  readonly connections: number;
  /** As EC2 names it, or as RDS does. */
  readonly instanceType: string;
  /** Whether it follows another database, whose lag is watched then. */
  readonly isReplica?: boolean;
  readonly actions?: cloudwatch.IAlarmAction[];
  readonly okActions?: cloudwatch.IAlarmAction[];
  readonly alarmNamePrefix?: string;
}

interface DatabaseAlarm {
  readonly metric: string;
  readonly threshold: number;
  readonly below?: boolean;
  readonly description: string;
}

const PERIOD = Duration.minutes(5);
const PERIODS = 3;
const GIB = 1024 ** 3;
/** Where the memory of the instance is not known. */
const LITTLE_MEMORY = 100 * 1024 ** 2;

/** A twentieth of what the instance has. */
function leastMemory(instanceType: string): number {
  const memory = memoryOf(instanceType);
  return memory ? Math.round(memory * GIB / 20) : LITTLE_MEMORY;
}

/**
 * Storage that a deployment alone knows cannot be multiplied.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
const alarmsFor = ({ allocatedStorage, connections, instanceType, isReplica }: DatabaseAlarmsProps, it = isReplica ? 'replica' : 'database'): DatabaseAlarm[] => [
  { metric: 'CPUUtilization', threshold: 90, description: `The ${it} has used 90 % of its processors for 15 minutes` },
  { metric: 'FreeStorageSpace', threshold: (Token.isUnresolved(allocatedStorage) ? MIN_STORAGE : allocatedStorage) * 0.1 * GIB, below: true, description: `The ${it} has less than a tenth of its storage left` },
  { metric: 'FreeableMemory', threshold: leastMemory(instanceType), below: true, description: `The ${it} has less than ${Math.round(leastMemory(instanceType) / 1024 ** 2)} MiB of memory left` },
  { metric: 'DatabaseConnections', threshold: connections, description: `The ${it} is running out of connections` },
  { metric: 'ReadLatency', threshold: 0.1, description: `Reads from the storage of the ${it} take more than 100 ms` },
  { metric: 'WriteLatency', threshold: 0.1, description: `Writes to the storage of the ${it} take more than 100 ms` },
];

/** Alarms on the health of a database. */
export class DatabaseAlarms extends Construct {
  public readonly alarms: { [metric: string]: cloudwatch.Alarm };

  constructor(scope: Construct, id: string, props: DatabaseAlarmsProps) {
    super(scope, id);
    const metricOf = (metricName: string) => new cloudwatch.Metric({
      namespace: 'AWS/RDS', metricName, dimensionsMap: { DBInstanceIdentifier: props.instanceIdentifier }, period: PERIOD, statistic: cloudwatch.Stats.AVERAGE,
    });
    const alarms = alarmsFor(props).map(({ metric, ...alarm }) => ({ ...alarm, id: metric, metric: metricOf(metric), periods: PERIODS }));
    const lag = props.isReplica ? [lagAlarm(metricOf('ReplicaLag'))] : [];
    const { alarmNamePrefix, actions, okActions } = props;
    this.alarms = createHealthAlarms(this, [...alarms, ...lag], { alarmNamePrefix, nameMiddle: '-Database', alarmActions: actions, okActions });
  }
}

/**
 * RDS reports a lag of -1 where the replica does not follow at all.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html
 */
function lagAlarm(lag: cloudwatch.Metric): HealthAlarm {
  return {
    id: lag.metricName,
    description: 'The replica has been more than a minute behind its source for 15 minutes, or does not follow it',
    metric: new cloudwatch.MathExpression({ expression: 'IF(lag < 0, 3600, lag)', usingMetrics: { lag }, period: PERIOD }),
    threshold: 60,
    periods: PERIODS,
  };
}
