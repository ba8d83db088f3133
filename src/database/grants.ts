import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * Allows the grantee to read a secret and to use its key through Secrets Manager. Both permissions are added to the policies of the grantee, which
 * may be defined in a dependent stack. `secret.grantRead` is not used because it adds the grantee to the policy of the key, and adds nothing for an
 * imported key.
 */
export function grantSecretRead(scope: Construct, grantee: iam.IGrantable, secretArn: string, encryptionKey?: kms.IKey): iam.Grant {
  const read = iam.Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    resourceArns: [secretArn],
  });
  return encryptionKey ? read.combine(grantDecrypt(scope, grantee, encryptionKey)) : read;
}

function grantDecrypt(scope: Construct, grantee: iam.IGrantable, { keyArn }: kms.IKey): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com` } },
  });
}

/**
 * Allows the grantee to connect as a user of the database with IAM authentication.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
 */
export function grantConnect(scope: Construct, grantee: iam.IGrantable, instanceResourceId: string, databaseUser: string): iam.Grant {
  const user = Stack.of(scope).formatArn({
    service: 'rds-db',
    resource: 'dbuser',
    resourceName: `${instanceResourceId}/${databaseUser}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return iam.Grant.addToPrincipal({ grantee, actions: ['rds-db:connect'], resourceArns: [user] });
}
