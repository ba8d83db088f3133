import {
  DescribeImagesCommand, DisableEbsEncryptionByDefaultCommand, EnableEbsEncryptionByDefaultCommand, GetEbsEncryptionByDefaultCommand,
  DescribeImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { sharedSnapshots } from './shared-snapshots';
import { examineLatest, listAll, nothing, unless } from '../examination';
import type { Finding, Implementation, Location } from '../implementation';

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html */
export const ebsEncryption: Implementation<boolean> = {
  wanted: () => true,

  async read({ clients, send }) {
    const { EbsEncryptionByDefault } = await send(() => clients.ec2.send(new GetEbsEncryptionByDefaultCommand({})));
    return { value: EbsEncryptionByDefault === true };
  },

  async write({ clients: { ec2 }, send }, value) {
    await (value
      ? send(() => ec2.send(new EnableEbsEncryptionByDefaultCommand({})))
      : send(() => ec2.send(new DisableEbsEncryptionByDefaultCommand({}))));
  },

  equal: (one, other) => one === other,
  combine: (one, other) => one || other,

  /** The next version of what is shared would be encrypted with the AWS managed key, which other accounts cannot use. */
  conflicts: async (location, from, to) => (to && !from ? [...await sharedImages(location), ...await sharedSnapshots(location)] : []),
  exposures: nothing,
};

/** Returns the images of the account that are not encrypted and shared with other accounts. */
async function sharedImages({ accountId, clients: { ec2 }, send }: Location): Promise<Finding[]> {
  const images = await listAll(send, (NextToken) => ec2.send(new DescribeImagesCommand({ Owners: ['self'], MaxResults: 1_000, NextToken })),
    (page) => page.Images?.filter(({ BlockDeviceMappings = [] }) => BlockDeviceMappings.some(({ Ebs }) => Ebs && !Ebs.Encrypted)),
  );
  return examineLatest('images', images, ({ CreationDate }) => CreationDate, ({ ImageId = '' }) => ImageId, async ({ ImageId }) => {
    const answer = await unless(/^InvalidAMIID\./, () => send(() => ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }))));
    const others = (answer?.LaunchPermissions ?? []).filter(({ UserId }) => UserId !== accountId);
    return others.length > 0 ? 'not encrypted, and shared with other accounts' : undefined;
  });
}
