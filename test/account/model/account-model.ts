import { account, iam, s3, s3Control } from './account-apis';
import { awsError, type Api, type Request } from './api';
import { ec2Resources, ec2Settings } from './ec2-settings';
import { ec2Vpc } from './ec2-vpc';
import { autoScaling, emr, ssm } from './region-apis';
import { newAccount, type AccountState, type Block } from './state';
import type { Location } from '../../../src/account/account-guardrails/runtime/implementation';
import { retryTransient } from '../../../src/common/functions/runtime/service-errors';
import type { VirtualTime } from '../../common/functions/virtual-time';

/** `response lost`: the change is made, but the caller receives an error. */
export type Fault = 'none' | 'throttled' | 'internal error' | 'connection reset' | 'response lost';

/** A policy that denies requests. */
export interface Denial {
  /** The policy, as in the error messages of AWS, or undefined for messages without it. */
  readonly policy?: 'service control policy' | 'resource control policy' | 'permissions boundary' | 'identity-based policy';
  /** Whether the policy denies explicitly, or does not allow. */
  readonly isExplicit: boolean;
  /** All regions if undefined. */
  readonly regions?: readonly string[];
  /** Actions, such as `ec2:EnableSerialConsoleAccess`. All actions if undefined. */
  readonly actions?: RegExp;
}

type Service = keyof Location['clients'];

const APIS: Readonly<Record<Service, Api>> = { account, autoScaling, ec2: { ...ec2Settings, ...ec2Resources, ...ec2Vpc }, emr, iam, s3, s3Control, ssm };
const PREFIXES: Partial<Record<Service, string>> = { autoScaling: 'autoscaling', emr: 'elasticmapreduce', s3Control: 's3' };
/** The actions that have another name than the operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  's3Control:GetPublicAccessBlock': 'GetAccountPublicAccessBlock',
  's3Control:PutPublicAccessBlock': 'PutAccountPublicAccessBlock',
  's3Control:DeletePublicAccessBlock': 'PutAccountPublicAccessBlock',
  's3:GetPublicAccessBlock': 'GetBucketPublicAccessBlock',
  's3:ListBuckets': 'ListAllMyBuckets',
};
/** Services with one endpoint, in this region. */
const GLOBAL: readonly Service[] = ['account', 'iam'];
const DENIED: Partial<Record<Service, string>> = { ec2: 'UnauthorizedOperation', s3: 'AccessDenied', s3Control: 'AccessDenied', iam: 'AccessDenied', autoScaling: 'AccessDenied' };
const SERVICES = Object.keys(APIS) as Service[];

const THROWN: Partial<Record<Fault, (service: Service) => Error>> = {
  'throttled': (service) => awsError(service === 'ec2' ? 'RequestLimitExceeded' : service.startsWith('s3') ? 'SlowDown' : 'ThrottlingException', 'Rate exceeded', 400),
  'internal error': () => awsError('InternalError', 'An internal error occurred', 500),
  'connection reset': () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  'response lost': () => awsError('TimeoutError', 'Connection timed out', 0),
};

function appliesTo({ regions, actions }: Pick<Denial, 'regions' | 'actions'>, region: string, action: string): boolean {
  return (regions?.includes(region) ?? true) && (actions?.test(action) ?? true);
}

export interface Call { readonly region: string; readonly action: string; readonly input: object; readonly isWrite: boolean }

/**
 * A model of the APIs of one account with several regions, with failures. `state` is the current state: a test can read, change and compare it at any
 * time. Changes from outside are changes of `state`.
 */
export class AccountModel {
  public readonly accountId = '111122223333';
  public readonly state: AccountState;
  /** The faults of the next requests, one each. Requests without a fault succeed. */
  public faults: Fault[] = [];
  public denials: Denial[] = [];
  /** The actions that AWS does not offer in regions. */
  public unavailable: Pick<Denial, 'regions' | 'actions'>[] = [];
  /** All requests, including those that were denied. */
  public readonly calls: Call[] = [];
  /** How long a read can return an earlier state. */
  public lagMilliseconds = 0;
  /** The number of items of a page, if the request does not limit it further. */
  public pageSize = 2;
  public latency = 20;
  private readonly earlier: { readonly until: number; readonly state: string }[] = [];
  private sequence = 0;

  constructor(public readonly time: VirtualTime, regions: readonly string[] = ['us-east-1', 'eu-central-1']) {
    this.state = newAccount(regions);
  }

  /** The clients of a region. */
  public clients(region: string): Location['clients'] {
    const client = (service: Service) => ({
      config: { region: async () => region },
      send: (command: { constructor: { name: string }; input: object }) =>
        this.receive(service, GLOBAL.includes(service) ? 'us-east-1' : region, command.constructor.name.replace(/Command$/, ''), command.input),
    });
    return Object.fromEntries(SERVICES.map((service) => [service, client(service)])) as unknown as Location['clients'];
  }

  /** A location for tests of single settings. */
  public location(region: string): Location {
    return {
      accountId: this.accountId,
      region,
      clients: this.clients(region),
      timing: this.time,
      send: (request) => retryTransient(this.time, this.time.now() + 60_000, request),
    };
  }

  /** The names of the buckets with public content that anybody can read now. */
  public get publicBuckets(): string[] {
    return this.publicBucketsWith(this.state.s3Block);
  }

  /** The names of the buckets with public content that anybody could read with this block of the account. */
  public publicBucketsWith(block: Block | null): string[] {
    return this.state.buckets.filter(({ block: own, policy, groups = [], ownership, hasPublicObjects }) => {
      const hasPublicAcl = ownership !== 'BucketOwnerEnforced' && (hasPublicObjects || groups.some((group) => group !== 'LogDelivery'));
      return policy === 'public' && !block?.RestrictPublicBuckets && !own?.RestrictPublicBuckets
        || hasPublicAcl && !block?.IgnorePublicAcls && !own?.IgnorePublicAcls;
    }).map(({ name }) => name);
  }

  /** The snapshots that anybody can use now, as `region/id`. */
  public get publicSnapshots(): string[] {
    return Object.entries(this.state.regions).flatMap(([region, { snapshotBlock, snapshots }]) =>
      (snapshotBlock === 'block-all-sharing' ? [] : snapshots.filter(({ sharedWith }) => sharedWith.includes('all')).map(({ id }) => `${region}/${id}`)));
  }

  /** The requests that were denied by a policy. */
  public get deniedCalls(): Call[] {
    return this.calls.filter(({ region, action }) => this.denialOf(region, action) !== undefined);
  }

  private async receive(service: Service, regionName: string, operation: string, input: object): Promise<object> {
    const reply = APIS[service][operation];
    if (!reply) {
      throw new Error(`The model has no operation ${service}:${operation}`);
    }
    const action = `${PREFIXES[service] ?? service}:${ACTIONS[`${service}:${operation}`] ?? operation}`;
    const isWrite = !/^(Get|List|Describe|GenerateCredentialReport)/.test(operation);
    this.calls.push({ region: regionName, action, input, isWrite });
    await this.time.sleep(this.latency);
    const fault = this.faults.shift() ?? 'none';
    if (fault !== 'none' && (fault !== 'response lost' || !isWrite)) {
      throw THROWN[fault]!(service);
    }
    this.refuseDenied(service, regionName, action);
    const response = this.answer(reply, regionName, isWrite || operation.startsWith('Generate'), input);
    if (fault === 'response lost') {
      throw THROWN[fault]!(service);
    }
    return response;
  }

  private answer(reply: Api[string], regionName: string, isCurrent: boolean, input: object): object {
    const state = isCurrent ? this.state : this.seenState();
    const region = state.regions[regionName];
    if (!region?.isEnabled) {
      throw awsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
    }
    const now = this.time.now();
    const request: Request = {
      accountId: this.accountId,
      regionName,
      account: state,
      region,
      now,
      unique: ++this.sequence,
      page: (items, token, limit, maximum) => {
        const first = Number(token ?? 0);
        const last = first + Math.min(limit ?? maximum, maximum, this.pageSize);
        return { items: items.slice(first, last), ...last < items.length && { NextToken: String(last) } };
      },
    };
    const before = isCurrent && this.lagMilliseconds > 0 ? JSON.stringify(this.state) : undefined;
    const response = reply(request, input as never);
    if (before !== undefined) {
      this.earlier.push({ until: now, state: before });
    }
    return structuredClone(response);
  }

  /** The state some time ago, up to the lag. */
  private seenState(): AccountState {
    if (this.lagMilliseconds === 0) {
      return this.state;
    }
    const at = this.time.now() - this.time.random() * this.lagMilliseconds;
    const seen = this.earlier.find(({ until }) => until > at);
    return seen ? JSON.parse(seen.state) as AccountState : this.state;
  }

  private denialOf(region: string, action: string): Denial | undefined {
    return this.denials.find((denial) => appliesTo(denial, region, action));
  }

  private refuseDenied(service: Service, region: string, action: string): void {
    if (this.unavailable.some((one) => appliesTo(one, region, action))) {
      throw awsError(service === 'ec2' ? 'InvalidAction' : 'UnknownOperationException', `The action ${action} is not valid for this web service.`);
    }
    const denial = this.denialOf(region, action);
    if (denial) {
      const { policy, isExplicit } = denial;
      const caller = `User: arn:aws:sts::${this.accountId}:assumed-role/function/session is not authorized to perform: ${action}`;
      const reason = isExplicit ? `with an explicit deny in a ${policy}` : `because no ${policy} allows the ${action} action`;
      const text = policy ? `${caller} ${reason}` : 'Access Denied';
      const message = service === 'ec2' ? `You are not authorized to perform this operation. ${text} Encoded authorization failure message: 4Zq` : text;
      throw awsError(DENIED[service] ?? 'AccessDeniedException', message, 403);
    }
  }
}
