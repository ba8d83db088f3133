import {
  ConfigServiceClient, DeleteRetentionConfigurationCommand, DeliverConfigSnapshotCommand, DescribeConfigRulesCommand,
  DescribeConfigurationRecordersCommand,
  DescribeConfigurationRecorderStatusCommand, DescribeDeliveryChannelsCommand, DescribeDeliveryChannelStatusCommand,
  DescribeRetentionConfigurationsCommand, PutRetentionConfigurationCommand, StartConfigurationRecorderCommand, StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { operate } from '../../../src/audit/config-starter/runtime/operations';
import { respond } from '../../../src/common/functions/runtime/handler';
import { ResponseModel } from '../../common/functions/response-model';
import { reportOperation, requestOf } from '../../common/functions/stack-model';
import type { VirtualTime } from '../../common/functions/virtual-time';

const config = mockClient(ConfigServiceClient);
const iam = mockClient(IAMClient);

export type Fault = 'none' | 'ThrottlingException' | 'InternalFailure' | 'TimeoutError' | 'ECONNRESET';

/** The state of an account. Times are milliseconds after the start, or Infinity for never. */
export interface Account {
  recorder?: { name: string; appearsAt: number; isRecording: boolean };
  channel?: { name: string; appearsAt: number };
  /** The time from the start of the recorder until it records. */
  recordsAfter: number;
  /** The time until AWS Config reports the status of a recorder that records. */
  reportsAfter: number;
  /** The times until which the recorder, the deliveries to the bucket and the notifications of the topic fail. */
  recorderFailsUntil: number;
  deliveryFailsUntil: number;
  streamFailsUntil: number;
  /** The time from the request of a snapshot to its delivery. */
  deliversAfter: number;
  /** The status of the last delivery of a history, some hours ago. */
  lastHistory?: 'SUCCESS' | 'FAILURE';
  /** The time for which a stopped recorder still records, and the time until the stop then propagates. */
  stopsAfter: number;
  stopPropagatesAfter: number;
  /** The time until which all requests are denied, because the policy of the function has not propagated. */
  policyPropagatesAt: number;
  mayStart: boolean;
  mayDeliver: boolean;
  hasRole: boolean;
  mayReadRole: boolean;
  mayCreateRole: boolean;
  retentionDays?: number;
  /** The rules that other stacks, services and users created. */
  rules?: { readonly ConfigRuleName: string; readonly ConfigRuleState?: 'ACTIVE' | 'DELETING' }[];
}

export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

function setEnvironment(variables: Record<string, string | undefined>): void {
  Object.entries(variables).forEach(([name, value]) => {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  });
}

/** The timeout of the function. */
const FUNCTION_MILLISECONDS = 300_000;
const THREE_HOURS = 3 * 3_600_000;
/** The date of responses, because the virtual time begins at 0. */
const TODAY = Date.UTC(2026, 0, 1);

/** The status is in upper case, as in responses of AWS Config (https://docs.aws.amazon.com/config/latest/developerguide/verify-delivery-status.html), unlike in the types of the SDK. */
function failure(lastErrorCode: string): object {
  return { lastStatus: 'FAILURE', lastErrorCode, lastErrorMessage: 'the error message of AWS' };
}

function delivery(lastStatus: string, at: number): object {
  return { ...(lastStatus === 'FAILURE' ? failure('InsufficientDeliveryPolicyException') : { lastStatus }), lastAttemptTime: new Date(TODAY + at) };
}

/** A model of AWS Config and IAM in one account, with failures. */
export class ConfigModel {
  public faults: Fault[] = [];
  public calls: string[] = [];
  /** The last response, by command. */
  public readonly lastResponses = new Map<string, object>();
  private startedAt = Infinity;
  private stoppedAt = Infinity;
  private snapshots: { at: number; lastStatus: string }[] = [];
  private readonly startTime: number;

  constructor(public readonly time: VirtualTime, public readonly account: Account) {
    this.startTime = time.now();
    this.mockClients();
  }

  public get isRecording(): boolean {
    return this.now >= this.recordingSince && this.now < this.stoppedAt + this.account.stopsAfter;
  }

  /** Whether the recorder is stopped, or stops without a further request. */
  public get isStopped(): boolean {
    return this.stoppedAt < Infinity || !this.isRecording;
  }

  /** Whether AWS Config would delete the delivery channel, instead of failing with LastDeliveryChannelDeleteFailedException. */
  public get canDeleteChannel(): boolean {
    return !this.isRecording && (this.stoppedAt === Infinity || this.now >= this.stoppedAt + this.account.stopsAfter + this.account.stopPropagatesAfter);
  }

  /** Whether a requested snapshot has been delivered. */
  public get hasDelivered(): boolean {
    return this.snapshots.some(({ at, lastStatus }) => at <= this.now && lastStatus === 'SUCCESS');
  }

  private get recordingSince(): number {
    const { recorder, recordsAfter } = this.account;
    return recorder?.isRecording ? -Infinity : this.startedAt + recordsAfter;
  }

  /** Handles an event. Returns the physical id of the response, or throws its reason if it is a failure. CloudFormation rejects the response at first. */
  public async send(RequestType: 'Create' | 'Update' | 'Delete', properties: Record<string, string>, more: Record<string, unknown> = {}): Promise<string> {
    const { Operation, RetentionDays } = properties;
    const event = requestOf(RequestType, {
      ResourceType: Operation === 'PreCheck' ? 'Custom::ConfigPreCheck' : 'Custom::ConfigStarter',
      ResourceProperties: properties,
      OldResourceProperties: properties,
      PhysicalResourceId: 'existing-id',
      ...more,
    });
    reportOperation(event);
    setEnvironment({ OPERATION: Operation, RETENTION_DAYS: RetentionDays });
    const tools = { config: new ConfigServiceClient({}), iam: new IAMClient({}), timing: this.time };
    const timeout = this.time.now() + FUNCTION_MILLISECONDS;
    const context = { logStreamName: 'stream', getRemainingTimeInMillis: () => timeout - this.time.now() } as Context;
    const cloudFormation = new ResponseModel(this.time, [500, 'ECONNRESET']);
    const logged = jest.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await cloudFormation.during(() => this.time.run(respond(event, context, [event.ResourceType], (_signal, operation) => operate(event, tools, operation))));
    } finally {
      logged.mockRestore();
    }
    const [response, ...others] = cloudFormation.responses.map((body) => JSON.parse(body));
    expect(others).toEqual([]);
    if (response.Status === 'FAILED') {
      throw new Error(response.Reason);
    }
    return response.PhysicalResourceId;
  }

  public get seconds(): number {
    return this.now / 1000;
  }

  private get now(): number {
    return this.time.now() - this.startTime;
  }

  private mockClients(): void {
    config.reset();
    iam.reset();
    const replies: [{ readonly name: string }, (input: never) => object][] = [
      [DescribeConfigurationRecordersCommand, () => ({
        ConfigurationRecorders: [{ name: 'of-a-service', servicePrincipal: 'x.amazonaws.com' }, ...this.ifCreated(this.account.recorder)],
      })],
      [DescribeConfigurationRecorderStatusCommand, ({ ConfigurationRecorderNames: [name] }: { ConfigurationRecorderNames: string[] }) => this.recorderStatus(name)],
      [DescribeDeliveryChannelsCommand, () => ({ DeliveryChannels: this.ifCreated(this.account.channel) })],
      [DescribeDeliveryChannelStatusCommand, () => ({ DeliveryChannelsStatus: [this.deliveryReport()] })],
      [DeliverConfigSnapshotCommand, () => this.deliver()],
      [StartConfigurationRecorderCommand, () => this.start()],
      [StopConfigurationRecorderCommand, ({ ConfigurationRecorderName }: { ConfigurationRecorderName: string }) => this.stop(ConfigurationRecorderName)],
      [PutRetentionConfigurationCommand, ({ RetentionPeriodInDays }: { RetentionPeriodInDays: number }) => {
        this.account.retentionDays = RetentionPeriodInDays;
        return {};
      }],
      [DescribeConfigRulesCommand, ({ NextToken = '0' }: { NextToken?: string }) => this.pageOfRules(Number(NextToken))],
      [DescribeRetentionConfigurationsCommand, () => ({
        RetentionConfigurations: this.account.retentionDays === undefined ? [] : [{ Name: 'default', RetentionPeriodInDays: this.account.retentionDays }],
      })],
      [DeleteRetentionConfigurationCommand, () => { this.account.retentionDays = undefined; return {}; }],
    ];
    replies.forEach(([command, reply]) => config.on(command as typeof StartConfigurationRecorderCommand).callsFake((input) => this.reply(command.name, () => reply(input as never))));
    iam.on(GetRoleCommand).callsFake(({ RoleName }) => this.reply('GetRoleCommand', () => this.role(RoleName)));
    iam.on(CreateServiceLinkedRoleCommand).callsFake(() => this.reply('CreateServiceLinkedRoleCommand', () => this.createRole()));
  }

  private async reply(command: string, reply: () => object): Promise<object> {
    this.calls.push(command.replace('Command', ''));
    await this.time.sleep(50);
    const fault = this.faults.shift() ?? 'none';
    if (fault !== 'none') {
      throw fault === 'ECONNRESET' ? Object.assign(new Error('reset'), { code: fault }) : awsError(fault);
    }
    if (this.now < this.account.policyPropagatesAt) {
      throw awsError('AccessDeniedException', 'not authorized to perform this action');
    }
    const response = reply();
    this.lastResponses.set(command, response);
    return response;
  }

  private ifCreated<T extends { appearsAt: number }>(resource: T | undefined): T[] {
    return resource && this.now >= resource.appearsAt ? [resource] : [];
  }

  /** A page has one rule. */
  private pageOfRules(index: number): object {
    const { rules = [] } = this.account;
    return { ConfigRules: rules.slice(index, index + 1), NextToken: index + 1 < rules.length ? String(index + 1) : undefined };
  }

  private recorderStatus(name: string): object {
    if (this.ifCreated(this.account.recorder)[0]?.name !== name) {
      throw awsError('NoSuchConfigurationRecorderException');
    }
    return { ConfigurationRecordersStatus: [{ recording: this.isRecording, lastStartTime: this.lastStartTime, ...this.recorderReport() }] };
  }

  /** A recorder that records initially was started the day before. */
  private get lastStartTime(): Date | undefined {
    const startedAt = this.account.recorder?.isRecording ? -24 * 3_600_000 : this.startedAt;
    return startedAt === Infinity ? undefined : new Date(this.startTime + startedAt);
  }

  private recorderReport(): object {
    if (this.now < this.recordingSince + this.account.reportsAfter) {
      return this.startedAt === Infinity ? {} : { lastStatus: 'PENDING' };
    }
    return this.now < this.account.recorderFailsUntil ? failure('InsufficientRolePermissionsException') : { lastStatus: 'SUCCESS' };
  }

  /** Deliveries that were never attempted are empty objects. Without a topic, the stream of notifications is not applicable. */
  private deliveryReport(): object {
    const { lastHistory, streamFailsUntil } = this.account;
    const last = this.snapshots.filter(({ at }) => at <= this.now).pop();
    return {
      configHistoryDeliveryInfo: lastHistory ? delivery(lastHistory, this.startTime - THREE_HOURS) : {},
      configSnapshotDeliveryInfo: last ? delivery(last.lastStatus, this.startTime + last.at) : {},
      configStreamDeliveryInfo: this.now < streamFailsUntil ? failure('AuthorizationErrorException') : { lastStatus: 'NOT_APPLICABLE' },
    };
  }

  private deliver(): object {
    const { mayDeliver, deliversAfter, deliveryFailsUntil } = this.account;
    if (!mayDeliver) {
      throw awsError('AccessDeniedException', 'explicit deny in a service control policy');
    }
    if (!this.isRecording) {
      throw awsError('NoRunningConfigurationRecorderException');
    }
    const at = this.now + deliversAfter;
    this.snapshots.push({ at, lastStatus: at < deliveryFailsUntil ? 'FAILURE' : 'SUCCESS' });
    return { configSnapshotId: 'a-snapshot' };
  }

  private start(): object {
    if (!this.account.mayStart) {
      throw awsError('AccessDeniedException', 'explicit deny in a service control policy');
    }
    this.startedAt = Math.min(this.startedAt, this.now);
    this.stoppedAt = Infinity;
    return {};
  }

  private stop(name: string): object {
    if (this.account.recorder?.name !== name) {
      throw awsError('NoSuchConfigurationRecorderException');
    }
    if (this.isRecording) {
      this.stoppedAt = Math.min(this.stoppedAt, this.now);
    } else {
      this.startedAt = Infinity;
    }
    return {};
  }

  private role(name: string): object {
    if (!this.account.mayReadRole) {
      throw awsError('AccessDenied', 'explicit deny in a service control policy');
    }
    if (!this.account.hasRole || name !== 'AWSServiceRoleForConfig') {
      throw awsError('NoSuchEntityException');
    }
    return { Role: { RoleName: name } };
  }

  private createRole(): object {
    if (!this.account.mayCreateRole) {
      throw awsError('AccessDenied', 'explicit deny in a service control policy');
    }
    if (this.account.hasRole) {
      throw awsError('InvalidInputException', 'Service role name AWSServiceRoleForConfig has been taken in this account');
    }
    this.account.hasRole = true;
    return {};
  }
}
