import type { RefusedRequest } from './refused-request';
import type { Aws } from '../../../integ/demo/aws';
import { PlainStack, type Template } from '../plain-stack';

export const database = (properties: Record<string, unknown>): Template[string] => ({
  Type: 'AWS::RDS::DBInstance',
  Properties: { Engine: 'mysql', EngineVersion: '8.4.8', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '100', MasterUsername: 'admin', ...properties },
});
const SOURCE: Template = { Source: database({ DBInstanceIdentifier: 'source', MasterUserPassword: 'secret-password' }) };
const REPLICA: Template[string] = {
  Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceIdentifier: 'replica', SourceDBInstanceIdentifier: { Ref: 'Source' }, DBInstanceClass: 'db.t4g.micro' },
};

async function takeSnapshot({ rds }: Aws): Promise<void> {
  await rds.createDBSnapshot({ DBInstanceIdentifier: 'source', DBSnapshotIdentifier: 'snapshot' });
}

/** A subnet group in one of two VPCs. */
function subnetGroupIn(used: string): Template {
  const network = (name: string, block: string): Template => ({
    [name]: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: block } },
    [`${name}Subnet`]: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: name }, CidrBlock: block } },
  });
  return {
    ...network('One', '10.0.0.0/24'),
    ...network('Other', '10.0.1.0/24'),
    Group: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { DBSubnetGroupDescription: 'isolated', SubnetIds: [{ Ref: `${used}Subnet` }] } },
  };
}

export const REFUSED_BY_RDS: RefusedRequest[] = [
  {
    title: 'a subnet group that moves to another VPC',
    message: /The new Subnets are not in the same Vpc as the existing subnet group/,
    send: async (_aws, stack) => {
      await stack.create(subnetGroupIn('One'));
      return stack.updateFailure(subnetGroupIn('Other'));
    },
  },
  {
    title: 'the replacement of an event subscription that keeps its name',
    message: /cannot update a stack when a custom-named resource requires replacing. Rename events/,
    send: async (_aws, stack) => {
      const topics: Template = { One: { Type: 'AWS::SNS::Topic', Properties: {} }, Other: { Type: 'AWS::SNS::Topic', Properties: {} } };
      const subscriptionTo = (topic: string): Template => ({ ...topics, Events: { Type: 'AWS::RDS::EventSubscription', Properties: { SubscriptionName: 'events', SnsTopicArn: { Ref: topic } } } });
      await stack.create(subscriptionTo('One'));
      return stack.updateFailure(subscriptionTo('Other'));
    },
  },
  {
    title: 'a database with the identifier of another one',
    message: /DB instance already exists/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      return new PlainStack(aws, 'second').creationFailure(SOURCE);
    },
  },
  {
    title: 'a read replica of a database whose master password RDS manages',
    message: /Creating read replicas for source instance with engine mysql where ManageMasterUserPassword is enabled is not supported/,
    send: (_aws, stack) => stack.creationFailure({ Source: database({ DBInstanceIdentifier: 'source', ManageMasterUserPassword: true }), Replica: REPLICA }),
  },
  {
    title: 'a restored database with less storage than the snapshot',
    message: /Invalid storage size for engine name mysql and storage type gp3: 20/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      await takeSnapshot(aws);
      return new PlainStack(aws, 'restored').creationFailure({ Restored: database({ DBSnapshotIdentifier: 'snapshot', AllocatedStorage: '20', StorageType: 'gp3' }) });
    },
  },
  {
    title: 'a restored database with an older version than the snapshot',
    message: /Cannot upgrade mysql from 8.4.8 to 8.4.7/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      await takeSnapshot(aws);
      return new PlainStack(aws, 'restored').creationFailure({ Restored: database({ DBSnapshotIdentifier: 'snapshot', EngineVersion: '8.4.7' }) });
    },
  },
  {
    title: 'a database whose maximum storage is less than 10 percent above its storage',
    message: /The maximum allocated storage must be increased by at least 10 percent/,
    send: (_aws, stack) => stack.creationFailure({ Source: database({ DBInstanceIdentifier: 'source', MaxAllocatedStorage: 105 }) }),
  },
  {
    title: 'a restored database whose maximum storage is less than 10 percent above the storage of the snapshot',
    message: /The maximum allocated storage must be increased by at least 10 percent/,
    send: async (aws, stack) => {
      await stack.create(SOURCE);
      await takeSnapshot(aws);
      return new PlainStack(aws, 'restored').creationFailure({ Restored: database({ DBSnapshotIdentifier: 'snapshot', AllocatedStorage: undefined, MaxAllocatedStorage: 105 }) });
    },
  },
  {
    title: 'an older version than the installed one',
    message: /Cannot upgrade mysql from 8.4.8 to 8.4.7/,
    send: async ({ rds }, stack) => {
      await stack.create(SOURCE);
      return rds.modifyDBInstance({ DBInstanceIdentifier: 'source', EngineVersion: '8.4.7' });
    },
  },
  {
    title: 'a new major version that is not allowed explicitly',
    message: /The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version/,
    send: async (_aws, stack) => {
      await stack.create(SOURCE);
      return stack.updateFailure({ Source: { ...SOURCE.Source, Properties: { ...SOURCE.Source.Properties, EngineVersion: '9.7.0' } } });
    },
  },
  {
    title: 'the upgrade of a database before its read replica',
    message: /One or more of the DB Instance's read replicas need to be upgraded: replica/,
    send: async (_aws, stack) => {
      await stack.create({ ...SOURCE, Replica: REPLICA });
      return stack.updateFailure({ Source: database({ DBInstanceIdentifier: 'source', MasterUserPassword: 'secret-password', EngineVersion: '8.4.9' }), Replica: REPLICA });
    },
  },
  {
    title: 'a change of extended support',
    message: /EngineLifecycleSupport cannot be modified/,
    send: async (_aws, stack) => {
      await stack.create({ Source: { ...SOURCE.Source, Properties: { ...SOURCE.Source.Properties, EngineLifecycleSupport: 'open-source-rds-extended-support' } } });
      return stack.updateFailure(SOURCE);
    },
  },
  {
    title: 'the deletion of an option group that a database uses',
    message: /The option group '.+' cannot be deleted because it is in use/,
    send: async ({ rds }, stack) => {
      await rds.createOptionGroup({ OptionGroupName: 'options', EngineName: 'mysql', MajorEngineVersion: '8.4', OptionGroupDescription: 'audit' });
      await stack.create({ Source: database({ DBInstanceIdentifier: 'source', OptionGroupName: 'options' }) });
      return rds.deleteOptionGroup({ OptionGroupName: 'options' });
    },
  },
  {
    title: 'the deletion of an option group that a snapshot uses',
    message: /The option group '.+' cannot be deleted because it is in use/,
    send: async (aws, stack) => {
      const { rds } = aws;
      await rds.createOptionGroup({ OptionGroupName: 'options', EngineName: 'mysql', MajorEngineVersion: '8.4', OptionGroupDescription: 'audit' });
      await stack.create({ Source: database({ DBInstanceIdentifier: 'source', OptionGroupName: 'options' }) });
      await takeSnapshot(aws);
      await stack.delete();
      return rds.deleteOptionGroup({ OptionGroupName: 'options' });
    },
  },
  {
    title: 'the deletion of a parameter group that a database uses',
    message: /are still members of this parameter group parameters/,
    send: async ({ rds }, stack) => {
      await rds.createDBParameterGroup({ DBParameterGroupName: 'parameters', DBParameterGroupFamily: 'mysql8.4', Description: 'parameters' });
      await stack.create({ Source: database({ DBInstanceIdentifier: 'source', DBParameterGroupName: 'parameters' }) });
      return rds.deleteDBParameterGroup({ DBParameterGroupName: 'parameters' });
    },
  },
];
