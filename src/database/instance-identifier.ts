import { Names } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

export const IDENTIFIER_REMEDY = 'Give 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter.';

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints */
export function isIdentifier(value: string): boolean {
  return value.length <= 63 && /^[a-z]([a-z0-9]|-(?!-|$))*$/.test(value);
}

/** RDS identifiers begin with a letter; they are lower case, as the names of the log groups must be. */
export function defaultIdentifier(scope: Construct): string {
  const name = Names.uniqueResourceName(scope, { maxLength: 60, separator: '-' }).toLowerCase();
  return /^[a-z]/.test(name) ? name : `db-${name}`;
}
