import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { slackConfigurationName, teamsConfigurationName } from './chat-configuration-name';
import type { ChatChannelsProps } from './props';
import { checkChatChannels } from './validation';
import { LEAST_PRIVILEGE, declareControls } from '../../common/compliance/controls';
import { acknowledgeWildcards } from '../../common/compliance/nag-acknowledgements';
import { isSlackConfiguration, isTeamsConfiguration } from '../../common/topics/topic-subscriptions';
import { Problems } from '../../common/validation/problems';

/** Actions that read an alarm, its history, and the metrics of its graph. */
const READ_ALARMS = [
  'DescribeAlarmHistory', 'DescribeAlarms', 'DescribeAlarmsForMetric', 'GetMetricData', 'GetMetricStatistics', 'GetMetricWidgetImage', 'ListMetrics',
].map((action) => `cloudwatch:${action}`);

/**
 * Slack and Microsoft Teams channels that show the messages of SNS topics, through Amazon Q Developer in chat applications.
 *
 * Amazon Q subscribes to the topics by itself, over HTTPS: the keys of the topics need no permission for it, and no dead-letter queue receives
 * the messages that it rejects. It shows CloudWatch alarms, events of the services that it supports, and custom notifications; all other messages
 * are dropped. Members of the channels cannot act on the account, except that they can read CloudWatch metrics and alarms, as the notifications do.
 * It is available in the partition `aws` only.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/what-is.html
 */
export class ChatChannels extends Construct {
  /** The role that Amazon Q assumes to draw the graphs of alarms. */
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: ChatChannelsProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkChatChannels(problems, this, props);
    problems.throwIfAny();
    const permissions = this.createPermissions();
    this.role = this.createRole(permissions);
    this.configureChannels(props, permissions);
    this.node.addValidation({ validate: () => this.channelsConfiguredTwice() });
  }

  /**
   * The actions on alarms and their metrics, of the three groups of actions that AWS names for notifications. The policy is also the guardrail,
   * which is AdministratorAccess by default, because members can use roles of their own.
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html#read-only-notifications-policy
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html#channel-guardrails
   */
  private createPermissions(): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, 'Permissions', {
      description: 'What chat channels may read to show notifications',
      statements: [new iam.PolicyStatement({
        sid: 'ReadAlarms',
        actions: READ_ALARMS,
        resources: ['*'],
      })],
    });
    acknowledgeWildcards(policy, { ReadAlarms: 'Metrics know no narrower resource, and any alarm may publish to a topic' });
    declareControls(policy, LEAST_PRIVILEGE);
    return policy;
  }

  private createRole(permissions: iam.IManagedPolicy): iam.Role {
    return new iam.Role(this, 'Role', {
      description: 'Shows notifications in chat channels',
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

  /** Looks before synthesis for a second configuration of a channel, which the service refuses: "has already been configured for AWS account". */
  private channelsConfiguredTwice(): string[] {
    const all = this.node.root.node.findAll().flatMap((configuration) => {
      const channel = channelOf(configuration);
      return channel === undefined ? [] : [{ configuration, channel }];
    });
    return all.filter(({ configuration }) => configuration.node.scopes.includes(this)).flatMap(({ configuration, channel }) => all
      .filter((other) => other.configuration !== configuration && other.channel === channel && !Token.isUnresolved(channel))
      .filter((other) => isInSameAccount(configuration, other.configuration))
      .map((other) => `Channel ${channel} is also configured by '${other.configuration.node.path}', and an account can configure a channel only once. `
        + 'Give all its topics to one ChatChannels.'));
  }
}

/** The channel that the construct configures, if it configures one. */
function channelOf(construct: IConstruct): string | undefined {
  if (isSlackConfiguration(construct)) {
    return `${construct.slackChannelId} of ${construct.slackWorkspaceId}`;
  }
  return isTeamsConfiguration(construct) ? `${construct.teamsChannelId} of ${construct.teamId}` : undefined;
}

/** Accounts that are not known count as different, except within a stack. */
function isInSameAccount(one: IConstruct, other: IConstruct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  return stack === otherStack || (!Token.isUnresolved(stack.account) && stack.account === otherStack.account);
}

/** The channel is part of the logical id, so that removing one channel does not change the others. */
function idOf(kind: string, index: number, ...ids: string[]): string {
  return ids.some((id) => Token.isUnresolved(id)) ? `${kind}${index + 1}` : [kind, ...ids].join('-');
}
