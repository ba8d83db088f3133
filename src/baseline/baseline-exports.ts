import { SecurityGroup, Vpc, type ISecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { Endpoint } from 'aws-cdk-lib/aws-rds';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { Annotations, Fn, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isEnvironmentSuffix, isWhole } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';
import { grantConnect } from '../database/grants';
import { validateDatabaseUser } from '../database/validation';

const AZ_COUNT = 2;

/** Properties of `BaselineExports`. */
export interface BaselineExportsProps {
  /** The `environmentSuffix` of the baseline. */
  readonly environmentSuffix: string;

  /**
   * The number of Availability Zones of the baseline's network: 2 to 4.
   * @default 2
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly maxAzs?: number;
}

/**
 * Refers to the resources of a `SecureBaseline` in another app, by the exports of its stack. Both stacks must be in the same account and region.
 *
 * A property imports the exports of its resource when it is used. If the baseline does not have the resource, the deployment fails with
 * `No export named … found`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html
 *
 * @example
 * import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
 * import { BaselineExports } from '@org/secure-baseline';
 *
 * const baseline = new BaselineExports(this, 'Baseline', { environmentSuffix: 'dev' });
 * const invoices = new SecurityGroup(this, 'Invoices', { vpc: baseline.vpc });
 * invoices.connections.allowTo(baseline.databaseSecurityGroup, Port.tcp(3306));
 */
export class BaselineExports extends Construct {
  constructor(scope: Construct, id: string, private readonly props: BaselineExportsProps) {
    super(scope, id);
    new Problems(this)
      .require('environmentSuffix', props.environmentSuffix, {
        isMet: isEnvironmentSuffix, must: 'be the environmentSuffix of a SecureBaseline', remedy: "Use a value such as 'dev'.",
      })
      .check('maxAzs', props.maxAzs, {
        isMet: isWhole(2, 4), must: 'be a whole number from 2 to 4', remedy: 'Use the number of Availability Zones of the network of the baseline.',
      })
      .throwIfAny();
  }

  /** The VPC that the baseline creates, with its public, private and isolated subnets. */
  public get vpc(): IVpc {
    const numbered = (name: string) => Array.from({ length: this.props.maxAzs ?? AZ_COUNT }, (_, index) => this.importValue(`${name}${index + 1}`));
    return this.once('Vpc', (id) => {
      const vpc = Vpc.fromVpcAttributes(this, id, {
        vpcId: this.importValue('VpcId'),
        availabilityZones: numbered('AvailabilityZone'),
        publicSubnetIds: numbered('PublicSubnetId'),
        privateSubnetIds: numbered('PrivateSubnetId'),
        isolatedSubnetIds: numbered('IsolatedSubnetId'),
      });
      // The network of the baseline has its own endpoints, which require the route tables.
      Annotations.of(vpc).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId');
      return vpc;
    });
  }

  /** The KMS key. */
  public get encryptionKey(): IKey {
    return this.once('Key', (id) => Key.fromKeyArn(this, id, this.importValue('EncryptionKeyArn')));
  }

  /** The bucket for application data. */
  public get dataBucket(): IBucket {
    return this.bucket('DataBucket', this.encryptionKey);
  }

  /** The bucket for the log files of the trail. */
  public get trailBucket(): IBucket {
    return this.bucket('TrailBucket', this.encryptionKey);
  }

  /** The bucket for AWS Config. */
  public get configBucket(): IBucket {
    return this.bucket('ConfigBucket', this.encryptionKey);
  }

  /** The bucket for access logs. */
  public get accessLogsBucket(): IBucket {
    return this.bucket('AccessLogsBucket');
  }

  /** The ARN of the CloudTrail trail. */
  public get trailArn(): string {
    return this.importValue('TrailArn');
  }

  /** The topic for alarms and database events. */
  public get notificationTopic(): ITopic {
    return this.once('Topic', (id) => Topic.fromTopicArn(this, id, this.importValue('NotificationTopicArn')));
  }

  /** The security group of the database. Rules are added to the stack that imports it. */
  public get databaseSecurityGroup(): ISecurityGroup {
    return this.once('DatabaseSecurityGroup', (id) => SecurityGroup.fromSecurityGroupId(this, id, this.importValue('DatabaseSecurityGroupId')));
  }

  /** The endpoint of the database. */
  public get databaseEndpoint(): Endpoint {
    return new Endpoint(this.importValue('DatabaseAddress'), Token.asNumber(this.importValue('DatabasePort')));
  }

  /**
   * Allows the grantee to connect as a user of the database with IAM authentication.
   * @param grantee the principal
   * @param databaseUser the name of the MySQL user, which is created with `AWSAuthenticationPlugin`
   * @returns the grant
   */
  public grantDatabaseConnect(grantee: IGrantable, databaseUser: string): Grant {
    validateDatabaseUser(this, databaseUser);
    return grantConnect(this, grantee, this.importValue('DatabaseResourceId'), databaseUser);
  }

  /**
   * Returns the value of any other export, such as the address of a read replica.
   * @param output the name of the output, such as `DatabaseReplicaReportsAddress`
   * @returns the value, which is resolved at deployment
   */
  public importValue(output: string): string {
    return Fn.importValue(`baseline-${this.props.environmentSuffix}-${output}`);
  }

  private bucket(id: string, encryptionKey?: IKey): IBucket {
    return this.once(id, () => Bucket.fromBucketAttributes(this, id, { bucketName: this.importValue(`${id}Name`), encryptionKey }));
  }

  /** Creates an imported construct when it is used for the first time. */
  private once<T>(id: string, create: (id: string) => T): T {
    return (this.node.tryFindChild(id) as T | undefined) ?? create(id);
  }
}
