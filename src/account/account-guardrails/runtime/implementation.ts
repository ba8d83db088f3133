import type { AccountClient } from '@aws-sdk/client-account';
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EMRClient } from '@aws-sdk/client-emr';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Timing } from '../../../common/functions/runtime/timing';
import type { GuardrailConfiguration } from '../function-environment';

/** Where a setting is read and written, and with what. The clients send each request once: `send` retries. */
export interface Location {
  readonly accountId: string;
  readonly region: string;
  readonly clients: {
    readonly account: AccountClient;
    readonly autoScaling: AutoScalingClient;
    readonly ec2: EC2Client;
    readonly emr: EMRClient;
    readonly iam: IAMClient;
    /** Follows redirects, because the buckets of the account are in all regions. */
    readonly s3: S3Client;
    readonly s3Control: S3ControlClient;
    readonly ssm: SSMClient;
  };
  readonly timing: Timing;
  /** Retries a request after transient errors. */
  readonly send: <T>(request: () => Promise<T>) => Promise<T>;
}

/** The value of a setting in an account or region. */
export interface Reading<Value> {
  readonly value: Value;
  /** The organization policy that manages the setting, as AWS reports it. */
  readonly managedBy?: string;
}

/** Something that a change of a setting would break, open or leave as it is. */
export interface Finding {
  /** The id of the resource, such as the name of a bucket. */
  readonly resource: string;
  /** Why it is affected, without a period, such as `public by its bucket policy`. */
  readonly reason: string;
}

/**
 * How one setting is read and changed. Values are JSON, because they are kept in SSM parameters. `Value` includes the state before anybody
 * configured the setting.
 */
export interface Implementation<Value> {
  /** Whether a conflict cannot be confirmed: while there is one, the setting is never applied, because what uses it would be lost. */
  readonly isNeverConfirmed?: true;

  /** Whether a change can be invisible for minutes: AWS accepts it, and `read` returns the previous value meanwhile. */
  readonly isSlow?: true;

  /** The value that the configuration demands in a region, or undefined if it demands none. */
  wanted(configuration: GuardrailConfiguration, region: string): Value | undefined;

  read(location: Location): Promise<Reading<Value>>;

  write(location: Location, value: Value): Promise<void>;

  equal(one: Value, other: Value): boolean;

  /** Whether a value can result from a change that stopped between its requests, for settings that require several of them. */
  isPartOf?(value: Value, from: Value): boolean;

  /**
   * The value that complies with both: the current or earlier value, and one that is wanted. If they cannot be combined, such as two contacts, the
   * second.
   */
  combine(one: Value, other: Value): Value;

  /** What exists and breaks when the setting changes from one value to another. */
  conflicts(location: Location, from: Value, to: Value): Promise<Finding[]>;

  /** What a restoration from one value to another would make public, or what no longer exists. Such a restoration is not made. */
  exposures(location: Location, from: Value, to: Value): Promise<Finding[]>;

  /** What does not comply with the setting although it is applied, such as images that remain public. */
  leftovers?(location: Location): Promise<Finding[]>;
}
