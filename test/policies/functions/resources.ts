import type { DeployedAccount } from '../deployed-account';
import type { AwsRequest } from '../simulation';

export type Permission = Omit<AwsRequest, 'principal'>;
export type Input = any; // eslint-disable-line @typescript-eslint/no-explicit-any
/** Returns the permissions that a command with the input requires. */
export type PermissionsOf = (input: Input, account: DeployedAccount) => Permission[];

export const onAll = (action: string): PermissionsOf => () => [{ action, resource: '*' }];
export const onBucket = (action: string): PermissionsOf => ({ Bucket }, { place }) => [{ action: `s3:${action}`, resource: `arn:${place.partition}:s3:::${Bucket}` }];
export const onGroup = (action: string): PermissionsOf => ({ GroupId }, account) =>
  [{ action: `ec2:${action}`, resource: account.arn('ec2', `security-group/${GroupId}`) }];
