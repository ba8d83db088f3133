import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { EnvironmentType } from './environment-type';
import type {
  ConfigOptions, DatabaseOptions, NetworkOptions, NotificationOptions, RoleOptions, StorageOptions, TrailOptions, WebTierOptions,
} from './options';

/** Properties of a `SecureBaseline`. Three are enough: the suffix, the owner and the cost center. */
export interface SecureBaselineProps {
  /**
   * Identifies the environment: 1 to 20 lowercase letters, digits and single hyphens between them. It is a part of every name, and changing
   * it replaces what has a name, the database included.
   */
  readonly environmentSuffix: string;

  /** Who is responsible for the resources: the value of the tag `Owner`. */
  readonly owner: string;

  /** Who pays for the resources: the value of the tag `CostCenter`. */
  readonly costCenter: string;

  /**
   * Selects the default of each setting.
   * @default EnvironmentType.NON_PRODUCTION
   */
  readonly environmentType?: EnvironmentType;

  /**
   * Whether buckets, keys, log groups and the database (as a final snapshot) outlive the stack.
   * @default - true in production; false in non-production
   */
  readonly retainData?: boolean;

  /**
   * Whether AWS refuses to delete the stack, the database and the load balancer. Deletion then takes two steps: deploy with `false`, then
   * delete the stack.
   * @default - true in production; false in non-production
   */
  readonly deletionProtection?: boolean;

  /**
   * The certificate of the load balancer, in the region of the stack. Production requires one; without one the load balancer is internal.
   * Adding one later replaces the load balancer, and with it its DNS name.
   * @default - none
   */
  readonly certificate?: ICertificate;

  /**
   * The IAM roles.
   * @default - roles in the path `/` without permissions boundary
   */
  readonly roles?: RoleOptions;

  /**
   * The network.
   * @default - a new VPC
   */
  readonly network?: NetworkOptions;

  /**
   * Key and buckets.
   * @default - new ones
   */
  readonly storage?: StorageOptions;

  /**
   * CloudTrail.
   * @default - a new trail
   */
  readonly trail?: TrailOptions;

  /**
   * AWS Config.
   * @default - a new recorder
   */
  readonly config?: ConfigOptions;

  /**
   * Alarms, and who receives them.
   * @default - alarms, and a topic without subscriptions
   */
  readonly notifications?: NotificationOptions;

  /**
   * The database.
   * @default - a new database
   */
  readonly database?: DatabaseOptions;

  /**
   * The web tier.
   * @default - a web tier that serves a health page
   */
  readonly webTier?: WebTierOptions;
}
