import type { Deployment } from './deployment';

/** A property of the deployed stack that is read back through the AWS SDK. */
export interface Check {
  /** The row of the list of requirements that it shows. */
  readonly row: string;
  readonly resource: string;
  readonly property: string;
  readonly expected: unknown;
  readonly find: () => Promise<unknown>;
}

/** The checks of a pillar. */
export type ChecksOf = (deployment: Deployment) => Check[];

/** What came of a check. */
export interface CheckResult extends Check {
  readonly found: unknown;
  readonly holds: boolean;
}

/** Makes the check; what cannot be read does not hold. */
export async function run(check: Check): Promise<CheckResult> {
  const found = await check.find().catch((error: Error) => `${error.name}: ${error.message}`);
  return { ...check, found, holds: textOf(found) === textOf(check.expected) };
}

/** A value as the table shows it. */
export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : String(value);
}
