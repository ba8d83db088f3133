import { createHash } from 'node:crypto';
import { Names, Stack, type CfnResource } from 'aws-cdk-lib/core';
import { RootConstruct, Construct } from 'constructs';

/**
 * A short text that identifies the emptier of a bucket in the stack: an emptier that replaces another one, while the bucket remains, has
 * another id.
 *
 * The id consists of the path from the bucket to the emptier, so that it remains the same when a parent of both is renamed and
 * `cdk refactor` moves them together. The path identifies no emptier if the logical id of the bucket does not follow from its path: a
 * bucket that keeps its logical id under a renamed parent (`overrideLogicalId`) gets a new emptier at the same relative path. Then
 * the id consists of the emptier's logical id.
 *
 * @param emptier the custom resource
 */
export function guardId(emptier: CfnResource, bucket: CfnResource): string {
  const identity = [emptier, bucket].every(isNamedByPath) ? pathBetween(bucket, emptier) : logicalIdOf(emptier);
  return shortHash(identity);
}

/** How many levels up from the one resource, and the way down from there to the other. */
function pathBetween(from: CfnResource, to: CfnResource): string {
  const [start, end] = [pathOf(from), pathOf(to)];
  const parting = end.findIndex((id, level) => id !== start[level]);
  return JSON.stringify([start.length - parting, ...end.slice(parting)]);
}

/** Whether the CDK derived the logical id from the path: it was not overridden or renamed, and the stack has no naming scheme of its own. */
function isNamedByPath(resource: CfnResource): boolean {
  const path = pathOf(resource);
  const copy = path.reduce<Construct>((parent, id) => new Construct(parent, id), new RootConstruct());
  return logicalIdOf(resource) === (path.length === 1 ? path[0] : Names.uniqueId(copy));
}

/** The ids below the stack that count for logical ids. */
function pathOf({ node, stack }: CfnResource): string[] {
  return node.scopes.slice(stack.node.scopes.length).map((scope) => scope.node.id).filter((id) => id !== 'Default');
}

function logicalIdOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId);
}

/** The value of a tag has at most 256 characters, of which the id of a stack takes up to 229. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
