import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { MySqlVersion } from './mysql-versions';

export interface InstanceAttributes {
  readonly version: MySqlVersion;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly port: number;
}

/**
 * The L2 view of an L1 instance. It adds no resource. The port is that of the props, not the attribute of the instance: rules of the
 * security group are then the same as those of `connections`, and EC2 refuses duplicates.
 */
export function importInstance(scope: Construct, instance: rds.CfnDBInstance, attributes: InstanceAttributes): rds.IDatabaseInstance {
  const { version, securityGroup, port } = attributes;
  return rds.DatabaseInstance.fromDatabaseInstanceAttributes(scope, 'DatabaseInstance', {
    instanceIdentifier: instance.ref,
    instanceEndpointAddress: instance.attrEndpointAddress,
    instanceResourceId: instance.attrDbiResourceId,
    engine: rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.of(version.full, version.major) }),
    securityGroups: [securityGroup],
    port,
  });
}
