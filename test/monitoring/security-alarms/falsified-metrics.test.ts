import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as fc from 'fast-check';
import { SecurityAlarms, type SecurityEventOverride } from '../../../src';
import { newStack } from '../../support/templates';

interface AlarmProperties {
  readonly Statistic: string;
  readonly Unit?: string;
  readonly Period: number;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

/** A value or a set of statistics that is published at a second. */
interface DataPoint {
  readonly second: number;
  readonly unit: string;
  readonly sum: number;
  readonly maximum: number;
}

const PERIODS = 4;
/** What the metric filters publish: 1 for an event that matches, and the default value for another event. The unit of a filter without a unit is None. */
const event = fc.record({ second: fc.nat(PERIODS * 300 - 1), value: fc.constantFrom(0, 1) }).map(({ second, value }): DataPoint => ({ second, unit: 'None', sum: value, maximum: value }));
/** What another writer can publish: any numbers, with any unit and at any time. The statistics of a set need not be consistent. */
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const falsified = fc.record({ second: fc.nat(PERIODS * 300 - 1), unit: fc.constantFrom('None', 'None', 'Count', 'Percent'), sum: number, maximum: number });

/**
 * A model of CloudWatch: whether an alarm with one evaluation period is in the ALARM state, for each period. An alarm without a unit has no defined state
 * if the values of a period have several units.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
function statesOf({ Statistic, Unit, Period, Threshold }: AlarmProperties, points: readonly DataPoint[]): (boolean | 'undefined')[] {
  return Array.from({ length: PERIODS }, (_, period) => {
    const evaluated = points.filter(({ second, unit }) => Math.floor(second / Period) === period && (Unit === undefined || unit === Unit));
    if (new Set(evaluated.map(({ unit }) => unit)).size > 1) {
      return 'undefined';
    }
    const value = Statistic === 'Maximum' ? Math.max(...evaluated.map(({ maximum }) => maximum)) : evaluated.reduce((total, { sum }) => total + sum, 0);
    return evaluated.length > 0 && value >= Threshold;
  });
}

function alarmsWith(override: SecurityEventOverride): AlarmProperties[] {
  const stack = newStack();
  const [logGroup, topic] = [LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), new Topic(stack, 'Topic')];
  const eventOverrides = Object.fromEntries(SecurityAlarms.defaultEvents.map(({ id }) => [id, override]));
  new SecurityAlarms(stack, 'Alarms', { logGroup, topic, eventOverrides, realTimeRules: false });
  return Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
}

/** Returns an example in which other values prevent an alarm, or null. */
function findSilenced(alarms: AlarmProperties[]) {
  const property = fc.property(fc.constantFrom(...alarms), fc.array(event, { maxLength: 12 }), fc.array(falsified, { maxLength: 6 }), (alarm, events, others) => {
    const states = statesOf(alarm, [...events, ...others]);
    return statesOf(alarm, events).every((isAlarm, period) => !isAlarm || states[period] === true);
  });
  return fc.check(property, { numRuns: 1_000 }).counterexample;
}

const alarms = alarmsWith({ threshold: 1 });

test('all alarms have the comparison, the evaluation period and the missing data of the model', () => {
  expect(alarms.length).toBeGreaterThan(SecurityAlarms.defaultEvents.length);
  expect(new Set(alarms.map((alarm) => [alarm.ComparisonOperator, alarm.EvaluationPeriods, alarm.TreatMissingData].join()))).toEqual(new Set(['GreaterThanOrEqualToThreshold,1,notBreaching']));
});

test('values that others publish cannot prevent an alarm with a threshold of 1', () => expect(findSilenced(alarms)).toBeNull());

test.each<[string, AlarmProperties[]]>([
  ['a threshold of 2', alarmsWith({ threshold: 2, lowNoiseThreshold: 2 })],
  ['the sum', alarms.map((alarm) => ({ ...alarm, Statistic: 'Sum' }))],
  ['no unit', alarms.map((alarm) => ({ ...alarm, Unit: undefined }))],
])('values that others publish can prevent an alarm with %s', (_, changed) => expect(findSilenced(changed)).not.toBeNull());
