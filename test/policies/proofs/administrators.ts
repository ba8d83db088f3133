import { ADMINISTRATOR, type DeployedAccount } from '../deployed-account';
import { INSECURE_TRANSPORT, OVER_TLS, type NearMiss, type Proof } from '../proof';

const KEY_POLICY = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html';
const GRANTS = 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html';
const SECURE_TRANSPORT = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport';

/** Requests of administrators, whose permissions CloudFormation also uses: everything is allowed that policies do not deny to all principals. */
export const administrators = (account: DeployedAccount): Proof[] => [...keys(account), ...buckets(account), ...messages(account)];

const GRANT_TO_USER = { 'aws:PrincipalIsAWSService': 'false', 'kms:GrantIsForAWSResource': 'false' };

const otherPrincipals = (account: DeployedAccount): Record<string, NearMiss> =>
  ({ 'a role without permissions': { principal: account.sessionOf('without-permissions') }, 'another service': { principal: 'ec2.amazonaws.com' } });

function keys(account: DeployedAccount): Proof[] {
  const principal = account.sessionOf(ADMINISTRATOR);
  const administered = account.arnsOf('KMS::Key').map((key): Proof => ({
    title: `An administrator manages ${key}`,
    source: KEY_POLICY,
    request: { principal, action: 'kms:DescribeKey', resource: key },
    denied: { ...otherPrincipals(account), 'a grant that is not for an AWS resource': { action: 'kms:CreateGrant', context: GRANT_TO_USER } },
  }));
  return [
    ...administered,
    {
      title: 'RDS and EBS create grants for the key with the permissions of the principal that creates the database or volume',
      source: GRANTS,
      request: {
        principal,
        action: 'kms:CreateGrant',
        resource: account.arnOf('KMS::Key', 'BaselineKey'),
        context: { ...GRANT_TO_USER, 'kms:GrantIsForAWSResource': 'true' },
      },
      denied: { ...otherPrincipals(account), 'a grant that is not for an AWS resource': { context: GRANT_TO_USER } },
    },
  ];
}

function buckets(account: DeployedAccount): Proof[] {
  const principal = account.sessionOf(ADMINISTRATOR);
  return account.arnsOf('S3::Bucket').flatMap((bucket) => [['s3:ListBucket', bucket], ['s3:GetObject', `${bucket}/key`]].map(([action, resource]): Proof => ({
    title: `An administrator reads ${resource}`,
    source: SECURE_TRANSPORT,
    request: { principal, action, resource, context: OVER_TLS },
    denied: { ...otherPrincipals(account), ...INSECURE_TRANSPORT },
  })));
}

function messages(account: DeployedAccount): Proof[] {
  const principal = account.sessionOf(ADMINISTRATOR);
  const requests = [
    ...account.arnsOf('SNS::Topic').map((topic) => ['sns:Publish', topic]), ...account.arnsOf('SQS::Queue').map((queue) => ['sqs:ReceiveMessage', queue]),
  ];
  return requests.map(([action, resource]) => ({
    title: `An administrator calls ${action} on ${resource}`,
    source: SECURE_TRANSPORT,
    request: { principal, action, resource, context: { 'aws:SecureTransport': 'true' } },
    denied: { ...otherPrincipals(account), 'plain HTTP': { context: { 'aws:SecureTransport': 'false' } } },
  }));
}
