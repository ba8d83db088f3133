import {
  GetInstanceMetadataDefaultsCommand, ModifyInstanceMetadataDefaultsCommand,
  type DefaultHttpTokensEnforcedState, type InstanceMetadataDefaultsResponse, type MetadataDefaultHttpTokensState,
  type ModifyInstanceMetadataDefaultsRequest,
} from '@aws-sdk/client-ec2';
import { launchesWithoutTokens } from './launches';
import { nothing, moreSecureOf } from '../examination';
import type { Implementation, Location } from '../implementation';

async function readDefaults({ clients, send }: Location): Promise<{ defaults: InstanceMetadataDefaultsResponse; managedBy?: string }> {
  const { AccountLevel: defaults = {} } = await send(() => clients.ec2.send(new GetInstanceMetadataDefaultsCommand({})));
  const policy = [defaults.ManagedBy, defaults.ManagedExceptionMessage].filter(Boolean).join(': ');
  return { defaults, ...defaults.ManagedBy === 'declarative-policy' && { managedBy: policy } };
}

/** A request changes only the properties that it contains. */
async function writeDefaults({ clients, send }: Location, input: ModifyInstanceMetadataDefaultsRequest): Promise<void> {
  const { Return } = await send(() => clients.ec2.send(new ModifyInstanceMetadataDefaultsCommand(input)));
  if (Return === false) {
    throw new Error('Amazon EC2 did not change the metadata defaults of instances.');
  }
}

/**
 * Only a launch that specifies nothing uses the default. `optional` takes precedence over an image that requires IMDSv2, unlike `no-preference`.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
 */
export const instanceMetadataDefaults: Implementation<MetadataDefaultHttpTokensState> = {
  wanted: () => 'required',

  async read(location) {
    const { defaults, ...managed } = await readDefaults(location);
    return { value: defaults.HttpTokens ?? 'no-preference', ...managed };
  },

  write: (location, HttpTokens) => writeDefaults(location, { HttpTokens }),
  equal: (one, other) => one === other,
  combine: moreSecureOf<MetadataDefaultHttpTokensState>(['optional', 'no-preference', 'required']),
  conflicts: nothing,
  exposures: nothing,
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html */
export const instanceMetadataEnforcement: Implementation<DefaultHttpTokensEnforcedState> = {
  wanted: () => 'enabled',

  async read(location) {
    const { defaults, ...managed } = await readDefaults(location);
    return { value: defaults.HttpTokensEnforced ?? 'no-preference', ...managed };
  },

  write: (location, HttpTokensEnforced) => writeDefaults(location, { HttpTokensEnforced }),
  equal: (one, other) => one === other,
  combine: moreSecureOf<DefaultHttpTokensEnforcedState>(['disabled', 'no-preference', 'enabled']),

  async conflicts(location, from, to) {
    if (to !== 'enabled' || from === to) {
      return [];
    }
    const { defaults } = await readDefaults(location);
    return launchesWithoutTokens(location, defaults.HttpTokens === 'required');
  },

  exposures: nothing,
};
