import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { MysqlEngineVersion } from 'aws-cdk-lib/aws-rds';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { PlainStack } from './plain-stack';
import { HardenedMySql, type HardenedMySqlProps, type MySqlReadReplicaProps } from '../../src';
import { useLocalAws, type LocalAccount } from '../support/local-aws';
import { rotate } from '../support/rotation';

jest.setTimeout(180_000);

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

describe('read replica', () => {
  const unmanaged = { manageMasterUserPassword: false };

  test('is upgraded to a new minor version before its source, and is deleted with the stack', async () => {
    const account = accountOf('700000000001');
    const [older, newer] = [version('8.4.7'), version('8.4.8')];
    await deploy(account, { ...unmanaged, version: older }, { Reports: {} });
    expect(await instance(account, 'reports')).toMatchObject({ ReadReplicaSourceDBInstanceIdentifier: 'orders', EngineVersion: '8.4.7', StorageEncrypted: true });
    await expect(deploy(account, { ...unmanaged, version: newer }, { Reports: {} })).rejects.toThrow(/read replicas need to be upgraded: reports/);

    await deploy(account, { ...unmanaged, version: older }, { Reports: { version: newer } });
    expect([await instance(account, 'orders'), await instance(account, 'reports')]).toMatchObject([{ EngineVersion: '8.4.7' }, { EngineVersion: '8.4.8' }]);
    await deploy(account, { ...unmanaged, version: newer }, { Reports: { version: newer } });
    expect(await instance(account, 'orders')).toMatchObject({ EngineVersion: '8.4.8', ReadReplicaDBInstanceIdentifiers: ['reports'] });

    await account.destroy('database');
    expect((await account.aws.rds.describeDBInstances({})).DBInstances).toEqual([]);
    expect((await account.aws.logs.describeLogGroups({})).logGroups).toEqual([]);
  });

  test('changes to the groups of a new major version, which its source uses after its own upgrade', async () => {
    const account = accountOf('700000000002');
    const groupsOf = async (name: string) => {
      const { DBParameterGroups, OptionGroupMemberships } = await instance(account, name);
      return [DBParameterGroups![0].DBParameterGroupName, OptionGroupMemberships![0].OptionGroupName];
    };
    const [older, newer] = [{ version: version('8.0.45'), extendedSupport: true }, { version: version('8.4.8'), allowMajorVersionUpgrade: true }];
    await deploy(account, { ...unmanaged, ...older }, { Reports: {} });
    const groups = await groupsOf('orders');
    expect(await groupsOf('reports')).toEqual(groups);

    await deploy(account, { ...unmanaged, ...older }, { Reports: newer });
    const newGroups = await groupsOf('reports');
    expect(await groupsOf('orders')).toEqual(groups);
    expect(newGroups.filter((group) => groups.includes(group))).toEqual([]);

    await deploy(account, { ...unmanaged, ...newer, extendedSupport: true }, { Reports: newer });
    expect([await groupsOf('orders'), await groupsOf('reports')]).toEqual([newGroups, newGroups]);
  });

  test('is refused for a database whose master password RDS manages, and created after the database has its own secret', async () => {
    const account = accountOf('700000000003');
    await deploy(account, {});
    const managed = (await instance(account, 'orders')).MasterUserSecret!.SecretArn!;
    await deploy(account, unmanaged);
    expect((await instance(account, 'orders')).MasterUserSecret).toBeUndefined();
    await expect(account.aws.secretsManager.describeSecret({ SecretId: managed })).rejects.toThrow();
    await deploy(account, unmanaged, { Reports: {} });
    expect(await instance(account, 'reports')).toMatchObject({ ReadReplicaSourceDBInstanceIdentifier: 'orders' });
  });
});

describe('master password', () => {
  test('is rotated by the function of the stack', async () => {
    const account = accountOf('700000000004');
    const { secretsManager } = account.aws;
    await deploy(account, { manageMasterUserPassword: false });
    const SecretId = (await secretsManager.listSecrets({})).SecretList![0].ARN!;
    const read = async () => JSON.parse((await secretsManager.getSecretValue({ SecretId })).SecretString!);
    const { password, ...address } = await read();
    expect(address).toMatchObject({ username: 'dbadmin', host: (await instance(account, 'orders')).Endpoint!.Address, port: 3306 });

    await rotate(account.aws, SecretId);
    expect(await read()).toMatchObject(address);
    expect((await read()).password).not.toBe(password);
  });
});

describe('snapshot', () => {
  test('that is larger than 20 GiB and unencrypted is restored with a read replica, and the database is not replaced when the snapshot identifier is removed', async () => {
    const account = accountOf('700000000005');
    await takeSnapshot(account);
    const restored = { snapshotIdentifier: 'shop-2026-11-01', masterUsername: 'shop', manageMasterUserPassword: false };
    await deploy(account, restored, { Reports: {} });
    const expected = { AllocatedStorage: 100, StorageEncrypted: false, MasterUsername: 'shop' };
    expect([await instance(account, 'orders'), await instance(account, 'reports')]).toMatchObject([expected, expected]);
    const { DbiResourceId } = await instance(account, 'orders');

    await expect(deploy(account, { masterUsername: 'shop', manageMasterUserPassword: false }, { Reports: {} })).rejects.toThrow(/requires replacing/);
    expect(await instance(account, 'orders')).toMatchObject({ DbiResourceId });
  });

  test('is not restored with less storage than it has', async () => {
    const account = accountOf('700000000006');
    await takeSnapshot(account);
    await expect(deploy(account, { snapshotIdentifier: 'shop-2026-11-01', allocatedStorage: 20 })).rejects.toThrow(/Invalid storage size for engine name mysql/);
  });
});

describe('audit log', () => {
  test('is disabled and enabled again in the same option group', async () => {
    const account = accountOf('700000000007');
    const options = async () => {
      const { OptionGroupMemberships } = await instance(account, 'orders');
      const { OptionGroupsList } = await account.aws.rds.describeOptionGroups({ OptionGroupName: OptionGroupMemberships![0].OptionGroupName });
      return OptionGroupsList!.map(({ OptionGroupName, Options }) => ({ OptionGroupName, options: Options!.map(({ OptionName }) => OptionName) }));
    };
    await deploy(account, {});
    const [{ OptionGroupName }] = await options();
    expect(await options()).toEqual([{ OptionGroupName, options: ['MARIADB_AUDIT_PLUGIN'] }]);
    await deploy(account, { auditLog: false });
    expect(await options()).toEqual([{ OptionGroupName, options: [] }]);
    await deploy(account, { auditLog: true });
    expect(await options()).toEqual([{ OptionGroupName, options: ['MARIADB_AUDIT_PLUGIN'] }]);
  });
});
