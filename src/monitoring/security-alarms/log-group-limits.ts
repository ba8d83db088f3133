import { CfnLogGroup, CfnMetricFilter, CfnSubscriptionFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { isSameEnvironment, isSameValue } from '../../common/cdk/environments';
import { isResourceOfType } from '../../common/cdk/resource-type';
import type { Problems } from '../../common/validation/problems';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MAX_FILTERS = 100;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html */
const MAX_REGEX_FILTERS = 5;

/**
 * Records a log group that metric filters of the stack cannot use: they must be in the environment of the log group, and alarms in that of the
 * metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
 */
export function checkLogGroup(problems: Problems, scope: Construct, { env, node }: ILogGroup): void {
  const { account, region } = Stack.of(scope);
  const isIn = (place: string) => (value: string) => Token.isUnresolved(place) || value === place;
  const resource = node.defaultChild;
  const logGroupClass = isResourceOfType<CfnLogGroup>(resource, CfnLogGroup.CFN_RESOURCE_TYPE_NAME) ? resource.logGroupClass : undefined;
  problems
    .check('logGroup', env.region, { isMet: isIn(region), must: 'TODO', remedy: `Metric filters watch log groups of their own region only: give one of ${region}.` })
    .check('logGroup', env.account, { isMet: isIn(account), must: 'TODO', remedy: `Metric filters watch log groups of their own account only: give one of ${account}.` })
    .check('logGroup', logGroupClass, { isMet: (value) => value === 'STANDARD', must: 'TODO', remedy: 'Log groups of this class take no metric filters: give one of class STANDARD.' });
}

/** The limits that all filters of the app together exceed on the log group. */
export function problemsOfFilters(scope: Construct, logGroup: ILogGroup): string[] {
  const nodes = scope.node.root.node.findAll().filter((node) => isFilter(node) && belongsTo(node, scope, logGroup));
  const count = nodes.filter(isMetricFilter).length;
  const withRegex = nodes.filter((node) => isFilter(node) && hasRegex(node.filterPattern)).length;
  return [problemOfCount(logGroup, count), problemOfRegexes(logGroup, withRegex)].filter((problem) => problem !== undefined);
}

function problemOfCount({ node }: ILogGroup, count: number): string | undefined {
  return count > MAX_FILTERS
    ? `Log group '${node.path}' has ${count} metric filters, and CloudWatch Logs takes ${MAX_FILTERS}: add fewer events, or leave low-noise alarms out.`
    : undefined;
}

function problemOfRegexes({ node }: ILogGroup, count: number): string | undefined {
  return count > MAX_REGEX_FILTERS
    ? `Log group '${node.path}' has ${count} filters with regular expressions, and CloudWatch Logs takes ${MAX_REGEX_FILTERS}: write some with * instead.`
    : undefined;
}

type Filter = CfnMetricFilter | CfnSubscriptionFilter;

function isFilter(node: IConstruct): node is Filter {
  return isMetricFilter(node) || isResourceOfType<CfnSubscriptionFilter>(node, CfnSubscriptionFilter.CFN_RESOURCE_TYPE_NAME);
}

function isMetricFilter(node: IConstruct): node is CfnMetricFilter {
  return isResourceOfType(node, CfnMetricFilter.CFN_RESOURCE_TYPE_NAME);
}

/** In another environment the same name is that of another log group. */
function belongsTo(filter: Filter, scope: Construct, { logGroupName }: ILogGroup): boolean {
  return isSameValue(filter, filter.logGroupName, scope, logGroupName) && (Token.isUnresolved(logGroupName) || isSameEnvironment(filter, scope));
}

/** Whether there is something between two % outside quotation marks. */
function hasRegex(pattern: string): boolean {
  return !Token.isUnresolved(pattern) && [...pattern.matchAll(/"(?:[^"\\]|\\.)*"|(%[^%]+%)/gs)].some(([, regex]) => regex !== undefined);
}
