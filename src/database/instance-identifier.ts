import { Names } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Requirement } from '../common/validation/problems';

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints */
export const INSTANCE_IDENTIFIER: Requirement<string> = {
  isMet: (value) => value.length <= 63 && /^[a-z]([a-z0-9]|-(?!-|$))*$/.test(value),
  must: 'consist of 1 to 63 lowercase letters, digits and single hyphens, begin with a letter and not end with a hyphen',
  remedy: "Use an identifier such as 'orders-db', or omit {instanceIdentifier} to generate one.",
};

/** Begins with a letter, as RDS requires. RDS stores identifiers in lowercase, and the names of the log groups must match them. */
export function defaultIdentifier(scope: Construct): string {
  const name = Names.uniqueResourceName(scope, { maxLength: 60, separator: '-' }).toLowerCase();
  return /^[a-z]/.test(name) ? name : `db-${name}`;
}
