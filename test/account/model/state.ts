import type { IpPermission } from '@aws-sdk/client-ec2';
import type { ContactValue, PasswordPolicyValue } from '../../../src/account/account-guardrails/function-environment';

/** The four flags of S3 Block Public Access. */
export interface Block { BlockPublicAcls: boolean; IgnorePublicAcls: boolean; BlockPublicPolicy: boolean; RestrictPublicBuckets: boolean }

export const NO_BLOCK: Block = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
export const FULL_BLOCK: Block = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

export interface BucketState {
  name: string;
  block?: Partial<Block>;
  /** Undefined without a policy. */
  policy?: 'public' | 'private';
  /** The groups of the ACL, such as `AllUsers` and `LogDelivery`. */
  groups?: string[];
  /** Undefined for buckets that are older than object ownership. */
  ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  hasPublicObjects?: boolean;
  /** Whether the bucket policy denies requests of the function. */
  deniesRequests?: boolean;
  /** Whether the bucket is deleted after it was listed. */
  isDeleted?: boolean;
}

export interface UserState {
  name: string;
  /** In milliseconds since 1970. Undefined for users without a password. */
  passwordChanged?: number;
}

/** A snapshot, an image or a document. It is shared with accounts, or with `all`. */
export interface Shareable { id: string; isEncrypted?: boolean; sharedWith: string[]; createdAt?: Date }

export interface TemplateState {
  id: string;
  default: number;
  /** The value of HttpTokens of each version, the first one first. */
  versions: (undefined | 'optional' | 'required')[];
}

export interface GroupState {
  name: string;
  launchConfiguration?: string;
  template?: { id: string; version: string };
  /** The versions of templates in the overrides of a mixed instances policy. */
  overrides?: { id: string; version: string }[];
}

/** The ids of what the owner of the account added to the default VPC. Kinds are those of EC2's responses, such as `VpcEndpoints`. An accepted peering begins with `pcx-accepted`. */
export interface VpcState {
  id: string;
  groupId: string;
  ingress: IpPermission[];
  egress: IpPermission[];
  subnets: { id: string; isPublic: boolean; isDefault: boolean }[];
  gateways: string[];
  interfaces: { id: string; groups: string[]; description?: string }[];
  others: Partial<Record<OtherKind, string[]>>;
}

export type OtherKind =
  'SecurityGroups' | 'NetworkAcls' | 'RouteTables' | 'VpcEndpoints' | 'VpcPeeringConnections' | 'EgressOnlyInternetGateways' | 'VpnGateways';

export interface MetadataState {
  HttpTokens?: string;
  HttpTokensEnforced?: string;
  HttpEndpoint?: string;
  InstanceMetadataTags?: string;
  HttpPutResponseHopLimit?: number;
}

/** The settings that a declarative policy of the organization can manage. */
export type Managed = 'snapshotBlock' | 'imageBlock' | 'metadata' | 'serialConsole';

export interface EmrState { isOn: boolean; permitted: { MinRange: number; MaxRange: number }[] }

export interface RegionState {
  isEnabled: boolean;
  optInStatus: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
  ebsEncryption: boolean;
  ebsKey: string;
  snapshotBlock: 'unblocked' | 'block-new-sharing' | 'block-all-sharing';
  imageBlock: 'unblocked' | 'block-new-sharing';
  /** When the image block is visible in responses. */
  imageBlockVisibleAt: number;
  metadata: MetadataState;
  serialConsole: boolean;
  serviceSettings: Record<string, string | undefined>;
  emr: EmrState;
  managed: Partial<Record<Managed, string>>;
  snapshots: Shareable[];
  images: Shareable[];
  documents: Shareable[];
  templates: TemplateState[];
  groups: GroupState[];
  launchConfigurations: { name: string; tokens?: string }[];
  vpc: VpcState | null;
  parameters: Record<string, string>;
}

export interface AccountState {
  s3Block: Block | null;
  /** Whether an organization policy manages the block. */
  isS3BlockManaged: boolean;
  passwordPolicy: PasswordPolicyValue | null;
  contacts: { SECURITY?: ContactValue; BILLING?: ContactValue; OPERATIONS?: ContactValue };
  users: UserState[];
  /** After how many requests for the credential report it is complete. */
  reportRequests: number;
  buckets: BucketState[];
  regions: Record<string, RegionState>;
}

/** The default VPC of a new account. */
export function newVpc(id: string): VpcState {
  const suffix = id.replace('vpc-', '');
  return {
    id,
    groupId: `sg-${suffix}`,
    ingress: [{ IpProtocol: '-1', UserIdGroupPairs: [{ UserId: '111122223333', GroupId: `sg-${suffix}` }] }],
    egress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    subnets: ['a', 'b', 'c'].map((zone) => ({ id: `subnet-${suffix}${zone}`, isPublic: true, isDefault: true })),
    gateways: [`igw-${suffix}`],
    interfaces: [],
    others: {},
  };
}

/** A region of a new account. */
export function newRegion(name: string): RegionState {
  return {
    isEnabled: true,
    optInStatus: 'opt-in-not-required',
    ebsEncryption: false,
    ebsKey: `arn:aws:kms:${name}:111122223333:alias/aws/ebs`,
    snapshotBlock: 'unblocked',
    imageBlock: 'unblocked',
    imageBlockVisibleAt: 0,
    metadata: {},
    serialConsole: false,
    serviceSettings: {},
    emr: { isOn: true, permitted: [{ MinRange: 22, MaxRange: 22 }] },
    managed: {},
    snapshots: [],
    images: [],
    documents: [],
    templates: [],
    groups: [],
    launchConfigurations: [],
    vpc: newVpc(`vpc-${name.replaceAll('-', '')}`),
    parameters: {},
  };
}

/** A new account. */
export function newAccount(regions: readonly string[]): AccountState {
  return {
    s3Block: null,
    isS3BlockManaged: false,
    passwordPolicy: null,
    contacts: {},
    users: [],
    reportRequests: 1,
    buckets: [],
    regions: Object.fromEntries(regions.map((name) => [name, newRegion(name)])),
  };
}
