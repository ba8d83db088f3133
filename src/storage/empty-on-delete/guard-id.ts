import { createHash } from 'node:crypto';
import { Names, Stack, type CfnResource } from 'aws-cdk-lib/core';
import { RootConstruct, Construct } from 'constructs';

/**
 * Returns a short id of the emptier of a bucket, which is unique in the stack. If another emptier replaces it while the bucket remains, the
 * id changes.
 *
 * The id is a hash of the path from the bucket to the emptier, so that it does not change when a parent of both is renamed and
 * `cdk refactor` moves them together. If one of the two logical ids is not derived from the construct's path, the id is a hash of the
 * emptier's logical id instead: a bucket that keeps its logical id under a renamed parent (`overrideLogicalId`) has a new emptier at the same
 * relative path.
 *
 * @param emptier the custom resource
 */
export function guardId(emptier: CfnResource, bucket: CfnResource): string {
  const identity = [emptier, bucket].every(isNamedByPath) ? pathBetween(bucket, emptier) : logicalIdOf(emptier);
  return shortHash(identity);
}

/** Returns the number of levels up to the common parent, and the ids from there down to the other resource. */
function pathBetween(from: CfnResource, to: CfnResource): string {
  const [start, end] = [pathOf(from), pathOf(to)];
  const commonLevels = end.findIndex((id, level) => id !== start[level]);
  return JSON.stringify([start.length - commonLevels, ...end.slice(commonLevels)]);
}

/** Whether the CDK derived the logical id from the path: it is neither overridden nor renamed, and the stack does not allocate ids differently. */
function isNamedByPath(resource: CfnResource): boolean {
  const path = pathOf(resource);
  const copy = path.reduce<Construct>((parent, id) => new Construct(parent, id), new RootConstruct());
  return logicalIdOf(resource) === (path.length === 1 ? path[0] : Names.uniqueId(copy));
}

/** The construct ids below the stack from which the CDK derives logical ids. */
function pathOf({ node, stack }: CfnResource): string[] {
  return node.scopes.slice(stack.node.scopes.length).map((scope) => scope.node.id).filter((id) => id !== 'Default');
}

function logicalIdOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId);
}

/** The value of a tag has at most 256 characters, of which the ARN of the stack can use 229. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
