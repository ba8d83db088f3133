import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, importedVpc, instanceOf, SNAPSHOT } from './support';
import { HardenedMySql, ThreeTierVpc, type HardenedMySqlProps } from '../../src';
import { Problems } from '../../src/common/validation/problems';
import { checkMySql } from '../../src/database/validation';
import { newStack, warningsOf } from '../support/templates';

type Settings = Partial<HardenedMySqlProps>;

const version = (full: string, major = '8.4') => rds.MysqlEngineVersion.of(full, major);
const instanceType = (type: string) => new ec2.InstanceType(type);
const build = (props: Settings) => () => database(newStack(), props);

describe('a version is refused', () => {
  test.each<[string, Settings, RegExp]>([
    ['of 8.0 without explicit extended support', { version: version('8.0.45', '8.0') }, /version.*"8\.0\.45".*extended support.*'8\.4\.\d+'.*extendedSupport/s],
    ['of 5.7 without explicit extended support', { version: rds.MysqlEngineVersion.VER_5_7_44_RDS_20251212 }, /version.*"5\.7\.44-rds\.20251212".*extendedSupport/s],
    ['of 8.0 with extended support refused', { version: version('8.0.45', '8.0'), extendedSupport: false }, /version.*extendedSupport/s],
    ['that is a bare 8.0, with an exact one', { version: rds.MysqlEngineVersion.VER_8_0, extendedSupport: true }, /version.*"8\.0".*x\.y\.z.*'8\.0\.\d+'/s],
    ['that is a bare 8.4, with an exact one', { version: version('8.4') }, /version.*"8\.4".*x\.y\.z.*'8\.4\.\d+'/s],
    ['that is no version', { version: version('8.4.x') }, /version.*"8\.4\.x".*x\.y\.z/s],
  ])('%s', (_what, props, message) => {
    expect(build(props)).toThrow(message);
  });

  test('whose major version is a token, because parameter and option groups depend on it', () => {
    const stack = newStack();
    const parameter = new CfnParameter(stack, 'Version').valueAsString;
    expect(() => database(stack, { version: version(parameter, parameter) })).toThrow(/version.*major version.*'8\.4'/s);
    expect(() => database(newStack(), { version: version(parameter, '8.0') })).toThrow(/version.*extendedSupport/s);
  });
});

describe('a version is accepted', () => {
  const warningsAbout = (props: Settings) => {
    const stack = newStack();
    database(stack, { extendedSupport: true, ...props });
    return warningsOf(stack).filter((warning) => warning.includes('MySQL'));
  };

  test.each(['8.0.42', '8.4.3', '8.4.8', '5.7.44-rds.20251212'])('without a warning if aws-cdk-lib offers it: %s', (full) => {
    expect(warningsAbout({ version: version(full, full.slice(0, 3)) })).toEqual([]);
  });

  test('with a warning that names the newest one if it is deprecated', () => {
    expect(warningsAbout({ version: rds.MysqlEngineVersion.VER_8_0_39 })).toEqual([expect.stringMatching(/8\.0\.39.*8\.0\.45.*SecureBaseline:deprecatedVersion/)]);
  });

  test.each(['8.4.99', '9.7.1', '10.0.0'])('with a warning if aws-cdk-lib does not know it: %s', (full) => {
    expect(warningsAbout({ version: version(full, full.split('.', 2).join('.')) })).toEqual([expect.stringMatching(/SecureBaseline:unknownVersion/)]);
  });

  test('without a warning if only the aws-cdk-lib of the app, which is newer, knows it', () => {
    const newer = Object.assign(rds.MysqlEngineVersion, { VER_8_4_98: version('8.4.98') });
    expect(warningsAbout({ version: newer.VER_8_4_98 })).toEqual([]);
    delete (newer as { VER_8_4_98?: unknown }).VER_8_4_98;
  });
});

describe('at synth a database refuses', () => {
  test.each<[string, Settings, RegExp]>([
    ['an identifier that is too long', { instanceIdentifier: 'a'.repeat(64) }, /instanceIdentifier.*"a{64}".*63/s],
    ['an identifier in capitals', { instanceIdentifier: 'Orders' }, /instanceIdentifier.*"Orders".*lower-case/s],
    ['an identifier with two hyphens together', { instanceIdentifier: 'a--b' }, /instanceIdentifier.*"a--b".*hyphens/s],
    ['an identifier with a hyphen at its end', { instanceIdentifier: 'a-' }, /instanceIdentifier.*"a-"/s],
    ['an identifier that begins with a digit', { instanceIdentifier: '1a' }, /instanceIdentifier.*"1a".*letter/s],
    ['an empty identifier', { instanceIdentifier: '' }, /instanceIdentifier.*""/s],
    ['too little storage', { allocatedStorage: 19 }, /allocatedStorage.*19.*20 to 65,536/s],
    ['too much storage', { allocatedStorage: 65_537 }, /allocatedStorage.*65537/s],
    ['broken storage', { allocatedStorage: 20.5 }, /allocatedStorage.*20\.5/s],
    ['storage that cannot grow', { allocatedStorage: 100, maxAllocatedStorage: 109 }, /maxAllocatedStorage.*109.*allocatedStorage/s],
    ['storage that grows beyond what RDS offers', { maxAllocatedStorage: 65_537 }, /maxAllocatedStorage.*65537.*65,536/s],
    ['a port that is too low', { port: 1149 }, /port.*1149.*1150 to 65535/s],
    ['a port that is too high', { port: 65_536 }, /port.*65536/s],
    ['a database name with a hyphen', { databaseName: 'my-orders' }, /databaseName.*"my-orders".*letters/s],
    ['a database name that is too long', { databaseName: 'a'.repeat(65) }, /databaseName.*a{65}.*64/s],
    ['the master user admin, whom attackers try first', { masterUsername: 'admin' }, /masterUsername.*"admin".*other than/s],
    ['the user that RDS itself has', { masterUsername: 'RDSadmin' }, /masterUsername.*"RDSadmin".*rdsadmin/s],
    ['the instance type as RDS writes it', { instanceType: instanceType('db.m7g.large') }, /instanceType.*"db\.m7g\.large".*'m7g\.large'/s],
    ['a master user that is too long', { masterUsername: 'a'.repeat(17) }, /masterUsername.*a{17}.*16/s],
    ['backups for more than 35 days', { backupRetention: Duration.days(36) }, /backupRetention.*Duration\.days\(36\).*35/s],
    ['backups for a day and a half', { backupRetention: Duration.hours(36) }, /backupRetention.*Duration\.hours\(36\).*whole days/s],
    ['no backups of a protected database', { backupRetention: Duration.days(0) }, /backupRetention.*Duration\.days\(0\).*deletionProtection/s],
    ['a log retention that CloudWatch Logs does not offer', { logRetention: 42 as RetentionDays }, /logRetention.*42.*1, 3, 5, 7/s],
    ['an interval of monitoring that RDS does not offer', { monitoringInterval: Duration.seconds(20) }, /monitoringInterval.*Duration\.seconds\(20\).*0, 1, 5, 10, 15, 30, 60/s],
    ['half a second of monitoring', { monitoringInterval: Duration.millis(500) }, /monitoringInterval.*Duration\.millis\(500\)/s],
    ['a master user of a snapshot', { snapshotIdentifier: SNAPSHOT, masterUsername: 'boss' }, /masterUsername.*"boss".*snapshot/s],
    ['a snapshot without a name', { snapshotIdentifier: '' }, /snapshotIdentifier.*"".*ARN/s],
    ['connections over TLS 1.0 or 1.1', { parameters: { tls_version: 'TLSv1.1,TLSv1.2' } }, /parameters\.tls_version.*"TLSv1\.1,TLSv1\.2".*TLSv1\.3/s],
    ['no version of TLS', { parameters: { tls_version: '' } }, /parameters\.tls_version.*""/s],
    ['logs in tables', { parameters: { log_output: 'TABLE' } }, /parameters\.log_output.*"TABLE".*files/s],
    ['a database name in a snapshot', { snapshotIdentifier: SNAPSHOT, databaseName: 'orders' }, /databaseName.*"orders".*snapshot/s],
  ])('%s', (_what, props, message) => {
    expect(build(props)).toThrow(message);
  });

  test.each([['0', 1], ['off', 1], ['1', 0]])('nothing of require_secure_transport %s, but a warning tells of connections without TLS (%i)', (require_secure_transport, count) => {
    const stack = newStack();
    database(stack, { parameters: { require_secure_transport } });
    expect(warningsOf(stack).filter((warning) => /takes connections without TLS.*RDS\.39.*SecureBaseline:insecureTransport/.test(warning))).toHaveLength(count);
  });

  test('no other value of these parameters', () => {
    const stack = newStack();
    const token = new CfnParameter(stack, 'Given').valueAsString;
    const taken: Settings[] = [
      { parameters: { require_secure_transport: '1', tls_version: 'TLSv1.3', log_output: 'FILE' } }, { parameters: { tls_version: 'TLSv1.2,TLSv1.3' } },
      { parameters: { require_secure_transport: token, log_output: token } },
    ];
    taken.forEach((props) => expect(build(props)).not.toThrow());
  });

  test.each(['t3.micro', 't3.small', 't4g.micro', 't4g.small'])('Performance Insights on %s, which does not offer it', (type) => {
    expect(build({ instanceType: instanceType(type) })).toThrow(new RegExp(`enablePerformanceInsights.*"${type}".*t4g.medium`, 's'));
    expect(build({ instanceType: instanceType(type), enablePerformanceInsights: false })).not.toThrow();
  });

  test('nothing of the instance types that offer Performance Insights', () => {
    expect(build({ instanceType: instanceType('t4g.medium') })).not.toThrow();
    expect(build({ instanceType: instanceType('m7g.large') })).not.toThrow();
  });

  test('all that is wrong at once, named by the construct', () => {
    const vpc = importedVpc(newStack(), ['eu-west-1a']);
    expect(build({ vpc, instanceIdentifier: 'A', port: 1 })).toThrow(/^HardenedMySql 'Stack\/Database' .*3 problems:\n.*instanceIdentifier.*\n.*port.*1.*\n.*vpc/);
  });
});

describe('the port of a database in a ThreeTierVpc', () => {
  const inNetwork = (databasePort?: number, props: Settings = {}) => () => {
    const stack = newStack();
    return new HardenedMySql(stack, 'Database', { vpc: new ThreeTierVpc(stack, 'Network', { databasePort }).vpc, ...props });
  };

  test.each([[undefined, 3307, 3306], [3307, undefined, 3307], [3307, 3308, 3307]])('with network ACLs for %p cannot be %p', (databasePort, port, allowed) => {
    expect(inNetwork(databasePort, { port })).toThrow(new RegExp(`port.*${port ?? 3306}.*network ACLs of Stack/Network/Vpc.*databasePort.*${port ?? 3306}.*${allowed}`, 's'));
  });

  test.each([[undefined, undefined], [undefined, 3306], [3307, 3307]])('with network ACLs for %p may be %p', (databasePort, port) => {
    expect(inNetwork(databasePort, { port })).not.toThrow();
  });

  test('is any in the private subnets, whose network ACLs let callers of the VPC in', () => {
    expect(inNetwork(undefined, { port: 3307, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } })).not.toThrow();
  });

  test('is no matter of synthesis where only the deployment knows it', () => {
    const stack = newStack();
    const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
    expect(() => new HardenedMySql(stack, 'Database', { vpc: new ThreeTierVpc(stack, 'Network').vpc, port })).not.toThrow();
  });
});

describe('of a VPC a database refuses', () => {
  const subnet = (stack: Stack, id: string, availabilityZone?: string) => ec2.Subnet.fromSubnetAttributes(stack, id, { subnetId: `subnet-${id}`, availabilityZone });

  test('one zone', () => {
    const stack = newStack();
    expect(() => database(stack, { vpc: importedVpc(stack, ['eu-west-1a']) })).toThrow(/vpc:.*IsolatedSubnet1.*two Availability Zones/s);
  });

  test('two subnets in one zone', () => {
    const stack = newStack();
    expect(() => database(stack, { vpc: importedVpc(stack, ['eu-west-1a', 'eu-west-1a']) })).toThrow(/vpc:.*IsolatedSubnet1.*two Availability Zones/s);
    const vpcSubnets = { subnets: [subnet(stack, 'one', 'eu-west-1a'), subnet(stack, 'two', 'eu-west-1a')] };
    expect(() => database(newStack(), { vpc: importedVpc(newStack()), vpcSubnets })).toThrow(/vpcSubnets.*Stack\/one, Stack\/two.*two Availability Zones/s);
  });

  test('that it has none of the kind, with what there is', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['one', 'two'] });
    expect(() => database(stack, { vpc, port: 1 })).toThrow(/port.*1.*vpc:.*no 'Isolated' subnet groups.*select other subnets by vpcSubnets/s);
    expect(() => database(newStack(), { vpc, vpcSubnets: { subnetGroupName: 'data' } })).toThrow(/vpcSubnets.*no subnet groups with name 'data'/s);
  });

  test('public subnets', () => {
    const stack = newStack();
    const vpcSubnets = { subnetType: ec2.SubnetType.PUBLIC };
    expect(() => database(stack, { vpc: importedVpc(stack), vpcSubnets })).toThrow(/vpcSubnets.*"Stack\/ImportedVpc\/PublicSubnet1, .*private/s);
  });

  test('nothing where subnets are known by their identifiers alone', () => {
    const stack = newStack();
    const subnets = ['one', 'two'].map((id) => subnet(stack, id));
    expect(() => database(stack, { vpc: importedVpc(stack), vpcSubnets: { subnets } })).not.toThrow();
  });
});

test('a replica of a database without backups is refused', () => {
  const source = database(newStack(), { backupRetention: Duration.days(0), deletionProtection: false });
  expect(() => source.addReadReplica('Replica')).toThrow(/backupRetention.*Duration\.days\(0\).*replica.*Duration\.days\(1\)/s);
});

test('the identifier of 63 characters is taken', () => {
  expect(instanceOf(databaseTemplate(() => ({ instanceIdentifier: 'a'.repeat(63) }))).DBInstanceIdentifier).toHaveLength(63);
});

test('all but the VPC is checked without one, under the names of the props', () => {
  const problems = new Problems(newStack());
  checkMySql(problems, { port: 1, encryptionKey: kms.Key.fromKeyArn(newStack(), 'Key', 'arn:aws:kms:eu-west-1:111122223333:alias/data') });
  expect(() => problems.throwIfAny()).toThrow(/2 problems.*port.*1150.*encryptionKey.*alias/s);
});
