import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Aws, RemovalPolicy, Stack, type CfnResource, type Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StackEnvironment } from './function-environment';
import { keepProps } from '../cdk/property-injectors';
import { LEAST_PRIVILEGE, declareControls } from '../compliance/controls';
import { acknowledge, acknowledgeInlinePolicy, acknowledgeWildcards } from '../compliance/nag-acknowledgements';
import { createLogGroup } from '../logging/log-group';
import { allowCloudWatchLogs } from '../policies/key-policy';

/** Creates the Lambda function of a handler, such as an instance of one of the generated `...Function` classes. */
export type FunctionFactory = (scope: Construct, id: string, options: lambda.FunctionOptions) => lambda.Function;

export interface HandlerFunctionProps {
  readonly createFunction: FunctionFactory;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly environment?: Record<string, string>;
  /**
   * The name of the log group. The function does not wait for a log group with a name, which the KMS key would delay.
   * @default - CloudFormation generates the name
   */
  readonly logGroupName?: string;
  /** The KMS key that encrypts the function's log group. If several constructs share the function, the first specified key is used. */
  readonly encryptionKey?: kms.IKey;
}

/**
 * The Lambda function of a custom resource or of a rotation, with a role and a log group that are deleted with the stack.
 *
 * The role has no managed policy and no permission to create log groups. With this permission the function would create its log group again while
 * the stack is being deleted (https://github.com/aws/aws-cdk/issues/24815).
 */
export class HandlerFunction extends Construct {
  /** Returns the function with an id in the stack, which all custom resources of the same type share. Creates it on the first call. */
  public static singleton(scope: Construct, id: string, props: HandlerFunctionProps): HandlerFunction {
    const stack = Stack.of(scope);
    const environment: StackEnvironment = { STACK_ID: Aws.STACK_ID, URL_SUFFIX: Aws.URL_SUFFIX };
    const handler = (stack.node.tryFindChild(id) as HandlerFunction | undefined)
      ?? new HandlerFunction(stack, id, { ...props, logGroupName: `/${Aws.STACK_NAME}/${id}`, environment: { ...props.environment, ...environment } });
    handler.allow('ConfirmOperation', ['cloudformation:DescribeStackEvents'], [Aws.STACK_ID]);
    handler.encryptLogs(props.encryptionKey);
    return handler;
  }

  /** Returns all functions that `singleton` created in the stack of a construct. */
  public static allOf(scope: Construct): HandlerFunction[] {
    return Stack.of(scope).node.children.filter((child) => child instanceof HandlerFunction);
  }

  public readonly function: lambda.Function;
  public readonly role: iam.Role;
  public readonly logGroup: logs.LogGroup;
  private readonly document = new iam.PolicyDocument();
  private readonly statements = new Map<string, iam.PolicyStatement>();
  private readonly wildcards: Record<string, string> = {};
  private readonly policy: CfnResource;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    keepProps(this);
    const { logGroupName } = props;
    this.logGroup = createLogGroup(this, 'LogGroup', { logGroupName, retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    const logGroup = logGroupName ? logs.LogGroup.fromLogGroupName(this, 'FunctionLogGroup', logGroupName) : this.logGroup;
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.function = props.createFunction(this, 'Function', {
      description: props.description,
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: props.environment,
      // The reference to the role is already a dependency. A mutable role would add a redundant explicit dependency (cfn-lint W3005).
      role: iam.Role.fromRoleArn(this, 'FunctionRole', this.role.roleArn, { mutable: false }),
      logGroup,
    });
    this.policy = new iam.CfnPolicy(this, 'Policy', {
      policyName: 'Handler',
      policyDocument: this.document,
      roles: [this.role.roleName],
    });
    this.allow('WriteOwnLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn], undefined, 'Lambda determines the names of the log streams in the log group of the function');
    this.encryptLogs(props.encryptionKey);
    this.acknowledgeRules();
    declareControls(this.policy, LEAST_PRIVILEGE);
    declareControls(this.function, { 'Lambda.1': 'no public access', 'Lambda.2': 'a supported Node.js runtime' });
  }

  /**
   * Adds a statement to the policy of the function, or adds resources to an existing statement with the same sid.
   * @param wildcard the reason why a resource contains `*`, for cdk-nag
   */
  public allow(sid: string, actions: string[], resources: string[], conditions?: Record<string, unknown>, wildcard?: string): void {
    if (wildcard) {
      this.wildcards[sid] = wildcard;
    }
    const present = this.statements.get(sid);
    if (present) {
      present.addResources(...resources.filter((resource) => !present.resources.includes(resource)));
    } else {
      const statement = new iam.PolicyStatement({ sid, actions, resources, conditions });
      this.statements.set(sid, statement);
      this.document.addStatements(statement);
    }
  }

  /**
   * Makes a custom resource depend on the policy and the log group: CloudFormation creates them before the custom resource and deletes them after
   * it, so that the function has its permissions and can write logs in every invocation (https://github.com/aws/aws-cdk/issues/9840).
   * @param needsLogs false if the custom resource must be created as early as possible, and its result is more important than its logs
   */
  public addDependent(customResource: Construct, needsLogs: boolean = true): void {
    customResource.node.addDependency(this.policy, ...needsLogs ? [this.logGroup] : []);
  }

  /** Encrypts the log group with a key, unless it already has one. */
  public encryptLogs(key?: kms.IKey): void {
    const group = this.logGroup.node.defaultChild as logs.CfnLogGroup;
    if (key && group.kmsKeyId === undefined) {
      allowCloudWatchLogs(this, key);
      group.kmsKeyId = key.keyArn;
    }
  }

  private acknowledgeRules(): void {
    acknowledge(this.function, 'The function calls AWS APIs only, and in a VPC that is deleted with the stack it could not send its response to CloudFormation', 'NIST.800.53.R5-LambdaInsideVPC');
    acknowledge(this.function, 'The concurrency quota of new accounts is too low for reserved concurrency: the deployment would fail', 'NIST.800.53.R5-LambdaConcurrency');
    acknowledge(this.function, 'The service that invokes the function detects a failure, and an event of a previous operation must not be processed again', 'NIST.800.53.R5-LambdaDLQ');
    acknowledgeInlinePolicy(this.policy);
    acknowledgeWildcards(this.policy, this.wildcards);
  }
}
