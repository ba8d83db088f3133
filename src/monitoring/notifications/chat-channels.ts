import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { slackConfigurationName, teamsConfigurationName } from './chat-configuration-name';
import type { ChatChannelsProps } from './props';
import { checkChatChannels } from './validation';
import { isUnknown } from '../../common/cdk/known-values';
import { keepProps } from '../../common/cdk/property-injectors';
import { LEAST_PRIVILEGE, declareControls } from '../../common/compliance/controls';
import { acknowledgeWildcards } from '../../common/compliance/nag-acknowledgements';
import { isSlackConfiguration, isTeamsConfiguration } from '../../common/topics/topic-subscriptions';
import { Problems } from '../../common/validation/problems';

/** The actions that read an alarm, its history, and the metrics of its graph. */
const READ_ALARMS = [
  'DescribeAlarmHistory', 'DescribeAlarms', 'DescribeAlarmsForMetric', 'GetMetricData', 'GetMetricStatistics', 'GetMetricWidgetImage', 'ListMetrics',
].map((action) => `cloudwatch:${action}`);

/**
 * Configures Slack and Microsoft Teams channels that show the messages of SNS topics, through Amazon Q Developer in chat applications.
 *
 * Amazon Q creates its subscriptions to the topics itself, over HTTPS. Therefore, the key of a topic does not need to allow Amazon Q, and messages
 * that Amazon Q rejects are not sent to a dead-letter queue. Amazon Q shows CloudWatch alarms, events of the AWS services that it supports, and
 * custom notifications. It drops all other messages. Members of the channels can read CloudWatch metrics and alarms in the account, and have no
 * other permissions. Amazon Q is available in the partition `aws` only.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/what-is.html
 *
 * @example
 * import { ChatChannels, NotificationTopic } from '@org/secure-baseline';
 *
 * const alarms = new NotificationTopic(this, 'Alarms');
 * const audit = new NotificationTopic(this, 'Audit');
 * new ChatChannels(this, 'Chat', {
 *   topics: [alarms.topic, audit.topic],
 *   slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }],
 * });
 */
export class ChatChannels extends Construct {
  /** The role that Amazon Q assumes to read the alarms and the metrics for their graphs. */
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: ChatChannelsProps) {
    super(scope, id);
    keepProps(this);
    const problems = new Problems(this);
    checkChatChannels(problems, this, props);
    problems.throwIfAny();
    const permissions = this.createPermissions();
    this.role = this.createRole(permissions);
    this.configureChannels(props, permissions);
    this.node.addValidation({ validate: () => this.findDuplicateChannels() });
  }

  /**
   * Creates a policy with those actions of AWS's policy for notifications (`cloudwatch:Describe*`, `cloudwatch:Get*` and `cloudwatch:List*`) that
   * read alarms and their metrics. The policy is also the guardrail of the channels. The default guardrail is AdministratorAccess, which would not
   * restrict members who use their own roles.
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html#read-only-notifications-policy
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html#channel-guardrails
   */
  private createPermissions(): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, 'Permissions', {
      description: 'Permissions of chat channels to read the alarms and metrics that notifications show',
      statements: [new iam.PolicyStatement({
        sid: 'ReadAlarms',
        actions: READ_ALARMS,
        resources: ['*'],
      })],
    });
    acknowledgeWildcards(policy, { ReadAlarms: 'Metrics do not support resource-level permissions, and any alarm may publish to the topics' });
    declareControls(policy, LEAST_PRIVILEGE);
    return policy;
  }

  private createRole(permissions: iam.IManagedPolicy): iam.Role {
    return new iam.Role(this, 'Role', {
      description: 'Assumed by Amazon Q Developer to show notifications in chat channels',
      assumedBy: new iam.ServicePrincipal('chatbot.amazonaws.com'),
      managedPolicies: [permissions],
    });
  }

  private configureChannels(props: ChatChannelsProps, guardrail: iam.IManagedPolicy): void {
    const common = {
      iamRoleArn: this.role.roleArn,
      guardrailPolicies: [guardrail.managedPolicyArn],
      loggingLevel: props.loggingLevel ?? chatbot.LoggingLevel.ERROR,
      snsTopicArns: props.topics.map(({ topicArn }) => topicArn),
    };
    props.slackChannels?.forEach((channel, index) => {
      const { workspaceId, channelId } = channel;
      const scope = new Construct(this, idOf('Slack', index, workspaceId, channelId));
      new chatbot.CfnSlackChannelConfiguration(scope, 'Resource', {
        ...common, configurationName: slackConfigurationName(this, channel), slackWorkspaceId: workspaceId, slackChannelId: channelId,
      });
    });
    props.teamsChannels?.forEach((channel, index) => {
      const { tenantId, teamId, channelId } = channel;
      const scope = new Construct(this, idOf('Teams', index, teamId, channelId));
      new chatbot.CfnMicrosoftTeamsChannelConfiguration(scope, 'Resource', {
        ...common, configurationName: teamsConfigurationName(this, channel), teamsTenantId: tenantId, teamId, teamsChannelId: channelId,
      });
    });
  }

  /**
   * Returns an error for each other configuration of the same channel in the account. Amazon Q rejects a second configuration during the
   * deployment: "has already been configured for AWS account".
   */
  private findDuplicateChannels(): string[] {
    const all = this.node.root.node.findAll().flatMap((configuration) => {
      const channel = channelOf(configuration);
      return channel === undefined ? [] : [{ configuration, channel }];
    });
    return all.filter(({ configuration }) => configuration.node.scopes.includes(this)).flatMap(({ configuration, channel }) => all
      .filter((other) => other.configuration !== configuration && other.channel === channel && !isUnknown(channel))
      .filter((other) => isInSameAccount(configuration, other.configuration))
      .map((other) => `Channel ${channel} is also configured by '${other.configuration.node.path}', and an account can configure a channel only once. `
        + 'Specify all topics of the channel in one ChatChannels construct.'));
  }
}

/** Returns the channel that the construct configures. Undefined if the construct is not the configuration of a channel. */
function channelOf(construct: IConstruct): string | undefined {
  if (isSlackConfiguration(construct)) {
    return `${construct.slackChannelId} of ${construct.slackWorkspaceId}`;
  }
  return isTeamsConfiguration(construct) ? `${construct.teamsChannelId} of ${construct.teamId}` : undefined;
}

/** Whether both constructs are in the same account. Accounts that are unknown at synthesis are treated as different, except within a stack. */
function isInSameAccount(one: IConstruct, other: IConstruct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  return stack === otherStack || (!Token.isUnresolved(stack.account) && stack.account === otherStack.account);
}

/** Includes the ids of the channel in the construct's id, so that the removal of one channel does not replace the others. */
function idOf(kind: string, index: number, ...ids: string[]): string {
  return ids.some((id) => isUnknown(id)) ? `${kind}${index + 1}` : [kind, ...ids].join('-');
}
