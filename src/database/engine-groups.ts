import * as rds from 'aws-cdk-lib/aws-rds';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MySqlVersion } from './mysql-versions';
import { hardenedParameters, type MySqlParameters } from './parameters';
import { declareControls } from '../common/compliance/controls';

export interface EngineGroupsProps {
  readonly version: MySqlVersion;
  readonly generalLog: boolean;
  readonly auditLog: boolean;
  readonly parameters: MySqlParameters;
  /** Whether the option group is retained. The snapshots of a database cannot be restored without it. */
  readonly retainOptionGroup: boolean;
}

/**
 * Creates the parameter group and the option group of a database. Their ids contain the major version, so that an upgrade creates new groups in
 * addition to the existing ones: a group belongs to one major version.
 */
export class EngineGroups extends Construct {
  public readonly parameterGroup: rds.CfnDBParameterGroup;
  public readonly optionGroup?: rds.CfnOptionGroup;

  constructor(scope: Construct, id: string, props: EngineGroupsProps) {
    super(scope, id);
    const suffix = props.version.major.replace('.', '');
    const parameters = { ...hardenedParameters(props.generalLog), ...props.parameters };
    this.parameterGroup = new rds.CfnDBParameterGroup(this, `Parameters${suffix}`, {
      family: `mysql${props.version.major}`,
      description: `Hardened MySQL ${props.version.major}`,
      parameters,
    });
    declareControls(this.parameterGroup, { 'RDS.39': parameters.require_secure_transport === '1' && 'require_secure_transport enabled' });
    this.optionGroup = props.auditLog ? this.createOptionGroup(`Options${suffix}`, props) : undefined;
  }

  /** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.Options.AuditPlugin.html */
  private createOptionGroup(id: string, props: EngineGroupsProps): rds.CfnOptionGroup {
    const group = new rds.CfnOptionGroup(this, id, {
      engineName: 'mysql',
      majorEngineVersion: props.version.major,
      optionGroupDescription: `Audit log of MySQL ${props.version.major}`,
      optionConfigurations: [{
        optionName: 'MARIADB_AUDIT_PLUGIN',
        optionSettings: [{ name: 'SERVER_AUDIT_EVENTS', value: 'CONNECT,QUERY_DDL,QUERY_DCL' }],
      }],
    });
    group.applyRemovalPolicy(props.retainOptionGroup ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY);
    return group;
  }
}
