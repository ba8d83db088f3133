import {
  DescribeImagesCommand, DisableImageBlockPublicAccessCommand, EnableImageBlockPublicAccessCommand, GetImageBlockPublicAccessStateCommand,
} from '@aws-sdk/client-ec2';
import { listAll, nothing, moreSecureOf } from '../examination';
import type { Implementation } from '../implementation';

type ImageBlock = 'unblocked' | 'block-new-sharing';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html */
export const imagePublicAccessBlock: Implementation<ImageBlock> = {
  isSlow: true,
  wanted: () => 'block-new-sharing',

  async read({ clients, send }) {
    const { ImageBlockPublicAccessState, ManagedBy } = await send(() => clients.ec2.send(new GetImageBlockPublicAccessStateCommand({})));
    return {
      value: ImageBlockPublicAccessState === 'block-new-sharing' ? ImageBlockPublicAccessState : 'unblocked',
      ...ManagedBy === 'declarative-policy' && { managedBy: ManagedBy },
    };
  },

  /** For up to 10 minutes, the block is read as not enabled. */
  async write({ clients: { ec2 }, send }, value) {
    await (value === 'unblocked'
      ? send(() => ec2.send(new DisableImageBlockPublicAccessCommand({})))
      : send(() => ec2.send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: value }))));
  },

  equal: (one, other) => one === other,
  combine: moreSecureOf<ImageBlock>(['unblocked', 'block-new-sharing']),
  conflicts: nothing,
  exposures: nothing,

  async leftovers({ clients: { ec2 }, send }) {
    const input = { Owners: ['self'], Filters: [{ Name: 'is-public', Values: ['true'] }], IncludeDisabled: true, MaxResults: 1_000 };
    const images = await listAll(send, (NextToken) => ec2.send(new DescribeImagesCommand({ ...input, NextToken })), (page) => page.Images);
    return images.map(({ ImageId = '' }) => ({ resource: ImageId, reason: 'public' }));
  },
};
