import {
  ConfigServiceClient, DeleteRetentionConfigurationCommand, DeliverConfigSnapshotCommand, DescribeConfigurationRecordersCommand,
  DescribeConfigurationRecorderStatusCommand, DescribeDeliveryChannelsCommand, DescribeDeliveryChannelStatusCommand,
  DescribeRetentionConfigurationsCommand, PutRetentionConfigurationCommand, StartConfigurationRecorderCommand, StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { operate } from '../../../src/audit/config-starter/runtime/operations';
import { respond } from '../../../src/common/custom-resource/runtime/handler';
import { ResponseModel } from '../../common/custom-resource/response-model';
import type { VirtualTime } from '../../common/custom-resource/virtual-time';

const config = mockClient(ConfigServiceClient);
const iam = mockClient(IAMClient);

export type Fault = 'none' | 'ThrottlingException' | 'InternalFailure' | 'TimeoutError' | 'ECONNRESET';

/** Milliseconds after the start; Infinity for never. */
export interface Account {
  recorder?: { name: string; appearsAt: number; isRecording: boolean };
  channel?: { name: string; appearsAt: number };
  /** When a recorder that was started comes to record. */
  recordsAfter: number;
  /** How long AWS Config reports nothing of a recorder that has come to record. */
  reportsAfter: number;
  /** Until when the recorder, deliveries to the bucket, and messages to the topic fail. */
  recorderFailsUntil: number;
  deliveryFailsUntil: number;
  streamFailsUntil: number;
  /** How long a snapshot takes that was asked for. */
  deliversAfter: number;
  /** What became of the history that was delivered hours ago. */
  lastHistory?: 'SUCCESS' | 'FAILURE';
  /** How long a recorder that was stopped still records, and how long others are told so after that. */
  stopsAfter: number;
  stopSpreadsAfter: number;
  /** Until when IAM denies everything, since it does not know the function's policy yet. */
  policyKnownAt: number;
  mayStart: boolean;
  mayDeliver: boolean;
  hasRole: boolean;
  mayReadRole: boolean;
  mayCreateRole: boolean;
  retentionDays?: number;
}

export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

/** The time-out of the starter's function. */
const FUNCTION_MILLISECONDS = 300_000;
const THREE_HOURS = 3 * 3_600_000;
/** AWS tells the time of day, which the virtual time does not start at. */
const TODAY = Date.UTC(2026, 0, 1);

/** In upper case, as AWS answers (https://docs.aws.amazon.com/config/latest/developerguide/verify-delivery-status.html), and not as the SDK's types say. */
function failure(lastErrorCode: string): object {
  return { lastStatus: 'FAILURE', lastErrorCode, lastErrorMessage: 'what AWS says' };
}

function delivery(lastStatus: string, at: number): object {
  return { ...(lastStatus === 'FAILURE' ? failure('InsufficientDeliveryPolicyException') : { lastStatus }), lastAttemptTime: new Date(TODAY + at) };
}

/** AWS Config and IAM of one account, as they answer, with what goes wrong on the way. */
export class ConfigModel {
  public faults: Fault[] = [];
  public calls: string[] = [];
  /** What AWS said last, by command. */
  public readonly lastAnswers = new Map<string, object>();
  private startedAt = Infinity;
  private stoppedAt = Infinity;
  private snapshots: { at: number; lastStatus: string }[] = [];
  private readonly begun: number;

  constructor(public readonly time: VirtualTime, public readonly account: Account) {
    this.begun = time.now();
    this.wire();
  }

  public get isRecording(): boolean {
    return this.now >= this.recordingSince && this.now < this.stoppedAt + this.account.stopsAfter;
  }

  /** Whether it stands still, or will of its own. */
  public get isStopped(): boolean {
    return this.stoppedAt < Infinity || !this.isRecording;
  }

  /** Whether AWS would delete the channel now, instead of answering LastDeliveryChannelDeleteFailedException. */
  public get canLoseChannel(): boolean {
    return !this.isRecording && (this.stoppedAt === Infinity || this.now >= this.stoppedAt + this.account.stopsAfter + this.account.stopSpreadsAfter);
  }

  /** Whether a snapshot that was asked for is there. */
  public get hasDelivered(): boolean {
    return this.snapshots.some(({ at, lastStatus }) => at <= this.now && lastStatus === 'SUCCESS');
  }

  private get recordingSince(): number {
    const { recorder, recordsAfter } = this.account;
    return recorder?.isRecording ? -Infinity : this.startedAt + recordsAfter;
  }

  /** The physical id that CloudFormation is told for an event, or an error with the reason where it is told a failure. It refuses the first answers. */
  public async send(RequestType: 'Create' | 'Update' | 'Delete', properties: Record<string, string>, more: Record<string, unknown> = {}): Promise<string> {
    const event = {
      RequestType,
      LogicalResourceId: 'Starter',
      ResponseURL: 'https://cloudformation-custom-resource-response.example/',
      ResourceProperties: properties,
      OldResourceProperties: properties,
      PhysicalResourceId: 'given',
      ...more,
    } as unknown as CloudFormationCustomResourceEvent;
    const tools = { config: new ConfigServiceClient({}), iam: new IAMClient({}), timing: this.time };
    const ends = this.time.now() + FUNCTION_MILLISECONDS;
    const context = { logStreamName: 'stream', getRemainingTimeInMillis: () => ends - this.time.now() } as Context;
    const cloudFormation = new ResponseModel(this.time, [500, 'ECONNRESET']);
    const logged = jest.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await cloudFormation.during(() => this.time.run(respond(event, context, () => operate(event, tools))));
    } finally {
      logged.mockRestore();
    }
    const [answered, ...others] = cloudFormation.taken.map((body) => JSON.parse(body));
    expect(others).toEqual([]);
    if (answered.Status === 'FAILED') {
      throw new Error(answered.Reason);
    }
    return answered.PhysicalResourceId;
  }

  public get seconds(): number {
    return this.now / 1000;
  }

  private get now(): number {
    return this.time.now() - this.begun;
  }

  private wire(): void {
    config.reset();
    iam.reset();
    const answers: [{ readonly name: string }, (input: never) => object][] = [
      [DescribeConfigurationRecordersCommand, () => ({
        ConfigurationRecorders: [{ name: 'of-a-service', servicePrincipal: 'x.amazonaws.com' }, ...this.there(this.account.recorder)],
      })],
      [DescribeConfigurationRecorderStatusCommand, ({ ConfigurationRecorderNames: [name] }: { ConfigurationRecorderNames: string[] }) => this.recorderStatus(name)],
      [DescribeDeliveryChannelsCommand, () => ({ DeliveryChannels: this.there(this.account.channel) })],
      [DescribeDeliveryChannelStatusCommand, () => ({ DeliveryChannelsStatus: [this.deliveryReport()] })],
      [DeliverConfigSnapshotCommand, () => this.deliver()],
      [StartConfigurationRecorderCommand, () => this.start()],
      [StopConfigurationRecorderCommand, ({ ConfigurationRecorderName }: { ConfigurationRecorderName: string }) => this.stop(ConfigurationRecorderName)],
      [PutRetentionConfigurationCommand, ({ RetentionPeriodInDays }: { RetentionPeriodInDays: number }) => {
        this.account.retentionDays = RetentionPeriodInDays;
        return {};
      }],
      [DescribeRetentionConfigurationsCommand, () => ({
        RetentionConfigurations: this.account.retentionDays === undefined ? [] : [{ Name: 'default', RetentionPeriodInDays: this.account.retentionDays }],
      })],
      [DeleteRetentionConfigurationCommand, () => { this.account.retentionDays = undefined; return {}; }],
    ];
    answers.forEach(([command, reply]) => config.on(command as typeof StartConfigurationRecorderCommand).callsFake((input) => this.reply(command.name, () => reply(input as never))));
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
    if (this.now < this.account.policyKnownAt) {
      throw awsError('AccessDeniedException', 'not authorized to perform this action');
    }
    const answered = reply();
    this.lastAnswers.set(command, answered);
    return answered;
  }

  private there<T extends { appearsAt: number }>(thing: T | undefined): T[] {
    return thing && this.now >= thing.appearsAt ? [thing] : [];
  }

  private recorderStatus(name: string): object {
    if (this.there(this.account.recorder)[0]?.name !== name) {
      throw awsError('NoSuchConfigurationRecorderException');
    }
    return { ConfigurationRecordersStatus: [{ recording: this.isRecording, lastStartTime: this.lastStartTime, ...this.recorderReport() }] };
  }

  /** One that is found recording was started the day before. */
  private get lastStartTime(): Date | undefined {
    const startedAt = this.account.recorder?.isRecording ? -24 * 3_600_000 : this.startedAt;
    return startedAt === Infinity ? undefined : new Date(this.begun + startedAt);
  }

  private recorderReport(): object {
    if (this.now < this.recordingSince + this.account.reportsAfter) {
      return this.startedAt === Infinity ? {} : { lastStatus: 'PENDING' };
    }
    return this.now < this.account.recorderFailsUntil ? failure('InsufficientRolePermissionsException') : { lastStatus: 'SUCCESS' };
  }

  /** What was never delivered is an empty object, and without a topic the stream does not apply. */
  private deliveryReport(): object {
    const { lastHistory, streamFailsUntil } = this.account;
    const last = this.snapshots.filter(({ at }) => at <= this.now).pop();
    return {
      configHistoryDeliveryInfo: lastHistory ? delivery(lastHistory, this.begun - THREE_HOURS) : {},
      configSnapshotDeliveryInfo: last ? delivery(last.lastStatus, this.begun + last.at) : {},
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
