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
 * Imports an L1 instance as an L2 construct, without additional resources. The port comes from the props and not from the attribute of the
 * instance: the security group rules are then equal to those of `connections` and are created once, because EC2 rejects duplicate rules.
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
