import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Names, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkChatChannels } from './validation';
import { LEAST_PRIVILEGE, declareControls } from '../../common/compliance/controls';
import { acknowledgeWildcards } from '../../common/compliance/nag-acknowledgements';
import { isChatConfiguration, type ChatConfiguration } from '../../common/topics/topic-subscriptions';
import { Problems } from '../../common/validation/problems';

/** A channel of Slack whose workspace was authorized in the console of Amazon Q Developer in chat applications. */
export interface SlackChannel {
  /**
   * The workspace's id in that console, such as T0123ABCD. The name of the workspace will not do.
   * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
   */
  readonly workspaceId: string;

  /** The channel's id: the end of its link, such as C0123456789. A private channel must have invited the Amazon Q app. */
  readonly channelId: string;
}

/** A channel of Microsoft Teams whose team was authorized in the console of Amazon Q Developer in chat applications. */
export interface TeamsChannel {
  /** The tenant's id in that console. */
  readonly tenantId: string;

  /** The team's id in that console. */
  readonly teamId: string;

  /**
   * The channel's id as it stands in its link, between `/channel/` and the next slash, such as 19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2.
   * Leave it encoded, as it is.
   * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateTeamsChannelConfiguration.html
   */
  readonly channelId: string;
}

/** Which chat channels hear of what is published to which topics. */
export interface ChatChannelsProps {
  /** The topics. Give all that one channel hears of: an account can configure a channel once only. */
  readonly topics: sns.ITopic[];

  /**
   * The Slack channels.
   * @default - none
   */
  readonly slackChannels?: SlackChannel[];

  /**
   * The Microsoft Teams channels.
   * @default - none
   */
  readonly teamsChannels?: TeamsChannel[];

  /**
   * What Amazon Q writes to the log group `/aws/chatbot/CONFIGURATION` of us-east-1, which AWS makes and which outlives the stack.
   * @default LoggingLevel.ERROR - messages that it could not show are recorded nowhere else
   */
  readonly loggingLevel?: chatbot.LoggingLevel;
}

/** What tells of an alarm, of its past, and of the metrics that its graph shows. */
const READ_ALARMS = [
  'DescribeAlarmHistory', 'DescribeAlarms', 'DescribeAlarmsForMetric', 'GetMetricData', 'GetMetricStatistics', 'GetMetricWidgetImage', 'ListMetrics',
].map((action) => `cloudwatch:${action}`);

/**
 * Slack and Microsoft Teams channels that hear of what is published to topics, through Amazon Q Developer in chat applications.
 *
 * Amazon Q subscribes to the topics by itself, over HTTPS, so that their keys need not let it in, and no dead letter queue catches what it
 * refuses. It shows CloudWatch alarms, events of the services that it knows, and custom notifications; anything else it drops.
 * Nobody can act on the account from the channels, except read CloudWatch's metrics and alarms, as the notifications themselves do.
 * It is in the partition `aws` only.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/what-is.html
 */
export class ChatChannels extends Construct {
  /** What Amazon Q acts as to draw the graphs of alarms. */
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
   * Of the three families of actions that AWS names for notifications, what is about alarms and their metrics. The guardrail too: unset,
   * that is AdministratorAccess, and members may bring roles of their own.
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
    acknowledgeWildcards(policy, { ReadAlarms: 'Metrics know no narrower resource, and any alarm may tell a topic' });
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
    const common = (scope: Construct) => ({
      configurationName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
      iamRoleArn: this.role.roleArn,
      guardrailPolicies: [guardrail.managedPolicyArn],
      loggingLevel: props.loggingLevel ?? chatbot.LoggingLevel.ERROR,
      snsTopicArns: props.topics.map(({ topicArn }) => topicArn),
    });
    props.slackChannels?.forEach(({ workspaceId, channelId }, index) => {
      const scope = new Construct(this, idOf('Slack', index, workspaceId, channelId));
      new chatbot.CfnSlackChannelConfiguration(scope, 'Resource', { ...common(scope), slackWorkspaceId: workspaceId, slackChannelId: channelId });
    });
    props.teamsChannels?.forEach(({ tenantId, teamId, channelId }, index) => {
      const scope = new Construct(this, idOf('Teams', index, teamId, channelId));
      new chatbot.CfnMicrosoftTeamsChannelConfiguration(scope, 'Resource', {
        ...common(scope), teamsTenantId: tenantId, teamId, teamsChannelId: channelId,
      });
    });
  }

  /** Looks when all is made. The service refuses the second: "has already been configured for AWS account". */
  private channelsConfiguredTwice(): string[] {
    const all = this.node.root.node.findAll().filter(isChatConfiguration);
    const inSameAccount = (one: Construct, other: Construct) => {
      const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
      return stack === otherStack || (!Token.isUnresolved(stack.account) && stack.account === otherStack.account);
    };
    return all.filter((own) => own.node.scopes.includes(this)).flatMap((own) =>
      all.filter((other) => other !== own && channelOf(other) === channelOf(own) && !Token.isUnresolved(channelOf(own)) && inSameAccount(own, other))
        .map((other) => `The channel ${channelOf(own)} is configured by '${other.node.path}' too, which an account can do once: give one ChatChannels all its topics.`));
  }
}

function channelOf(configuration: ChatConfiguration): string {
  return configuration instanceof chatbot.CfnSlackChannelConfiguration
    ? `${configuration.slackChannelId} of ${configuration.slackWorkspaceId}`
    : `${configuration.teamsChannelId} of ${configuration.teamId}`;
}

/** The channel makes the logical id, so that the others stay as they are when one goes. */
function idOf(kind: string, index: number, ...ids: string[]): string {
  return ids.some((id) => Token.isUnresolved(id)) ? `${kind}${index + 1}` : [kind, ...ids].join('-');
}
