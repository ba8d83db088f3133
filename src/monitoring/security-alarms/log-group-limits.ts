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
 * Records a problem if metric filters of the stack cannot use the log group. Metric filters must be in the account and region of the log group, and
 * alarms in those of the metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
 */
export function checkLogGroup(problems: Problems, scope: Construct, { env, node }: ILogGroup): void {
  const { account, region } = Stack.of(scope);
  const isSameOrUnresolved = (own: string) => (value: string) => Token.isUnresolved(own) || value === own;
  const resource = node.defaultChild;
  const logGroupClass = isResourceOfType<CfnLogGroup>(resource, CfnLogGroup.CFN_RESOURCE_TYPE_NAME) ? resource.logGroupClass : undefined;
  problems
    .check('logGroup', env.region, {
      isMet: isSameOrUnresolved(region),
      must: `be in ${region}, the region of the metric filters`,
      remedy: 'Use a log group of this region, or create the alarms in a stack in the region of the log group.',
    })
    .check('logGroup', env.account, {
      isMet: isSameOrUnresolved(account),
      must: `be in ${account}, the account of the metric filters`,
      remedy: 'Use a log group of this account, or create the alarms in a stack in the account of the log group.',
    })
    .check('logGroup', logGroupClass, {
      isMet: (value) => value === 'STANDARD',
      must: 'be of class STANDARD, because other classes do not support metric filters',
      remedy: 'Use a log group with LogGroupClass.STANDARD. The class of an existing log group cannot be changed.',
    });
}

/** Returns an error for each quota of the log group that the filters of the app exceed together. */
export function problemsOfFilters(scope: Construct, logGroup: ILogGroup): string[] {
  const nodes = scope.node.root.node.findAll().filter((node) => isFilter(node) && belongsTo(node, scope, logGroup));
  const count = nodes.filter(isMetricFilter).length;
  const withRegex = nodes.filter((node) => isFilter(node) && hasRegex(node.filterPattern)).length;
  return [problemOfCount(logGroup, count), problemOfRegexes(logGroup, withRegex)].filter((problem) => problem !== undefined);
}

function problemOfCount({ node }: ILogGroup, count: number): string | undefined {
  return count > MAX_FILTERS
    ? `Log group '${node.path}' has ${count} metric filters, but CloudWatch Logs allows at most ${MAX_FILTERS}. Remove events, or set lowNoiseAlarms to false.`
    : undefined;
}

function problemOfRegexes({ node }: ILogGroup, count: number): string | undefined {
  return count > MAX_REGEX_FILTERS
    ? `Log group '${node.path}' has ${count} filters with regular expressions, but CloudWatch Logs allows at most ${MAX_REGEX_FILTERS}. Replace some of the regular expressions with texts that contain wildcards (*).`
    : undefined;
}

type Filter = CfnMetricFilter | CfnSubscriptionFilter;

function isFilter(node: IConstruct): node is Filter {
  return isMetricFilter(node) || isResourceOfType<CfnSubscriptionFilter>(node, CfnSubscriptionFilter.CFN_RESOURCE_TYPE_NAME);
}

function isMetricFilter(node: IConstruct): node is CfnMetricFilter {
  return isResourceOfType(node, CfnMetricFilter.CFN_RESOURCE_TYPE_NAME);
}

/** Whether the filter belongs to the log group. The same name in another account or region identifies another log group. */
function belongsTo(filter: Filter, scope: Construct, { logGroupName }: ILogGroup): boolean {
  return isSameValue(filter, filter.logGroupName, scope, logGroupName) && (Token.isUnresolved(logGroupName) || isSameEnvironment(filter, scope));
}

/** Whether the pattern contains text between two percent signs outside quotation marks. */
function hasRegex(pattern: string): boolean {
  return !Token.isUnresolved(pattern) && [...pattern.matchAll(/"(?:[^"\\]|\\.)*"|(%[^%]+%)/gs)].some(([, regex]) => regex !== undefined);
}
