import type * as kms from 'aws-cdk-lib/aws-kms';
import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { stateOf } from '../cdk/construct-state';
import { isResourceOfType } from '../cdk/resource-type';
import { whenComplete } from '../cdk/when-complete';
import { Problems } from '../validation/problems';

/** A resource with data, or an imported resource, which no stack of the app deletes. */
export interface DataHolder {
  readonly resource?: CfnResource;
  /** The construct that the user knows, for the message. */
  readonly construct: IConstruct;
}

/**
 * Warns once if the app deletes the KMS key of data that it retains. Removal policies can change until synthesis.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
export function warnOfDeletedKey({ construct, resource }: DataHolder, key: kms.IKey | undefined): void {
  const keyResource = key && keyResourceOf(key);
  const known = stateOf(construct, 'dataKeys', () => new Set<kms.IKey>());
  if (keyResource && !known.has(key)) {
    known.add(key);
    whenComplete(resource ?? keyResource, () => {
      if (isDeleted(keyResource) && !(resource && isDeleted(resource))) {
        new Problems(construct).warn('deletedKey',
          `The data of ${construct.node.path} is retained, but its KMS key ${key.node.path} is deleted with its stack, and the data then cannot be decrypted. `
          + 'Retain the key with RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, or delete the data too with RemovalPolicy.DESTROY.');
      }
    });
  }
}

/** Whether CloudFormation deletes a resource with its stack, and without a snapshot. Without a deletion policy, it deletes the resource. */
export function isDeleted({ cfnOptions }: CfnResource): boolean {
  return (cfnOptions.deletionPolicy ?? CfnDeletionPolicy.DELETE) === CfnDeletionPolicy.DELETE;
}

/** Returns the resource of a key, or of the key to which an alias refers. Undefined for an imported key. */
export function keyResourceOf(key: kms.IKey): CfnResource | undefined {
  const { aliasTargetKey: { node } = key } = key as Partial<kms.IAlias> & kms.IKey;
  return isResourceOfType(node.defaultChild, 'AWS::KMS::Key') ? node.defaultChild : undefined;
}
