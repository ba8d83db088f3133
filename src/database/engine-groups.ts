import * as rds from 'aws-cdk-lib/aws-rds';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MySqlVersion } from './mysql-versions';
import { hardenedParameters, type MySqlParameters } from './parameters';
import { declareControls } from '../common/compliance/controls';

const AUDIT_LOG: rds.CfnOptionGroup.OptionConfigurationProperty = {
  optionName: 'MARIADB_AUDIT_PLUGIN',
  optionSettings: [{ name: 'SERVER_AUDIT_EVENTS', value: 'CONNECT,QUERY_DDL,QUERY_DCL' }],
};

export interface EngineGroupsProps {
  readonly generalLog: boolean;
  readonly auditLog: boolean;
  readonly parameters: MySqlParameters;
  /** Whether the option groups are retained. The snapshots of a database cannot be restored without them. */
  readonly retainOptionGroup: boolean;
}

/** The groups of a major version. */
export interface EngineGroup {
  readonly parameterGroup: rds.CfnDBParameterGroup;
  readonly optionGroup: rds.CfnOptionGroup;
}

/**
 * Creates the parameter groups and the option groups of a database and its replicas: a group belongs to one major version. Their ids contain the
 * major version, so that an upgrade creates new groups, and a replica that is upgraded before its source has the groups that the source will use.
 */
export class EngineGroups extends Construct {
  private readonly groups = new Map<string, EngineGroup>();

  constructor(scope: Construct, id: string, private readonly props: EngineGroupsProps) {
    super(scope, id);
  }

  /** Returns the groups of a major version. Creates them on the first call. */
  public groupOf({ major }: MySqlVersion): EngineGroup {
    const group = this.groups.get(major) ?? this.createGroup(major, major.replace('.', ''));
    this.groups.set(major, group);
    return group;
  }

  private createGroup(major: string, suffix: string): EngineGroup {
    return { parameterGroup: this.createParameterGroup(`Parameters${suffix}`, major), optionGroup: this.createOptionGroup(`Options${suffix}`, major) };
  }

  private createParameterGroup(id: string, major: string): rds.CfnDBParameterGroup {
    const parameters = { ...hardenedParameters(this.props.generalLog), ...this.props.parameters };
    const group = new rds.CfnDBParameterGroup(this, id, { family: `mysql${major}`, description: `Hardened MySQL ${major}`, parameters });
    declareControls(group, { 'RDS.39': parameters.require_secure_transport === '1' && 'require_secure_transport enabled' });
    return group;
  }

  /**
   * The group exists without the audit log too, and has no options then. If a database left the group, CloudFormation could not delete it, because
   * the snapshots and automated backups of the database still use it; and an instance keeps its group if its property is removed.
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithOptionGroups.html
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.MySQL.Options.AuditPlugin.html
   */
  private createOptionGroup(id: string, major: string): rds.CfnOptionGroup {
    const group = new rds.CfnOptionGroup(this, id, {
      engineName: 'mysql',
      majorEngineVersion: major,
      optionGroupDescription: `Options of MySQL ${major}`,
      optionConfigurations: this.props.auditLog ? [AUDIT_LOG] : [],
    });
    group.applyRemovalPolicy(this.props.retainOptionGroup ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY);
    return group;
  }
}
