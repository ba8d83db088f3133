import { createHash } from 'node:crypto';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { AccountGuardrailsFunction } from './account-guardrails-function';
import { configurationOf, scopeOfChanges } from './configuration';
import { allowNotifications } from './notifications';
import { rejectOtherOwners } from './other-owners';
import { changeStatements, readStatements, recordArns, stackGuid } from './permissions';
import { recordsChangedPattern } from './records-changed-pattern';
import { RECORDS_PATH, RESOURCE_TYPE, type AccountGuardrailsAttributes, type AccountGuardrailsProperties } from './resource-properties';
import { keepProps } from '../../common/cdk/property-injectors';
import { LEAST_PRIVILEGE, declareControls } from '../../common/compliance/controls';
import { acknowledgeInlinePolicy, acknowledgeWildcards } from '../../common/compliance/nag-acknowledgements';
import { HandlerFunction } from '../../common/functions/handler-function';
import { Problems } from '../../common/validation/problems';
import type { AccountGuardrailsProps } from '../props';
import { ALL_SETTINGS, modeOf, settingsWith } from '../resolved-modes';
import { GuardrailMode } from '../setting-modes';
import { checkAccountGuardrails } from '../validation';

/**
 * Applies or reports settings of the account, and of its regions, for which CloudFormation has no resource types: public access, encryption, passwords,
 * instance metadata, the default VPC. A function does this in the deployment, and looks at the settings again every day.
 *
 * - What a setting would break is found before the first change, and reported with names. Such a setting is only applied if it is confirmed.
 * - No value is made less secure than it is.
 * - The earlier values are kept in SSM parameters below `/secure-baseline/account-guardrails`, by region and setting. Several stacks can apply the
 *   same settings: the most secure values remain until the last one is deleted. The role of the function can change no other parameters.
 * - What a policy of the organization manages or denies is reported, and not tried again until the next deployment.
 *
 * The settings are applied to regions that are enabled later: in a stack in us-east-1, to which AWS delivers the event, as soon as such a region is
 * enabled; in all other regions, by the next scheduled look.
 *
 * A stack can have one `AccountGuardrails`. Settings that are no longer applied, and the deletion, follow `onDelete`.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/monitoring-eventbridge.html
 *
 * @example
 * import { AccountGuardrails, GuardrailMode } from '@org/secure-baseline';
 *
 * new AccountGuardrails(this, 'Account', { mode: GuardrailMode.REPORT });
 */
export class AccountGuardrails extends Construct {
  /**
   * What was applied, and what was not and why: at most 1,000 characters. The log group of the function has the whole report.
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
   */
  public readonly summary: string;

  /**
   * The filter pattern of CloudTrail events of calls that change the records of earlier values, unless the role of the function makes them. It can be
   * the `pattern` of a `SecurityEvent`. Deployments of other stacks that apply the settings match, too. Undefined if all settings are only reported.
   */
  public readonly recordsChangedPattern?: string;

  /**
   * The deployment of the settings, which fails if there is a conflict. Resources that must not be created then depend on it. Undefined unless
   * `rejectConflicts` is true.
   */
  public readonly conflictCheck?: IDependable;

  private readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: AccountGuardrailsProps = {}) {
    super(scope, id);
    keepProps(this);
    const problems = new Problems(this);
    checkAccountGuardrails(problems, this, props);
    problems.throwIfAny();
    rejectOtherOwners(this, props);
    const configuration = Stack.of(this).toJsonString(configurationOf(props));
    this.handler = this.createFunction(configuration, props);
    this.allowLooking(props);
    const changes = settingsWith(GuardrailMode.APPLY, props).length > 0 ? this.allowChanges(props) : undefined;
    const resource = this.createResource(configuration, changes);
    this.summary = resource.getAttString('Summary' satisfies keyof AccountGuardrailsAttributes);
    this.conflictCheck = props.rejectConflicts ? resource : undefined;
    this.recordsChangedPattern = changes && recordsChangedPattern(this.handler.role.roleName);
    this.lookAgain(props);
  }

  private createFunction(configuration: string, { encryptionKey }: AccountGuardrailsProps): HandlerFunction {
    return HandlerFunction.singleton(this, 'AccountGuardrailsFunction', {
      createFunction: (parent, name, options) => new AccountGuardrailsFunction(parent, name, options),
      description: 'Applies and reports settings of the account',
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: { CONFIGURATION: configuration },
      encryptionKey,
    });
  }

  /** Allows what the function does in every mode. */
  private allowLooking({ notificationTopic, ...props }: AccountGuardrailsProps): void {
    const { handler } = this;
    handler.allow('ContinueItself', ['lambda:InvokeFunction'], [handler.function.functionArn]);
    handler.allow('FindRegions', ['ec2:DescribeRegions'], ['*'], undefined, 'The list of regions does not support resource-level permissions');
    handler.allow('ReadRecords', ['ssm:GetParametersByPath'], recordArns(this, '', '/*'), undefined, 'The records are below a path in each governed region');
    const report = Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${RECORDS_PATH}/reports`, resourceName: stackGuid() });
    handler.allow('KeepReport', ['ssm:DeleteParameter', 'ssm:PutParameter'], [report]);
    const looked = ALL_SETTINGS.filter((setting) => modeOf(setting, props) !== GuardrailMode.OFF);
    for (const { statement, wildcard } of readStatements(this, looked)) {
      handler.allow(statement.sid!, statement.actions, statement.resources, undefined, wildcard);
    }
    if (notificationTopic) {
      allowNotifications(handler, notificationTopic);
    }
  }

  /**
   * Allows changes by a separate policy, whose id and name depend on what it allows. If less is applied, CloudFormation deletes the previous policy
   * only after the custom resource has been updated, so that the function can still restore earlier values.
   */
  private allowChanges(props: AccountGuardrailsProps): iam.CfnPolicy {
    const name = `Changes-${createHash('sha256').update(scopeOfChanges(this, props)).digest('hex').slice(0, 8)}`;
    const explained = changeStatements(this, settingsWith(GuardrailMode.APPLY, props), props.regions);
    const policy = new iam.CfnPolicy(this, name, {
      policyName: name,
      roles: [this.handler.role.roleName],
      policyDocument: new iam.PolicyDocument({ statements: explained.map(({ statement }) => statement) }),
    });
    acknowledgeInlinePolicy(policy);
    declareControls(policy, LEAST_PRIVILEGE);
    acknowledgeWildcards(policy, Object.fromEntries(explained.map(({ statement, wildcard }) => [statement.sid!, wildcard])));
    return policy;
  }

  private createResource(configuration: string, changes?: iam.CfnPolicy): CustomResource {
    const properties: AccountGuardrailsProperties = { Configuration: configuration };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: this.handler.function.functionArn,
      serviceTimeout: Duration.hours(1),
      properties: { ...properties },
    });
    // Not both as dependencies of the custom resource: the CDK sorts DependsOn by path, so that its order could change with the name of a parent.
    this.handler.addDependent(changes ?? resource);
    resource.node.addDependency(...changes ? [changes] : []);
    return resource;
  }

  private lookAgain({ lookInterval = Duration.days(1), regions }: AccountGuardrailsProps): void {
    this.invokeBy('Look', {
      description: 'Looks at the account settings again',
      schedule: events.Schedule.rate(lookInterval),
    });
    if (regions === undefined) {
      this.invokeBy('RegionEnabled', {
        description: 'Looks at the account settings when a region is enabled',
        eventPattern: { source: ['aws.account'], detailType: ['Region Opt-In Status Change'], detail: { status: ['ENABLED'] } },
      });
    }
  }

  private invokeBy(id: string, props: events.RuleProps): void {
    const rule = new events.Rule(this, id, props);
    const { functionArn } = this.handler.function;
    rule.addTarget({ bind: () => ({ arn: functionArn }) });
    new lambda.CfnPermission(this, `${id}Permission`, {
      action: 'lambda:InvokeFunction', functionName: functionArn, principal: 'events.amazonaws.com', sourceArn: rule.ruleArn,
    });
  }
}
