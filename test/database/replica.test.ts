import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, SNAPSHOT } from './support';
import type { HardenedMySqlProps, MySqlReadReplicaProps } from '../../src';
import { newStack, type TemplateResource } from '../support/templates';

interface Pair { readonly sourceId: string; readonly source: TemplateResource; readonly replica: TemplateResource }

/** A database and its replica. */
function replicated(propsFor: (stack: Stack) => Omit<HardenedMySqlProps, 'vpc'> = () => ({}), props?: MySqlReadReplicaProps): Pair {
  const template = databaseTemplate(propsFor, (db) => { db.addReadReplica('Replica', props); });
  const instances = Object.entries(template.findResources('AWS::RDS::DBInstance')) as [string, TemplateResource][];
  const [[sourceId, source]] = instances.filter(([id]) => !id.includes('Replica'));
  const [[, replica]] = instances.filter(([id]) => id.includes('Replica'));
  return { sourceId, source, replica };
}

describe('a read replica', () => {
  const { sourceId, source, replica } = replicated();

  test('copies its source, behind the same security group and of the same type', () => {
    expect(replica.Properties.SourceDBInstanceIdentifier).toEqual({ Ref: sourceId });
    expect(replica.Properties.VPCSecurityGroups).toEqual(source.Properties.VPCSecurityGroups);
    expect(replica.Properties.DBInstanceClass).toBe(source.Properties.DBInstanceClass);
  });

  test('is as private, encrypted, protected and watched as its source', () => {
    expect(replica.Properties).toMatchObject({
      PubliclyAccessible: false,
      StorageEncrypted: true,
      DeletionProtection: true,
      AutoMinorVersionUpgrade: true,
      CopyTagsToSnapshot: true,
      EnableIAMDatabaseAuthentication: true,
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      MonitoringInterval: 60,
      MonitoringRoleArn: source.Properties.MonitoringRoleArn,
    });
  });

  test('gives nothing that CloudFormation takes from its source', () => {
    const inherited = [
      'BackupRetentionPeriod', 'DBName', 'DBSnapshotIdentifier', 'KmsKeyId', 'ManageMasterUserPassword', 'MasterUsername', 'MasterUserPassword', 'PreferredBackupWindow',
    ];
    expect(Object.keys(replica.Properties).filter((property) => inherited.includes(property))).toEqual([]);
  });

  test('goes with the stack, since RDS makes no final snapshot of it', () => {
    expect([replica.DeletionPolicy, replica.UpdateReplacePolicy]).toEqual(['Delete', 'Delete']);
  });

  test('has the key of its source, whichever it is', () => {
    const pairs = [{}, { snapshotIdentifier: SNAPSHOT }].map((props) => replicated((stack) => ({ ...props, encryptionKey: new kms.Key(stack, 'Key') })));
    for (const pair of pairs) {
      expect(pair.replica.Properties.StorageEncrypted).toBe(true);
      expect(pair.replica.Properties.KmsKeyId).toBeUndefined();
    }
  });

  test('takes a type and a zone of its own', () => {
    const { replica: other } = replicated(undefined, { instanceType: new ec2.InstanceType('r8g.large'), availabilityZone: 'eu-west-1b' });
    expect(other.Properties).toMatchObject({ DBInstanceClass: 'db.r8g.large', AvailabilityZone: 'eu-west-1b' });
  });

  test('follows what its source is given', () => {
    const { replica: follower } = replicated(() => ({
      instanceType: new ec2.InstanceType('m8g.large'), deletionProtection: false, monitoringInterval: Duration.seconds(0), caCertificate: rds.CaCertificate.RDS_CA_RSA4096_G1,
    }));
    expect(follower.Properties).toMatchObject({ DBInstanceClass: 'db.m8g.large', DeletionProtection: false, MonitoringInterval: 0, CACertificateIdentifier: 'rds-ca-rsa4096-g1' });
    expect(follower.Properties.MonitoringRoleArn).toBeUndefined();
  });
});

test('a replica has an address of its own', () => {
  const stack = newStack();
  const replica = database(stack).addReadReplica('Replica');
  const id = stack.getLogicalId(replica.instance);
  expect(stack.resolve([replica.instanceEndpoint.hostname, replica.instanceEndpoint.port])).toEqual([
    { 'Fn::GetAtt': [id, 'Endpoint.Address'] }, { 'Fn::GetAtt': [id, 'Endpoint.Port'] },
  ]);
});

test('a database takes several replicas', () => {
  const template = databaseTemplate(() => ({}), (db) => ['One', 'Two'].forEach((id) => db.addReadReplica(id)));
  template.resourceCountIs('AWS::RDS::DBInstance', 3);
});
