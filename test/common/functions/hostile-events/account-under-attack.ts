import http from 'node:http';
import https from 'node:https';
import {
  ConfigServiceClient, DescribeConfigurationRecordersCommand, DescribeConfigurationRecorderStatusCommand, DescribeDeliveryChannelsCommand,
  DescribeDeliveryChannelStatusCommand, DescribeRetentionConfigurationsCommand,
} from '@aws-sdk/client-config-service';
import {
  DescribeRegionsCommand, DescribeSecurityGroupsCommand, EC2Client, GetSerialConsoleAccessStatusCommand, RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectsCommand, GetBucketPolicyCommand, GetBucketTaggingCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as guardrails } from '../../../../src/account/account-guardrails/account-guardrails.lambda';
import type { GuardrailConfiguration } from '../../../../src/account/account-guardrails/function-environment';
import { handler as starter } from '../../../../src/audit/config-starter/config-starter.lambda';
import { handler as dataLossCheck } from '../../../../src/baseline/data-loss-check/data-loss-check.lambda';
import { SYSTEM_CLOCK } from '../../../../src/common/functions/runtime/timing';
import { handler as closedGroup } from '../../../../src/network/closed-default-security-group/closed-default-security-group.lambda';
import { handler as emptier } from '../../../../src/storage/empty-on-delete/empty-on-delete.lambda';
import { GUARD_TAG } from '../../../../src/storage/empty-on-delete/resource-properties';
import { report, STACK_ID, stackEvent } from '../stack-model';

/** The functions of custom resources. */
export const FUNCTIONS = { guardrails, starter, dataLossCheck, closedGroup, emptier } as unknown as Record<string, (event: object, context: Context) => Promise<void>>;

/** A custom resource of the stack, with the event that CloudFormation sends for it. */
export interface Resource {
  readonly function: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly PhysicalResourceId: string;
  readonly ResourceProperties: Record<string, unknown>;
}

const emptied = (name: string): Resource => ({
  function: 'emptier',
  LogicalResourceId: `Empty${name}`,
  ResourceType: 'Custom::EmptyOnDelete',
  PhysicalResourceId: `${STACK_ID}/${name}`,
  ResourceProperties: { BucketName: `bucket-${name}`, Guard: `${STACK_ID}/${name}` },
});

/** The custom resources of the stack. */
export const RESOURCES: readonly Resource[] = [
  emptied('a'),
  emptied('b'),
  {
    function: 'starter',
    LogicalResourceId: 'PreCheck',
    ResourceType: 'Custom::ConfigPreCheck',
    PhysicalResourceId: 'PreCheck-1',
    ResourceProperties: { Operation: 'PreCheck', RecorderName: 'baseline' },
  },
  {
    function: 'starter',
    LogicalResourceId: 'Starter',
    ResourceType: 'Custom::ConfigStarter',
    PhysicalResourceId: 'Starter-1',
    ResourceProperties: { Operation: 'Start', RecorderName: 'baseline', ChannelName: 'baseline', RetentionDays: '90' },
  },
  {
    function: 'closedGroup',
    LogicalResourceId: 'Group',
    ResourceType: 'Custom::ClosedDefaultSecurityGroup',
    PhysicalResourceId: 'Group-1',
    ResourceProperties: { SecurityGroupId: 'sg-own' },
  },
  {
    function: 'dataLossCheck',
    LogicalResourceId: 'DataLossCheck',
    ResourceType: 'Custom::DataLossCheck',
    PhysicalResourceId: 'DataLossCheck-1',
    ResourceProperties: { KeyArn: 'key', IsKeyDeleted: 'true', RetainsData: 'true', IsDeletionSpecified: 'false', RetentionPeriods: [] },
  },
  {
    function: 'guardrails',
    LogicalResourceId: 'Account',
    ResourceType: 'Custom::AccountGuardrails',
    PhysicalResourceId: 'Account-1',
    ResourceProperties: { Configuration: '{}' },
  },
];

/** An operation of CloudFormation on one resource. */
export interface RunningOperation {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly resource: Resource;
  /** The id in the events of the stack, if it is not that of the resource. It is empty if CloudFormation does not report one. */
  readonly reportedId?: string;
}

const s3 = mockClient(S3Client);
const config = mockClient(ConfigServiceClient);
const ec2 = mockClient(EC2Client);
const iam = mockClient(IAMClient);
const lambda = mockClient(LambdaClient);
const sns = mockClient(SNSClient);
const ssm = mockClient(SSMClient);

/** What all mocked clients have. */
interface MockedClient {
  calls(): readonly { readonly args: readonly [{ readonly constructor: { readonly name: string }; readonly input: Record<string, unknown> }, ...unknown[]] }[];
  resetHistory(): unknown;
  onAnyCommand(): { resolves(output: object): unknown };
}

const CLIENTS = [s3, config, ec2, iam, lambda, sns, ssm] as unknown as MockedClient[];
/** The requests that IAM denies. */
const denied = new WeakSet<object>();
const READS = /^(Describe|List|Get)/;
const FIELDS = ['Bucket', 'ConfigurationRecorderName', 'RetentionPeriodInDays', 'RetentionConfigurationName', 'deliveryChannelName', 'GroupId', 'FunctionName', 'AWSServiceName'];

/** The function of the account settings takes its targets from its environment only. */
const CONFIGURATION: GuardrailConfiguration = {
  modes: { serialConsole: 'apply' }, confirmed: [], regions: ['eu-west-1'], onDelete: 'restore', rejectConflicts: false, passwordPolicy: {} as GuardrailConfiguration['passwordPolicy'],
};

/** An account with a baseline, in which whoever may invoke its functions sends events. */
export class AccountUnderAttack {
  /** The protocols and hosts to which the functions sent a response. No test sends a request. */
  public readonly origins: string[] = [];
  private clock = Date.now();

  constructor(operation?: RunningOperation, environment: Record<string, string> = { OPERATION: 'Start', RETENTION_DAYS: '90' }) {
    CLIENTS.forEach((client) => client.resetHistory());
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    jest.spyOn(SYSTEM_CLOCK, 'now').mockImplementation(() => this.clock);
    jest.spyOn(SYSTEM_CLOCK, 'sleep').mockImplementation(async (milliseconds) => { this.clock += milliseconds; });
    [http, https].forEach((module) => jest.spyOn(module, 'request').mockImplementation(((url: URL, _options: unknown, respond: (response: object) => void) => {
      this.origins.push(url.origin);
      setImmediate(() => respond({ statusCode: 200, resume: () => undefined }));
      return { on: () => undefined, end: () => undefined };
    }) as unknown as typeof https.request));
    reportOf(operation);
    delete process.env.RETENTION_DAYS;
    Object.assign(process.env, { CONFIGURATION: JSON.stringify(CONFIGURATION), AWS_REGION: 'eu-west-1' }, environment);
  }

  /** Sends an event to a function. The error of a function that fails is ignored. */
  public async invoke(name: string, event: object): Promise<void> {
    const context = { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:own', logStreamName: 'stream', getRemainingTimeInMillis: () => 900_000 };
    await FUNCTIONS[name](event, context as Context).catch(() => undefined);
  }

  /** The requests that change something, as the command and its target, except those that IAM denies. */
  public get changes(): string[] {
    const sent = CLIENTS.flatMap((client) => client.calls()).map(({ args: [command] }) => ({ name: command.constructor.name.replace('Command', ''), input: command.input }));
    return sent.filter(({ name, input }) => !READS.test(name) && !denied.has(input))
      .map(({ name, input }) => [name, ...FIELDS.flatMap((field) => String(input[field] ?? '') || [])].join(' '));
  }
}

/** The events of a stack that was created, and is being updated if an operation is running. */
function reportOf(operation?: RunningOperation): void {
  const created = [stackEvent('CREATE_IN_PROGRESS'), ...RESOURCES.flatMap((resource) => [stackEvent('CREATE_IN_PROGRESS', { ...eventOf(resource), PhysicalResourceId: '' }),
    stackEvent('CREATE_COMPLETE', eventOf(resource))]), stackEvent('CREATE_COMPLETE')];
  const running = operation ? [stackEvent('UPDATE_IN_PROGRESS'), stackEvent(`${operation.type.toUpperCase()}_IN_PROGRESS`, {
    ...eventOf(operation.resource), ...(operation.reportedId !== undefined && { PhysicalResourceId: operation.reportedId }),
  })] : [];
  report(...created, ...running);
}

function eventOf({ LogicalResourceId, ResourceType, PhysicalResourceId }: Resource) {
  return { LogicalResourceId, ResourceType, PhysicalResourceId };
}

function mockServices(): void {
  CLIENTS.forEach((client) => client.onAnyCommand().resolves({}));
  const forOwn = <Input extends object, Output>(idOf: (input: Input) => unknown, own: RegExp, reply: (input: Input) => Output) => (input: Input) => {
    if (!own.test(String(idOf(input)))) {
      denied.add(input);
      throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    }
    return reply(input);
  };
  const onBucket = (reply: (name: string) => object) => forOwn(({ Bucket }: { Bucket?: string }) => Bucket, /^bucket-[ab]$/, ({ Bucket }) => reply(Bucket!.slice(-1)));
  s3.on(GetBucketTaggingCommand).callsFake(onBucket((name) => ({ TagSet: [{ Key: GUARD_TAG, Value: `${STACK_ID}/${name}` }] })));
  s3.on(GetBucketPolicyCommand).callsFake(onBucket(() => ({ Policy: JSON.stringify({ Statement: [{ Sid: 'SecureBaselineEmptyOnDelete' }, { Sid: 'Own' }] }) })));
  s3.on(ListObjectVersionsCommand).callsFake(onBucket(() => ({ Versions: s3.commandCalls(DeleteObjectsCommand).length > 0 ? [] : [{ Key: 'log', VersionId: '1' }] })));
  s3.on(ListMultipartUploadsCommand).callsFake(onBucket(() => ({})));
  config.on(DescribeConfigurationRecordersCommand).resolves({ ConfigurationRecorders: [{ name: 'baseline' }] });
  config.on(DescribeConfigurationRecorderStatusCommand).resolves({ ConfigurationRecordersStatus: [{ recording: true, lastStatus: 'SUCCESS' as 'Success' }] });
  config.on(DescribeDeliveryChannelsCommand).resolves({ DeliveryChannels: [{ name: 'baseline' }] });
  config.on(DescribeDeliveryChannelStatusCommand).resolves({ DeliveryChannelsStatus: [{}] });
  config.on(DescribeRetentionConfigurationsCommand).resolves({ RetentionConfigurations: [{ Name: 'default', RetentionPeriodInDays: 365 }] });
  ec2.on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: 'eu-west-1' }] });
  ec2.on(GetSerialConsoleAccessStatusCommand).resolves({ SerialConsoleAccessEnabled: true });
  const rule = { IpProtocol: '-1' };
  ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ IpPermissions: [rule], IpPermissionsEgress: [rule] }] });
  const groupOf = ({ GroupId }: { GroupId?: string }) => GroupId;
  ec2.on(RevokeSecurityGroupEgressCommand).callsFake(forOwn(groupOf, /^sg-own$/, () => ({})));
  ec2.on(RevokeSecurityGroupIngressCommand).callsFake(forOwn(groupOf, /^sg-own$/, () => ({})));
}

mockServices();
