import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CfnParameter, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, importedVpc, instanceOf, SNAPSHOT } from './support';
import { HardenedMySql, ThreeTierVpc, type HardenedMySqlProps } from '../../src';
import { newStack, warningsOf } from '../support/templates';

type Settings = Omit<HardenedMySqlProps, 'vpc'>;

const version = (full: string, major = '8.4') => rds.MysqlEngineVersion.of(full, major);
const instanceType = (type: string) => new ec2.InstanceType(type);
const build = (props: Settings) => () => database(newStack(), props);

describe('a version is refused', () => {
  test.each<[string, Settings, RegExp]>([
    ['that was withdrawn, with the nearest one offered', { version: version('8.4.3') }, /version: "8\.4\.3"\. .*nearest that it offers is '8\.4\.5'/],
    ['of 8.0 that was withdrawn, with the nearest one offered', { version: version('8.0.39', '8.0'), extendedSupport: true }, /"8\.0\.39".*nearest that it offers is '8\.0\.42'/],
    ['of 8.0 without explicit extended support, with a newer one', { version: version('8.0.46', '8.0') }, /"8\.0\.46".*extended support, which is charged: give '8\.4\.\d+', or set extendedSupport/],
    ['of 8.0 with extended support refused', { version: version('8.0.46', '8.0'), extendedSupport: false }, /extended support/],
    ['that is a bare 8.0', { version: rds.MysqlEngineVersion.VER_8_0, extendedSupport: true }, /"8\.0"\. Give an exact version x\.y\.z, such as '8\.4\.\d+'/],
    ['that is a bare 8.4', { version: version('8.4') }, /"8\.4"\. Give an exact version/],
    ['of a major version that RDS does not offer', { version: version('9.1.0', '9.1') }, /does not offer MySQL 9\.1: give '8\.4\.\d+'/],
    ['that is no version', { version: version('8.4.x') }, /"8\.4\.x"\. Give an exact version/],
  ])('%s', (_what, props, message) => {
    expect(build(props)).toThrow(message);
  });

  test('whose major version only the deployment knows, since groups go by it', () => {
    const stack = newStack();
    const parameter = new CfnParameter(stack, 'Version').valueAsString;
    expect(() => database(stack, { version: version(parameter, parameter) })).toThrow(/version: .*major version as text, such as '8\.4'/);
    expect(() => database(newStack(), { version: version(parameter, '8.0') })).toThrow(/MySQL 8\.0 is under extended support/);
  });

  test('but not one that came after this release, of which a warning tells', () => {
    const stack = newStack();
    database(stack, { version: version('8.4.99') });
    expect(warningsOf(stack).join()).toContain('MySQL 8.4.99 is newer than the versions that this construct knows');
  });
});

test.each(['8.0.42', '8.0.46', '8.4.5', '8.4.9'])('version %s is taken without a warning', (full) => {
  const stack = newStack();
  database(stack, { version: version(full, full.slice(0, 3)), extendedSupport: full.startsWith('8.0') });
  expect(warningsOf(stack).filter((warning) => warning.includes('MySQL'))).toEqual([]);
});

describe('at synth a database refuses', () => {
  test.each<[string, Settings, RegExp]>([
    ['an identifier that is too long', { instanceIdentifier: 'a'.repeat(64) }, /instanceIdentifier: "a{64}"\. Give 1 to 63/],
    ['an identifier in capitals', { instanceIdentifier: 'Orders' }, /instanceIdentifier: .*lower-case/],
    ['an identifier with two hyphens together', { instanceIdentifier: 'a--b' }, /instanceIdentifier: .*single hyphens/],
    ['an identifier with a hyphen at its end', { instanceIdentifier: 'a-' }, /instanceIdentifier: /],
    ['an identifier that begins with a digit', { instanceIdentifier: '1a' }, /instanceIdentifier: .*beginning with a letter/],
    ['an empty identifier', { instanceIdentifier: '' }, /instanceIdentifier: /],
    ['too little storage', { allocatedStorage: 19 }, /allocatedStorage: 19\. Give 20 to 65,536 GiB/],
    ['too much storage', { allocatedStorage: 65_537 }, /allocatedStorage: 65537/],
    ['broken storage', { allocatedStorage: 20.5 }, /allocatedStorage: 20\.5/],
    ['storage that cannot grow', { allocatedStorage: 100, maxAllocatedStorage: 109 }, /maxAllocatedStorage: 109\. Give a tenth more than allocatedStorage/],
    ['storage that grows beyond what RDS offers', { maxAllocatedStorage: 65_537 }, /maxAllocatedStorage: 65537\. .*65,536 GiB at most/],
    ['a port that is too low', { port: 1149 }, /port: 1149\. Give a port of 1150 to 65535/],
    ['a port that is too high', { port: 65_536 }, /port: 65536/],
    ['a database name with a hyphen', { databaseName: 'my-orders' }, /databaseName: "my-orders"\. Give 1 to 64 letters, digits and '_'/],
    ['a database name that is too long', { databaseName: 'a'.repeat(65) }, /databaseName: /],
    ['the master user admin, whom attackers try first', { masterUsername: 'admin' }, /masterUsername: "admin"\. .*other than admin/],
    ['the user that RDS itself has', { masterUsername: 'RDSadmin' }, /masterUsername: "RDSadmin"\. .*other than admin, rdsadmin/],
    ['the instance type as RDS writes it', { instanceType: instanceType('db.m7g.large') }, /instanceType: "db\.m7g\.large"\. Give it without 'db\.', such as new ec2\.InstanceType\('m7g\.large'\)/],
    ['a master user that is too long', { masterUsername: 'a'.repeat(17) }, /masterUsername: .*1 to 16/],
    ['backups for more than 35 days', { backupRetention: Duration.days(36) }, /backupRetention: Duration\.days\(36\)\. Give 0 to 35 whole days/],
    ['backups for a day and a half', { backupRetention: Duration.hours(36) }, /backupRetention: Duration\.hours\(36\)\. Give 0 to 35 whole days/],
    ['no backups of a protected database', { backupRetention: Duration.days(0) }, /backupRetention: .*protected database keeps backups: give 1 to 35 days, or switch deletionProtection off/],
    ['a log retention that CloudWatch Logs does not offer', { logRetention: 42 as RetentionDays }, /logRetention: 42\. Give one of the retention periods.*1, 3, 5, 7/],
    ['an interval of monitoring that RDS does not offer', { monitoringInterval: Duration.seconds(20) }, /monitoringInterval: Duration\.seconds\(20\)\. Give one of 0, 1, 5, 10, 15, 30, 60 seconds/],
    ['half a second of monitoring', { monitoringInterval: Duration.millis(500) }, /monitoringInterval: Duration\.millis\(500\)\. Give one of/],
    ['a removal policy that RDS has no use for', { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }, /removalPolicy: .*Give SNAPSHOT, RETAIN or DESTROY/],
    ['a master user of a snapshot', { snapshotIdentifier: SNAPSHOT, masterUsername: 'boss' }, /masterUsername: "boss"\. .*user of its snapshot: leave it out/],
    ['a snapshot without a name', { snapshotIdentifier: '' }, /snapshotIdentifier: ""\. Give the name or the ARN of a snapshot/],
    ['an instance type without a size', { instanceType: instanceType('m7g') }, /instanceType: "m7g"\. Give a family and a size, such as m7g\.large/],
    ['an instance type of no family', { instanceType: instanceType('foo.bar') }, /instanceType: "foo\.bar"\. Give a family and a size/],
    ['an empty instance type', { instanceType: instanceType('') }, /instanceType: ""\. Give a family and a size/],
    ['connections over TLS 1.0 or 1.1', { parameters: { tls_version: 'TLSv1.1,TLSv1.2' } }, /parameters\.tls_version: "TLSv1\.1,TLSv1\.2"\. Give TLSv1\.2, TLSv1\.3 or both/],
    ['no version of TLS', { parameters: { tls_version: '' } }, /parameters\.tls_version: ""/],
    ['logs in tables', { parameters: { log_output: 'TABLE' } }, /parameters\.log_output: "TABLE"\. RDS exports logs from files alone: leave it out\./],
    ['a database name in a snapshot', { snapshotIdentifier: SNAPSHOT, databaseName: 'orders' }, /databaseName: "orders"\. .*databases of its snapshot: leave it out/],
  ])('%s', (_what, props, message) => {
    expect(build(props)).toThrow(message);
  });

  test.each(['m7g.large', 'x2iedn.32xlarge', 't4g.micro', 'r6i.8xlarge.tpc1.mem2x', 'm7i-flex.large', 'z1d.metal'])('no instance type of such a form: %s', (type) => {
    expect(build({ instanceType: instanceType(type), enablePerformanceInsights: false })).not.toThrow();
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
    expect(build({ instanceType: instanceType(type) })).toThrow(new RegExp(`enablePerformanceInsights: "${type}"\\. .*set enablePerformanceInsights to false, or give t4g.medium`));
    expect(build({ instanceType: instanceType(type), enablePerformanceInsights: false })).not.toThrow();
  });

  test('nothing of the instance types that offer Performance Insights', () => {
    expect(build({ instanceType: instanceType('t4g.medium') })).not.toThrow();
    expect(build({ instanceType: instanceType('m7g.large') })).not.toThrow();
  });

  test('all that is wrong at once, named by the construct', () => {
    expect(build({ instanceIdentifier: 'A', port: 1 })).toThrow(/^HardenedMySql 'Stack\/Database' has 2 problems:\n {2}- instanceIdentifier: .*\n {2}- port: 1/);
  });
});

describe('the port of a database in a ThreeTierVpc', () => {
  const inNetwork = (databasePort?: number, props: Settings = {}) => () => {
    const stack = newStack();
    return new HardenedMySql(stack, 'Database', { vpc: new ThreeTierVpc(stack, 'Network', { databasePort }).vpc, ...props });
  };

  test.each([[undefined, 3307, 3306], [3307, undefined, 3307], [3307, 3308, 3307]])('with network ACLs for %p cannot be %p', (databasePort, port, passed) => {
    expect(inNetwork(databasePort, { port })).toThrow(new RegExp(
      `port: ${port ?? 3306}\\. The network ACLs of 'Stack/Network' pass ${passed} to the isolated subnets: give the ThreeTierVpc databasePort ${port ?? 3306}, or the database port ${passed}\\.`));
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
    expect(() => database(stack, { vpc: importedVpc(stack, ['eu-west-1a']) })).toThrow(/vpcSubnets: .*two zones at least/);
  });

  test('two subnets in one zone', () => {
    const stack = newStack();
    expect(() => database(stack, { vpc: importedVpc(stack, ['eu-west-1a', 'eu-west-1a']) })).toThrow(/vpcSubnets: .*two zones at least/);
    const vpcSubnets = { subnets: [subnet(stack, 'one', 'eu-west-1a'), subnet(stack, 'two', 'eu-west-1a')] };
    expect(() => database(newStack(), { vpc: importedVpc(newStack()), vpcSubnets })).toThrow(/two zones at least/);
  });

  test('that it has none of the kind, with what there is', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['one', 'two'] });
    expect(() => database(stack, { vpc, port: 1 })).toThrow(
      /HardenedMySql 'Stack\/Database' has 2 problems:\n.*port: 1.*\n {2}- vpcSubnets: "There are no 'Isolated' subnet groups in this VPC\. .*two zones at least: give a VPC with isolated subnets/);
    expect(() => database(newStack(), { vpc, vpcSubnets: { subnetGroupName: 'data' } })).toThrow(/vpcSubnets: "There are no subnet groups with name 'data'/);
  });

  test('public subnets', () => {
    const stack = newStack();
    const vpcSubnets = { subnetType: ec2.SubnetType.PUBLIC };
    expect(() => database(stack, { vpc: importedVpc(stack), vpcSubnets })).toThrow(/vpcSubnets: "Stack\/ImportedVpc\/PublicSubnet1, .*belongs into private subnets/);
  });

  test('nothing where subnets are known by their identifiers alone', () => {
    const stack = newStack();
    const subnets = ['one', 'two'].map((id) => subnet(stack, id));
    expect(() => database(stack, { vpc: importedVpc(stack), vpcSubnets: { subnets } })).not.toThrow();
  });
});

test('a replica of a database without backups is refused', () => {
  const source = database(newStack(), { backupRetention: Duration.days(0), deletionProtection: false });
  expect(() => source.addReadReplica('Replica')).toThrow(/backupRetention: Duration\.days\(0\)\. A replica is made from the backups of its source: give 1 to 35 days/);
});

test('the identifier of 63 characters is taken', () => {
  expect(instanceOf(databaseTemplate(() => ({ instanceIdentifier: 'a'.repeat(63) }))).DBInstanceIdentifier).toHaveLength(63);
});
