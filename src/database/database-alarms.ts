import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { memoryOf } from './instance-memory';
import { isKnownSize, MIN_STORAGE } from './storage-size';
import { createHealthAlarms, type HealthAlarm } from '../common/alarms/health-alarms';

export interface DatabaseAlarmsProps {
  readonly instanceIdentifier: string;
  /** In GiB. Undefined if the storage is that of a snapshot. */
  readonly allocatedStorage?: number;
  readonly connections: number;
  /** The EC2 instance type, such as m7g.large, or the RDS instance class, such as db.m7g.large. */
  readonly instanceType: string;
  /** Whether the instance is a read replica. It then gets an alarm on the replica lag. */
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
/** In bytes. For instance types whose memory is not known. */
const DEFAULT_MEMORY_THRESHOLD = 100 * 1024 ** 2;

/** In bytes: 5 % of the memory of the instance. */
function memoryThreshold(instanceType: string): number {
  const memory = memoryOf(instanceType);
  return memory ? Math.round(memory * GIB / 20) : DEFAULT_MEMORY_THRESHOLD;
}

/**
 * 10 % of the initial storage. If that is not known, 10 % of the smallest storage: an alarm cannot detect that a share of an unknown size is used,
 * but RDS publishes an event of the category `low storage` when less than 10 % of the actual size are free.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
function storageThreshold(allocatedStorage: number | undefined): Pick<DatabaseAlarm, 'threshold' | 'description'> {
  return isKnownSize(allocatedStorage)
    ? { threshold: allocatedStorage * 0.1 * GIB, description: 'has less than 10 % of its initial storage left' }
    : { threshold: MIN_STORAGE * 0.1 * GIB, description: `has less than ${MIN_STORAGE * 0.1} GiB of free storage` };
}

const alarmsFor = ({ allocatedStorage, connections, instanceType, isReplica }: DatabaseAlarmsProps, it = isReplica ? 'replica' : 'database'): DatabaseAlarm[] => [
  { metric: 'CPUUtilization', threshold: 90, description: `The CPU utilization of the ${it} has exceeded 90 % for 15 minutes` },
  { metric: 'FreeStorageSpace', threshold: storageThreshold(allocatedStorage).threshold, below: true, description: `The ${it} ${storageThreshold(allocatedStorage).description}` },
  { metric: 'FreeableMemory', threshold: memoryThreshold(instanceType), below: true, description: `The ${it} has less than ${Math.round(memoryThreshold(instanceType) / 1024 ** 2)} MiB of freeable memory` },
  { metric: 'DatabaseConnections', threshold: connections, description: `The ${it} is approaching its maximum number of connections` },
  { metric: 'ReadLatency', threshold: 0.1, description: `The read latency of the storage of the ${it} exceeds 100 ms` },
  { metric: 'WriteLatency', threshold: 0.1, description: `The write latency of the storage of the ${it} exceeds 100 ms` },
];

/** Creates alarms on the health of a database instance. */
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
 * RDS reports a lag of -1 if replication has stopped.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html
 */
function lagAlarm(lag: cloudwatch.Metric): HealthAlarm {
  return {
    id: lag.metricName,
    description: 'The lag of the replica has exceeded one minute for 15 minutes, or replication has stopped',
    metric: new cloudwatch.MathExpression({ expression: 'IF(lag < 0, 3600, lag)', usingMetrics: { lag }, period: PERIOD }),
    threshold: 60,
    periods: PERIODS,
  };
}
