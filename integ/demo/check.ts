import type { Deployment } from './deployment';

/** A statement about the deployed stack that is verified through the AWS SDK. */
export interface Check {
  /** A sentence without its period, such as "The trail is logging". */
  readonly statement: string;
  readonly expected: unknown;

  /** Reads the actual value from the account. */
  readonly find: () => Promise<unknown>;

  /**
   * What to do when the check fails.
   * @default - the report describes how to inspect the deployed stack
   */
  readonly remedy?: string;
}

/** A check with the heading that it is reported under. */
export interface DemoCheck extends Check {
  readonly heading: string;
}

/** Creates the checks of a pillar. */
export type ChecksOf = (deployment: Deployment) => Check[];

/** The outcome of a check. */
export interface CheckResult extends DemoCheck {
  readonly found: unknown;
  readonly passed: boolean;
}

/** Runs the check. It fails when the value cannot be read; the error is then the value found. */
export async function run(check: DemoCheck): Promise<CheckResult> {
  const found = await check.find().catch((error: Error) => `${error.name}: ${error.message}`);
  return { ...check, found, passed: textOf(found) === textOf(check.expected) };
}

/** A value as the report shows it. */
export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') || 'none' : String(value);
}
