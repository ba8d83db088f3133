import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { MysqlEngineVersion } from 'aws-cdk-lib/aws-rds';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { PlainStack } from './plain-stack';
import { HardenedMySql, type HardenedMySqlProps, type MySqlReadReplicaProps } from '../../src';
import { useLocalAws, type LocalAccount } from '../support/local-aws';
import { rotate } from '../support/rotation';

jest.setTimeout(600_000);

const accountOf = useLocalAws();
const version = (full: string) => MysqlEngineVersion.of(full, full.split('.').slice(0, 2).join('.'));

/** Deploys a database, and read replicas by their ids, in the VPC of the stack. */
function deploy(account: LocalAccount, props: Partial<HardenedMySqlProps>, replicas: Record<string, MySqlReadReplicaProps> = {}): Promise<void> {
  return account.deploy('database', (stack: Stack) => {
    const vpc = new Vpc(stack, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    const database = new HardenedMySql(stack, 'Database', {
      vpc, instanceIdentifier: 'orders', deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY, version: version('8.4.8'), ...props,
    });
    Object.entries(replicas).forEach(([id, replica]) => database.addReadReplica(id, { instanceIdentifier: id.toLowerCase(), ...replica }));
  });
}

async function instance({ aws: { rds } }: LocalAccount, DBInstanceIdentifier: string) {
  return (await rds.describeDBInstances({ DBInstanceIdentifier })).DBInstances![0];
}

/** Takes an unencrypted snapshot of 100 GiB. */
async function takeSnapshot({ aws }: LocalAccount): Promise<void> {
  await new PlainStack(aws, 'previous').create({
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: { DBInstanceIdentifier: 'previous', Engine: 'mysql', EngineVersion: '8.4.7', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '100', MasterUsername: 'shop' },
    },
  });
  await aws.rds.createDBSnapshot({ DBInstanceIdentifier: 'previous', DBSnapshotIdentifier: 'shop-2026-11-01' });
}

describe('database', () => {
  const account = () => accountOf('700000000001');
  const older = { version: version('8.0.45'), extendedSupport: true };
  const newer = { version: version('8.4.8'), allowMajorVersionUpgrade: true };
  const unmanaged = { manageMasterUserPassword: false };
  const groupsOf = async (name: string) => {
    const { DBParameterGroups, OptionGroupMemberships } = await instance(account(), name);
    return [DBParameterGroups![0].DBParameterGroupName!, OptionGroupMemberships![0].OptionGroupName!];
  };
  const optionsOf = async (OptionGroupName: string) => (await account().aws.rds.describeOptionGroups({ OptionGroupName })).OptionGroupsList![0].Options!.map(({ OptionName }) => OptionName);
  let groups: string[];

  test('keeps its option group when the audit log is disabled, and has its own secret when RDS no longer manages the master password', async () => {
    await deploy(account(), older);
    groups = await groupsOf('orders');
    expect(await optionsOf(groups[1])).toEqual(['MARIADB_AUDIT_PLUGIN']);
    const managed = (await instance(account(), 'orders')).MasterUserSecret!.SecretArn!;

    await deploy(account(), { ...older, ...unmanaged, auditLog: false });
    expect([await groupsOf('orders'), await optionsOf(groups[1])]).toEqual([groups, []]);
    expect((await instance(account(), 'orders')).MasterUserSecret).toBeUndefined();
    await expect(account().aws.secretsManager.describeSecret({ SecretId: managed })).rejects.toThrow();
  });

  test('has a new master password after a rotation by the function of the stack', async () => {
    const { secretsManager } = account().aws;
    const SecretId = (await secretsManager.listSecrets({})).SecretList![0].ARN!;
    const read = async () => JSON.parse((await secretsManager.getSecretValue({ SecretId })).SecretString!);
    const { password, ...address } = await read();
    expect(address).toMatchObject({ username: 'dbadmin', host: (await instance(account(), 'orders')).Endpoint!.Address, port: 3306 });
    await rotate(account().aws, SecretId);
    expect(await read()).toMatchObject(address);
    expect((await read()).password).not.toBe(password);
  });

  test('has a read replica with the same groups, and is not upgraded before it', async () => {
    await deploy(account(), { ...older, ...unmanaged }, { Reports: {} });
    expect(await instance(account(), 'reports')).toMatchObject({ ReadReplicaSourceDBInstanceIdentifier: 'orders', EngineVersion: '8.0.45', StorageEncrypted: true });
    expect([await groupsOf('reports'), await optionsOf(groups[1])]).toEqual([groups, ['MARIADB_AUDIT_PLUGIN']]);
    await expect(deploy(account(), { ...newer, ...unmanaged, extendedSupport: true }, { Reports: {} })).rejects.toThrow(/read replicas need to be upgraded: reports/);
  });

  test('is upgraded to the version and the groups to which its replica was upgraded before', async () => {
    await deploy(account(), { ...older, ...unmanaged }, { Reports: newer });
    const newGroups = await groupsOf('reports');
    expect(await groupsOf('orders')).toEqual(groups);
    expect(newGroups.filter((group) => groups.includes(group))).toEqual([]);

    await deploy(account(), { ...newer, ...unmanaged, extendedSupport: true }, { Reports: newer });
    expect([await groupsOf('orders'), await groupsOf('reports')]).toEqual([newGroups, newGroups]);
    expect(await instance(account(), 'orders')).toMatchObject({ EngineVersion: '8.4.8', ReadReplicaDBInstanceIdentifiers: ['reports'] });
  });

  test('is deleted with its replica, its secret and its log groups', async () => {
    await account().destroy('database');
    const { logs, rds, secretsManager } = account().aws;
    expect((await rds.describeDBInstances({})).DBInstances).toEqual([]);
    expect((await secretsManager.listSecrets({})).SecretList).toEqual([]);
    expect((await logs.describeLogGroups({})).logGroups).toEqual([]);
  });
});

describe('snapshot of 100 GiB, which is not encrypted,', () => {
  const account = () => accountOf('700000000002');
  const restored = { masterUsername: 'shop', manageMasterUserPassword: false };
  const snapshotIdentifier = 'shop-2026-11-01';
  beforeAll(() => takeSnapshot(account()));

  test('is not restored with less storage', async () => {
    await expect(deploy(account(), { ...restored, snapshotIdentifier, allocatedStorage: 20 })).rejects.toThrow(/Invalid storage size for engine name mysql/);
  });

  test('is restored with a read replica, and the database is not replaced when the snapshot identifier is removed', async () => {
    await deploy(account(), { ...restored, snapshotIdentifier }, { Reports: {} });
    const expected = { AllocatedStorage: 100, StorageEncrypted: false, MasterUsername: 'shop' };
    expect([await instance(account(), 'orders'), await instance(account(), 'reports')]).toMatchObject([expected, expected]);
    const { DbiResourceId } = await instance(account(), 'orders');

    await expect(deploy(account(), restored, { Reports: {} })).rejects.toThrow(/requires replacing/);
    expect(await instance(account(), 'orders')).toMatchObject({ DbiResourceId });
  });
});
