import { ADMINISTRATOR, type DeployedAccount } from '../deployed-account';
import { BADLY_ENCRYPTED, OVER_TLS, type NearMiss, type Proof } from '../proof';

const KEY_POLICY = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html';
const GRANTS = 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html';
const SECURE_TRANSPORT = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport';

/** Administrators, with whose rights CloudFormation works too, may do everything but what policies forbid to all. */
export const people = (account: DeployedAccount): Proof[] => [...keys(account), ...buckets(account), ...messages(account)];

const PASSED_ON = { 'aws:PrincipalIsAWSService': 'false', 'kms:GrantIsForAWSResource': 'false' };

const stranger = (account: DeployedAccount): Record<string, NearMiss> =>
  ({ 'a role without rights': { principal: account.sessionOf('without-rights') }, 'another service': { principal: 'ec2.amazonaws.com' } });

function keys(account: DeployedAccount): Proof[] {
  const principal = account.sessionOf(ADMINISTRATOR);
  const administered = account.arnsOf('KMS::Key').map((key): Proof => ({
    title: `An administrator manages ${key}`,
    source: KEY_POLICY,
    request: { principal, action: 'kms:DescribeKey', resource: key },
    refused: { ...stranger(account), 'passing the key on': { action: 'kms:CreateGrant', context: PASSED_ON } },
  }));
  return [
    ...administered,
    {
      title: 'RDS and EBS are granted the key with the rights of whoever makes the database or the volume',
      source: GRANTS,
      request: {
        principal,
        action: 'kms:CreateGrant',
        resource: account.arnOf('KMS::Key', 'BaselineKey'),
        context: { ...PASSED_ON, 'kms:GrantIsForAWSResource': 'true' },
      },
      refused: { ...stranger(account), 'passing the key on': { context: PASSED_ON } },
    },
  ];
}

function buckets(account: DeployedAccount): Proof[] {
  const principal = account.sessionOf(ADMINISTRATOR);
  return account.arnsOf('S3::Bucket').flatMap((bucket) => [['s3:ListBucket', bucket], ['s3:GetObject', `${bucket}/key`]].map(([action, resource]): Proof => ({
    title: `An administrator reads ${resource}`,
    source: SECURE_TRANSPORT,
    request: { principal, action, resource, context: OVER_TLS },
    refused: { ...stranger(account), ...BADLY_ENCRYPTED },
  })));
}

function messages(account: DeployedAccount): Proof[] {
  const principal = account.sessionOf(ADMINISTRATOR);
  const asked = [
    ...account.arnsOf('SNS::Topic').map((topic) => ['sns:Publish', topic]), ...account.arnsOf('SQS::Queue').map((queue) => ['sqs:ReceiveMessage', queue]),
  ];
  return asked.map(([action, resource]) => ({
    title: `An administrator may ${action} ${resource}`,
    source: SECURE_TRANSPORT,
    request: { principal, action, resource, context: { 'aws:SecureTransport': 'true' } },
    refused: { ...stranger(account), 'plain HTTP': { context: { 'aws:SecureTransport': 'false' } } },
  }));
}
