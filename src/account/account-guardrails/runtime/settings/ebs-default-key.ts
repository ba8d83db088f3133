import { GetEbsDefaultKmsKeyIdCommand, ModifyEbsDefaultKmsKeyIdCommand, ResetEbsDefaultKmsKeyIdCommand } from '@aws-sdk/client-ec2';
import { nothing } from '../examination';
import type { Implementation } from '../implementation';

/**
 * The value is the ARN of the key, or null for the AWS managed key, for which AWS returns an alias even after the key was created.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/15137
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
export const ebsDefaultKey: Implementation<string | null> = {
  /** A key can be used in its region only. */
  wanted: ({ ebsKeyArn }, region) => (ebsKeyArn?.split(':')[3] === region ? ebsKeyArn : undefined),

  async read({ clients, send }) {
    const { KmsKeyId } = await send(() => clients.ec2.send(new GetEbsDefaultKmsKeyIdCommand({})));
    return { value: !KmsKeyId || /(^|:)alias\/aws\/ebs$/.test(KmsKeyId) ? null : KmsKeyId };
  },

  async write({ clients: { ec2 }, send }, KmsKeyId) {
    await (KmsKeyId
      ? send(() => ec2.send(new ModifyEbsDefaultKmsKeyIdCommand({ KmsKeyId })))
      : send(() => ec2.send(new ResetEbsDefaultKmsKeyIdCommand({}))));
  },

  equal: (one, other) => one === other,
  combine: (one, other) => other ?? one,

  /** Who starts instances, and which policies allow it, cannot be found by a request. */
  async conflicts(_location, from, to) {
    const reason = 'becomes the default key, and principals and services that may not use it can no longer start instances with new volumes';
    return to === null || to === from ? [] : [{ resource: to, reason }];
  },

  exposures: nothing,
};
