import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** How a replica differs from its source. */
export interface MySqlReadReplicaProps {
  /**
   * The type of the instance, without `db.`.
   * @default - that of the source
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The zone.
   * @default - chosen by RDS
   */
  readonly availabilityZone?: string;
}

/** What the source tells its replica. */
export interface MySqlReadReplicaSource extends MySqlReadReplicaProps {
  /** The source. */
  readonly source: rds.CfnDBInstance;

  /** The security group of the source. */
  readonly securityGroup: ec2.ISecurityGroup;

  /**
   * The monitoring role of the source.
   * @default - the operating system is not monitored
   */
  readonly monitoringRole?: iam.IRole;
}

/**
 * A replica that serves reads, encrypted with the key of its source. It holds no data of its own, so that it needs no backups and goes
 * with the stack.
 */
export class MySqlReadReplica extends Construct {
  /** The instance itself. */
  public readonly instance: rds.CfnDBInstance;

  /** The address and the port. */
  public readonly instanceEndpoint: rds.Endpoint;

  constructor(scope: Construct, id: string, props: MySqlReadReplicaSource) {
    super(scope, id);
    const { source } = props;
    this.instance = new rds.CfnDBInstance(this, 'Resource', {
      sourceDbInstanceIdentifier: source.ref,
      dbInstanceClass: props.instanceType ? `db.${props.instanceType}` : source.dbInstanceClass,
      availabilityZone: props.availabilityZone,
      storageEncrypted: true,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      caCertificateIdentifier: source.caCertificateIdentifier,
      vpcSecurityGroups: [props.securityGroup.securityGroupId],
      enableIamDatabaseAuthentication: true,
      deletionProtection: source.deletionProtection,
      monitoringInterval: source.monitoringInterval,
      monitoringRoleArn: props.monitoringRole?.roleArn,
    });
    // RDS makes no final snapshot of a replica.
    this.instance.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.instanceEndpoint = new rds.Endpoint(this.instance.attrEndpointAddress, Token.asNumber(this.instance.attrEndpointPort));
  }
}
