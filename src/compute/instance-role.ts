import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkMetricNamespace, checkParameterName, parameterPaths } from './allowed-names';
import { dataBucketStatements } from './data-bucket-permissions';
import { isSecurityNamespace } from '../common/alarms/security-namespaces';
import { LEAST_PRIVILEGE, declareControls } from '../common/compliance/controls';
import { acknowledgeInlinePolicy, acknowledgeManagedPolicies, acknowledgeWildcards } from '../common/compliance/nag-acknowledgements';
import { rejectLargePolicy } from '../common/policies/policy-size';
import { Problems } from '../common/validation/problems';

export interface InstanceRoleProps {
  readonly logGroup: logs.ILogGroup;
  readonly dataBucket?: s3.IBucket;
}

/** The AWS managed policies of the CloudWatch agent and of the agent of Systems Manager. */
const MANAGED_POLICIES = ['CloudWatchAgentServerPolicy', 'AmazonSSMManagedInstanceCore'];

/** The namespace in which the CloudWatch agent publishes metrics if its configuration specifies none. */
const AGENT_NAMESPACE = 'CWAgent';

/** The public parameters of AWS. The names of parameters of an account cannot begin with `aws`. */
const PUBLIC_PARAMETERS = '/aws/service/*';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICY_BYTES = 10_240;

/**
 * Creates the role of the instances, with permissions for the CloudWatch agent, Systems Manager, the health of the instance and the data bucket.
 *
 * The managed policies of the agents allow writing to every log group and metric namespace of the account and reading every parameter. The role
 * denies what is not allowed with a method of this construct.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchAgentServerPolicy.html
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 */
export class InstanceRole extends Construct {
  public readonly role: iam.Role;

  private readonly otherLogGroups = new iam.PolicyStatement({
    sid: 'KeepToLogGroups', effect: iam.Effect.DENY, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  });

  /** Also denies requests without a namespace, which are those of OpenTelemetry. */
  private readonly otherNamespaces = new iam.PolicyStatement({
    sid: 'KeepToNamespaces', effect: iam.Effect.DENY, actions: ['cloudwatch:PutMetricData'], resources: ['*'],
  });

  /**
   * Reading by path is authorized for the path of the request, so that the paths above an allowed path are denied.
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-retrieval-authorization.html
   */
  private readonly otherParameters = new iam.PolicyStatement({ sid: 'KeepToParameters', effect: iam.Effect.DENY, actions: ['ssm:GetParameter*'] });

  private readonly namespaces = new Set<string>();

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    this.allowLogGroup(props.logGroup);
    this.allowMetricNamespace(AGENT_NAMESPACE);
    this.otherParameters.addNotResources(this.parameterArn(PUBLIC_PARAMETERS, '*'));
    const document = new iam.PolicyDocument({ statements: [...this.ownStatements(), ...dataBucketStatements(props.dataBucket)] });
    this.role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: MANAGED_POLICIES.map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
      inlinePolicies: { Instance: document },
    });
    declareControls(this.role, LEAST_PRIVILEGE);
    this.acknowledgeRules();
    this.validateWhenComplete(document);
  }

  /** Allows the instances to write to a log group. Writing to all other log groups is denied. */
  public allowLogGroup({ logGroupName }: logs.ILogGroup): void {
    // Both actions apply to log streams.
    this.otherLogGroups.addNotResources(Stack.of(this).formatArn({
      service: 'logs', resource: 'log-group', resourceName: `${logGroupName}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }));
  }

  /**
   * Allows the instances to publish metrics in a namespace. Publishing in all other namespaces is denied.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
   */
  public allowMetricNamespace(namespace: string): void {
    checkMetricNamespace(new Problems(this), namespace).throwIfAny();
    this.namespaces.add(namespace);
    this.otherNamespaces.addCondition('StringNotEquals', { 'cloudwatch:namespace': [...this.namespaces] });
  }

  /** Lifts the denial for a parameter, or for a path and the parameters below it. */
  public allowParameter(parameterName: string): void {
    checkParameterName(new Problems(this), parameterName).throwIfAny();
    this.otherParameters.addNotResources(...parameterPaths(parameterName).map((path) => this.parameterArn(path)));
  }

  private parameterArn(path: string, account?: string): string {
    return Stack.of(this).formatArn({ service: 'ssm', account, resource: `parameter${path}`, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }

  private ownStatements(): iam.PolicyStatement[] {
    return [
      // CloudWatchAgentServerPolicy allows both actions, but the stack manages the log group and its retention.
      new iam.PolicyStatement({
        sid: 'KeepLogGroups', effect: iam.Effect.DENY, actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: ['*'],
      }),
      this.otherLogGroups,
      this.otherNamespaces,
      this.otherParameters,
      // The CDK allows the signal, and CloudWatchAgentServerPolicy allows ec2:DescribeTags, which the signal requires.
      new iam.PolicyStatement({ sid: 'ReadOwnHealth', actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'] }),
    ];
  }

  private acknowledgeRules(): void {
    acknowledgeInlinePolicy(this.role);
    acknowledgeManagedPolicies(this.role, 'AWS maintains the policies for its agents', ...MANAGED_POLICIES);
    acknowledgeWildcards(this.role, {
      ReadOwnHealth: 'elasticloadbalancing:DescribeTargetHealth does not support resource-level permissions',
      UseData: 'The application determines the keys of its objects',
    });
  }

  /** Security alarms can be created after the role, and more permissions can be allowed until synthesis. */
  private validateWhenComplete(document: iam.PolicyDocument): void {
    rejectLargePolicy(this.role, {
      document: () => document,
      maxBytes: MAX_POLICY_BYTES,
      service: 'IAM',
      remedy: 'Allow a path instead of its parameters, such as allowParameter(\'/my-app/*\').',
    });
    this.node.addValidation({
      validate: () => [...this.namespaces].filter((namespace) => isSecurityNamespace(this, namespace)).map((namespace) => (
        `${this.node.path}: The namespace '${namespace}' of allowMetricNamespace contains the metrics of security alarms, which the instances could then falsify. `
        + 'Use another namespace for the application, or another metricNamespace for SecurityAlarms.')),
    });
  }
}
