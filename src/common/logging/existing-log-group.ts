import type { LogGroupOptions } from './log-group-options';
import type { Problems } from '../validation/problems';

const OF_NEW_LOG_GROUP = ['logGroupName', 'logRetention', 'logGroupRemovalPolicy'] as const;

/** Records settings of a new log group that are specified together with an existing one. */
export function checkExistingLogGroup(problems: Problems, options: LogGroupOptions): void {
  for (const prop of OF_NEW_LOG_GROUP.filter((one) => options.logGroup && options[one] !== undefined)) {
    problems.add({
      prop,
      value: options[prop],
      must: 'be omitted if {logGroup} is specified',
      remedy: `It applies only to a new log group. Remove {${prop}} or {logGroup}.`,
    });
  }
}
