import { Token } from 'aws-cdk-lib/core';

/** What `StringParameter.valueFromLookup` and `fromLookup` methods return until the CDK CLI has looked up the value, followed by a name. */
const PLACEHOLDER = 'dummy-value-for-';

/**
 * Whether a value is not known at synthesis: an unresolved token, or text with a placeholder of a context lookup. The first synthesis must succeed with
 * the placeholder, because the CDK CLI looks up the value only then, and synthesizes again.
 * @see https://docs.aws.amazon.com/cdk/v2/guide/get-context-var.html
 */
export function isUnknown(value: unknown): boolean {
  return Token.isUnresolved(value) || [value].flat().some(isPlaceholder);
}

/** Whether a value is text with a placeholder of a context lookup, which some classes of the CDK reject. */
export function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && value.includes(PLACEHOLDER);
}
