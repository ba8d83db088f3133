import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** A policy whose size AWS limits. */
export interface LimitedPolicy {
  /** Returns the policy when all statements are known. */
  readonly document: () => PolicyDocument | undefined;
  readonly maxBytes: number;
  /** The service, for the message. */
  readonly service: string;
  readonly remedy: string;
}

/** What reduces the size of the policy of a bucket or key. */
export const SEPARATE_LOG_WRITERS = 'Use separate buckets and keys for some of the log writers.';

/** Reports an error at synthesis if the policy of a resource exceeds the limit of AWS, whatever the values of its unresolved tokens are. */
export function rejectLargePolicy(scope: Construct, { document, maxBytes, service, remedy }: LimitedPolicy): void {
  scope.node.addValidation({
    validate: () => {
      const size = Buffer.byteLength(JSON.stringify(withoutTokens(Stack.of(scope).resolve(document()?.toJSON() ?? {}))));
      return size > maxBytes
        ? [`${scope.node.path}: The policy has at least ${size} bytes, and ${service} supports at most ${maxBytes}. ${remedy}`]
        : [];
    },
  });
}

/** Replaces intrinsic functions by the text that they contain. */
function withoutTokens(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutTokens);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[name, inner] = ['', undefined]] = Object.entries(value);
  if (name === 'Fn::Join') {
    return (inner[1] as unknown[]).map(withoutTokens).join(inner[0]);
  }
  return name === 'Ref' || name.startsWith('Fn::') ? '' : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutTokens(item)]));
}
