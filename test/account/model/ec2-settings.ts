import type {
  DescribeImagesCommandInput, DescribeLaunchTemplateVersionsCommandInput, DescribeSnapshotsCommandInput, ModifyInstanceMetadataDefaultsCommandInput,
} from '@aws-sdk/client-ec2';
import { awsError, refuseUnless, type Api, type Request } from './api';
import type { Managed, MetadataState, RegionState, Shareable } from './state';

/** The image block is visible up to 10 minutes after the change. */
const IMAGE_BLOCK_MILLISECONDS = 10 * 60_000;

function refuseWhileManaged({ managed }: RegionState, setting: Managed): void {
  refuseUnless(managed[setting] === undefined, 'UnauthorizedOperation',
    `You are not authorized to perform this operation, because the attribute is managed by a declarative policy. ${managed[setting]}`);
}

function managedBy({ managed }: RegionState, setting: Managed): string {
  return managed[setting] === undefined ? 'account' : 'declarative-policy';
}

const METADATA: Readonly<Record<keyof MetadataState, readonly string[] | undefined>> = {
  HttpTokens: ['optional', 'required', 'no-preference'],
  HttpTokensEnforced: ['enabled', 'disabled', 'no-preference'],
  HttpEndpoint: ['enabled', 'disabled', 'no-preference'],
  InstanceMetadataTags: ['enabled', 'disabled', 'no-preference'],
  HttpPutResponseHopLimit: undefined,
};

function changeMetadata({ metadata }: RegionState, input: ModifyInstanceMetadataDefaultsCommandInput): void {
  for (const [name, accepted] of Object.entries(METADATA)) {
    const value = input[name as keyof MetadataState];
    if (value !== undefined) {
      const isValid = accepted ? accepted.includes(String(value)) : value === -1 || (Number(value) >= 1 && Number(value) <= 64);
      refuseUnless(isValid, 'InvalidParameterValue', `Value (${value}) for parameter ${name} is invalid.`);
      const isReset = value === 'no-preference' || value === -1;
      Object.assign(metadata, { [name]: isReset ? undefined : value });
    }
  }
}

/** The settings of Amazon EC2 in a region. */
export const ec2Settings: Api = {
  GetEbsEncryptionByDefault: ({ region }) => ({ EbsEncryptionByDefault: region.ebsEncryption }),
  EnableEbsEncryptionByDefault: ({ region }) => ({ EbsEncryptionByDefault: region.ebsEncryption = true }),
  DisableEbsEncryptionByDefault: ({ region }) => ({ EbsEncryptionByDefault: region.ebsEncryption = false }),

  GetEbsDefaultKmsKeyId: ({ region }) => ({ KmsKeyId: region.ebsKey }),
  ModifyEbsDefaultKmsKeyId: ({ region, regionName }, { KmsKeyId = '' }: { KmsKeyId?: string }) => {
    refuseUnless(KmsKeyId.startsWith('arn:') && KmsKeyId.split(':')[3] === regionName, 'InvalidParameterValue', 'The KMS key is not valid');
    return { KmsKeyId: region.ebsKey = KmsKeyId };
  },
  ResetEbsDefaultKmsKeyId: ({ region, regionName, accountId }) => ({ KmsKeyId: region.ebsKey = `arn:aws:kms:${regionName}:${accountId}:alias/aws/ebs` }),

  GetSnapshotBlockPublicAccessState: ({ region }) => ({ State: region.snapshotBlock, ManagedBy: managedBy(region, 'snapshotBlock') }),
  EnableSnapshotBlockPublicAccess: ({ region }, { State }: { State?: string }) => {
    refuseUnless(State === 'block-all-sharing' || State === 'block-new-sharing', 'InvalidParameterValue', `Invalid value '${State}' for State`);
    refuseWhileManaged(region, 'snapshotBlock');
    return { State: region.snapshotBlock = State as RegionState['snapshotBlock'] };
  },
  DisableSnapshotBlockPublicAccess: ({ region }) => {
    refuseWhileManaged(region, 'snapshotBlock');
    return { State: region.snapshotBlock = 'unblocked' };
  },

  GetImageBlockPublicAccessState: ({ region, now }) => ({
    ImageBlockPublicAccessState: now >= region.imageBlockVisibleAt ? region.imageBlock : 'unblocked', ManagedBy: managedBy(region, 'imageBlock'),
  }),
  EnableImageBlockPublicAccess: ({ region, now }, { ImageBlockPublicAccessState: state }: { ImageBlockPublicAccessState?: string }) => {
    refuseUnless(state === 'block-new-sharing', 'InvalidParameterValue', `Invalid value '${state}' for ImageBlockPublicAccessState`);
    refuseWhileManaged(region, 'imageBlock');
    if (region.imageBlock === 'unblocked') {
      region.imageBlockVisibleAt = now + IMAGE_BLOCK_MILLISECONDS;
    }
    return { ImageBlockPublicAccessState: region.imageBlock = 'block-new-sharing' };
  },
  DisableImageBlockPublicAccess: ({ region }) => {
    refuseWhileManaged(region, 'imageBlock');
    return { ImageBlockPublicAccessState: region.imageBlock = 'unblocked' };
  },

  GetInstanceMetadataDefaults: ({ region }) => ({
    AccountLevel: { ...region.metadata, ManagedBy: managedBy(region, 'metadata'), ManagedExceptionMessage: region.managed.metadata },
  }),
  ModifyInstanceMetadataDefaults: ({ region }, input: ModifyInstanceMetadataDefaultsCommandInput) => {
    refuseWhileManaged(region, 'metadata');
    changeMetadata(region, input);
    return { Return: true };
  },

  GetSerialConsoleAccessStatus: ({ region }) => ({ SerialConsoleAccessEnabled: region.serialConsole, ManagedBy: managedBy(region, 'serialConsole') }),
  EnableSerialConsoleAccess: ({ region }) => {
    refuseWhileManaged(region, 'serialConsole');
    return { SerialConsoleAccessEnabled: region.serialConsole = true };
  },
  DisableSerialConsoleAccess: ({ region }) => {
    refuseWhileManaged(region, 'serialConsole');
    return { SerialConsoleAccessEnabled: region.serialConsole = false };
  },

  DescribeRegions: ({ account }, { AllRegions = false }: { AllRegions?: boolean }) => ({
    Regions: Object.entries(account.regions).filter(([, { isEnabled }]) => AllRegions || isEnabled)
      .map(([RegionName, { optInStatus: OptInStatus }]) => ({ RegionName, OptInStatus })),
  }),
};

interface Filter { Name?: string; Values?: string[] }

/** Refuses filters that the model does not know, because it would return too much. */
function matches(filters: readonly Filter[] | undefined, values: Readonly<Record<string, string>>): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    refuseUnless(Name in values, 'InvalidParameterValue', `The filter '${Name}' is invalid`);
    return Values.includes(values[Name]);
  });
}

function found(items: readonly Shareable[], id: string | undefined, code: string): Shareable {
  const item = items.find((one) => one.id === id);
  if (!item) {
    throw awsError(code, `The id '${id}' does not exist`);
  }
  return item;
}

const permissionsOf = ({ sharedWith }: Shareable) => sharedWith.map((id) => (id === 'all' ? { Group: 'all' } : { UserId: id }));

function versionsOf({ region, page }: Request, { LaunchTemplateId, Versions = [], MaxResults, NextToken }: DescribeLaunchTemplateVersionsCommandInput): object {
  refuseUnless((MaxResults ?? 1) >= 1 && (MaxResults ?? 1) <= 200, 'InvalidParameterValue', 'MaxResults must be between 1 and 200');
  const numbers = Versions.some((version) => !version.startsWith('$'));
  refuseUnless(LaunchTemplateId !== undefined || !numbers, 'InvalidParameterCombination', 'Specific versions require the launch template');
  const templates = region.templates.filter(({ id }) => LaunchTemplateId === undefined || id === LaunchTemplateId);
  refuseUnless(LaunchTemplateId === undefined || templates.length > 0, 'InvalidLaunchTemplateId.NotFound');
  const all = templates.flatMap(({ id, default: standard, versions }) => {
    const wanted = new Set(Versions.map((version) => (version === '$Latest' ? versions.length : version === '$Default' ? standard : Number(version))));
    return versions.flatMap((tokens, index) => (wanted.size > 0 && !wanted.has(index + 1) ? [] : [{
      LaunchTemplateId: id, LaunchTemplateName: `name-of-${id}`, VersionNumber: index + 1, LaunchTemplateData: tokens ? { MetadataOptions: { HttpTokens: tokens } } : {},
    }]));
  });
  const { items, NextToken: next } = page(all, NextToken, MaxResults, 200);
  return { LaunchTemplateVersions: items, NextToken: next };
}

/** The resources of Amazon EC2 that settings affect. */
export const ec2Resources: Api = {
  DescribeSnapshots: ({ region, page }, { RestorableByUserIds: users, Filters, MaxResults, NextToken }: DescribeSnapshotsCommandInput) => {
    refuseUnless((MaxResults ?? 5) >= 5 && (MaxResults ?? 5) <= 1_000, 'InvalidParameterValue', 'MaxResults must be between 5 and 1000');
    const isListed = ({ sharedWith }: Shareable) => users === undefined || users.some((user) => sharedWith.includes(user));
    // AWS does not document whether snapshots that are blocked are listed as public. The library must not depend on it.
    const isHidden = users?.includes('all') && region.snapshotBlock === 'block-all-sharing';
    const all = region.snapshots.filter((one) => isListed(one) && !isHidden && matches(Filters, { encrypted: String(one.isEncrypted === true) }));
    const { items, NextToken: next } = page(all, NextToken, MaxResults, 1_000);
    return { Snapshots: items.map(({ id: SnapshotId, isEncrypted: Encrypted = false, createdAt: StartTime }) => ({ SnapshotId, Encrypted, StartTime })), NextToken: next };
  },
  DescribeSnapshotAttribute: ({ region }, { SnapshotId }: { SnapshotId?: string }) => ({
    SnapshotId, CreateVolumePermissions: permissionsOf(found(region.snapshots, SnapshotId, 'InvalidSnapshot.NotFound')),
  }),
  DescribeImages: ({ region, page }, { Filters, MaxResults, NextToken }: DescribeImagesCommandInput) => {
    refuseUnless((MaxResults ?? 1) >= 1 && (MaxResults ?? 1) <= 1_000, 'InvalidParameterValue', 'MaxResults must be between 1 and 1000');
    const all = region.images.filter(({ sharedWith }) => matches(Filters, { 'is-public': String(sharedWith.includes('all')) }));
    const { items, NextToken: next } = page(all, NextToken, MaxResults, 1_000);
    return {
      NextToken: next,
      Images: items.map(({ id: ImageId, isEncrypted: Encrypted = false, sharedWith, createdAt }) => ({
        ImageId, CreationDate: createdAt?.toISOString(), Public: sharedWith.includes('all'), BlockDeviceMappings: [{ DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' }, { DeviceName: '/dev/sda', Ebs: { Encrypted } }],
      })),
    };
  },
  DescribeImageAttribute: ({ region }, { ImageId }: { ImageId?: string }) => ({
    ImageId, LaunchPermissions: permissionsOf(found(region.images, ImageId, 'InvalidAMIID.NotFound')),
  }),
  DescribeLaunchTemplateVersions: (request, input: DescribeLaunchTemplateVersionsCommandInput) => versionsOf(request, input),
};
