import type { Access } from './aws';
import type { Options } from './options';

const LOCAL_REGION = 'us-east-1';

/** Access to an account of an emulator. ministack and LocalStack use the access key ID as the account ID. */
export function localAccess(endpoint: string, account: string): Access {
  return {
    local: true,
    variables: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: process.env.AWS_REGION ?? LOCAL_REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  };
}

/** Access to the real account of the profile, or of the credentials in the environment. */
export function realAccess({ profile, region }: Options): Access {
  return {
    local: false,
    variables: { ...(profile ? { AWS_PROFILE: profile } : {}), ...(region ? { AWS_REGION: region } : {}) },
  };
}
