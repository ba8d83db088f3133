import { AccountClient } from '@aws-sdk/client-account';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EMRClient } from '@aws-sdk/client-emr';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Location } from './implementation';
import { createSend } from './sending';
import { CLIENT_OPTIONS } from '../../../common/functions/runtime/client-options';
import type { Timing } from '../../../common/functions/runtime/timing';

/** Returns a function that creates the clients of a region. */
export function createLocations(accountId: string, timing: Timing): (region: string) => Location {
  const send = createSend(timing);
  return (region) => {
    const options = { ...CLIENT_OPTIONS, region };
    return {
      accountId,
      region,
      timing,
      clients: {
        account: new AccountClient(options),
        autoScaling: new AutoScalingClient(options),
        ec2: new EC2Client(options),
        emr: new EMRClient(options),
        iam: new IAMClient(options),
        s3: new S3Client({ ...options, followRegionRedirects: true }),
        s3Control: new S3ControlClient(options),
        ssm: new SSMClient(options),
      },
      send,
    };
  };
}
