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

describe('a version is rejected', () => {
  test.each<[string, Settings, RegExp]>([
    ['of 8.0 without extendedSupport', { version: version('8.0.45', '8.0') }, /version must .*standard support.*, got "8\.0\.45".*'8\.4\.\d+'.*extendedSupport/s],
    ['of 5.7 without extendedSupport', { version: rds.MysqlEngineVersion.VER_5_7_44_RDS_20251212 }, /version must .*"5\.7\.44-rds\.20251212".*extendedSupport/s],
    ['of 8.0 with extendedSupport false', { version: version('8.0.45', '8.0'), extendedSupport: false }, /version must .*extendedSupport/s],
    ['of 8.0 without a minor version', { version: rds.MysqlEngineVersion.VER_8_0, extendedSupport: true }, /version must .*x\.y\.z, got "8\.0".*'8\.0\.\d+'/s],
    ['of 8.4 without a minor version', { version: version('8.4') }, /version must .*x\.y\.z, got "8\.4".*'8\.4\.\d+'/s],
    ['that is invalid', { version: version('8.4.x') }, /version must .*x\.y\.z, got "8\.4\.x"/s],
  ])('%s', (_title, props, message) => {
    expect(build(props)).toThrow(message);
  });

  test('whose major version is an unresolved token, because the parameter group and the option group depend on it', () => {
    const stack = newStack();
    const parameter = new CfnParameter(stack, 'Version').valueAsString;
    expect(() => database(stack, { version: version(parameter, parameter) })).toThrow(/version must .*major version.*'8\.4'/s);
    expect(() => database(newStack(), { version: version(parameter, '8.0') })).toThrow(/version must .*extendedSupport/s);
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

  test('with a warning that recommends the newest version if it is deprecated', () => {
    expect(warningsAbout({ version: rds.MysqlEngineVersion.VER_8_0_39 })).toEqual([expect.stringMatching(/8\.0\.39.*8\.0\.45.*SecureBaseline:deprecatedVersion/)]);
  });

  test.each(['8.4.99', '9.7.1', '10.0.0'])('with a warning if aws-cdk-lib does not know it: %s', (full) => {
    expect(warningsAbout({ version: version(full, full.split('.', 2).join('.')) })).toEqual([expect.stringMatching(/SecureBaseline:unknownVersion/)]);
  });

  test('without a warning if the aws-cdk-lib of the app is newer and knows it', () => {
    const newer = Object.assign(rds.MysqlEngineVersion, { VER_8_4_98: version('8.4.98') });
    expect(warningsAbout({ version: newer.VER_8_4_98 })).toEqual([]);
    delete (newer as { VER_8_4_98?: unknown }).VER_8_4_98;
  });
});

describe('synthesis fails for', () => {
  test.each<[string, Settings, RegExp]>([
    ['an identifier that is too long', { instanceIdentifier: 'a'.repeat(64) }, /instanceIdentifier must .*63.*, got "a{64}"/s],
    ['an identifier in uppercase', { instanceIdentifier: 'Orders' }, /instanceIdentifier must .*lowercase.*, got "Orders"/s],
    ['an identifier with consecutive hyphens', { instanceIdentifier: 'a--b' }, /instanceIdentifier must .*single hyphens.*, got "a--b"/s],
    ['an identifier that ends with a hyphen', { instanceIdentifier: 'a-' }, /instanceIdentifier must .*, got "a-"/s],
    ['an identifier that begins with a digit', { instanceIdentifier: '1a' }, /instanceIdentifier must .*letter.*, got "1a"/s],
    ['an empty identifier', { instanceIdentifier: '' }, /instanceIdentifier must .*, got ""/s],
    ['storage below the minimum', { allocatedStorage: 19 }, /allocatedStorage must .*20 to 65,536, got 19/s],
    ['storage above the maximum', { allocatedStorage: 65_537 }, /allocatedStorage must .*, got 65537/s],
    ['a fraction as storage', { allocatedStorage: 20.5 }, /allocatedStorage must .*whole number.*, got 20\.5/s],
    ['a maximum storage less than 10 % above the initial storage', { allocatedStorage: 100, maxAllocatedStorage: 109 }, /maxAllocatedStorage must .*10 % greater than allocatedStorage.*, got 109/s],
    ['a maximum storage above the limit of RDS', { maxAllocatedStorage: 65_537 }, /maxAllocatedStorage must .*65,536, got 65537/s],
    ['a port that is too low', { port: 1149 }, /port must .*1150 to 65535, got 1149/s],
    ['a port that is too high', { port: 65_536 }, /port must .*, got 65536/s],
    ['a database name with a hyphen', { databaseName: 'my-orders' }, /databaseName must .*letters.*, got "my-orders"/s],
    ['a database name that is too long', { databaseName: 'a'.repeat(65) }, /databaseName must .*64.*, got "a{65}"/s],
    ['the master user name admin, which attackers try first', { masterUsername: 'admin' }, /masterUsername must .*not be admin or rdsadmin, got "admin"/s],
    ['the name of the user that RDS creates', { masterUsername: 'RDSadmin' }, /masterUsername must .*rdsadmin, got "RDSadmin"/s],
    ['an instance class as instance type', { instanceType: instanceType('db.m7g.large') }, /instanceType must .*'db\.', got "db\.m7g\.large".*'m7g\.large'/s],
    ['a master user name that is too long', { masterUsername: 'a'.repeat(17) }, /masterUsername must .*16.*, got "a{17}"/s],
    ['backups for more than 35 days', { backupRetention: Duration.days(36) }, /backupRetention must .*35 whole days, got Duration\.days\(36\)/s],
    ['backups for a day and a half', { backupRetention: Duration.hours(36) }, /backupRetention must .*whole days, got Duration\.hours\(36\)/s],
    ['no backups with deletion protection', { backupRetention: Duration.days(0) }, /backupRetention must .*1 day.*, got Duration\.days\(0\).*deletionProtection/s],
    ['a log retention that CloudWatch Logs does not support', { logRetention: 42 as RetentionDays }, /logRetention must .*, got 42\. .*1, 3, 5, 7/s],
    ['a monitoring interval that RDS does not support', { monitoringInterval: Duration.seconds(20) }, /monitoringInterval must .*0, 1, 5, 10, 15, 30, 60 seconds, got Duration\.seconds\(20\)/s],
    ['a monitoring interval of half a second', { monitoringInterval: Duration.millis(500) }, /monitoringInterval must .*, got Duration\.millis\(500\)/s],
    ['a master user name with a snapshot', { snapshotIdentifier: SNAPSHOT, masterUsername: 'boss' }, /masterUsername must not .*snapshotIdentifier .*, got "boss"/s],
    ['an empty snapshot identifier', { snapshotIdentifier: '' }, /snapshotIdentifier must .*empty, got "".*ARN/s],
    ['TLS 1.0 or 1.1', { parameters: { tls_version: 'TLSv1.1,TLSv1.2' } }, /parameters\.tls_version must .*TLSv1\.3.*, got "TLSv1\.1,TLSv1\.2"/s],
    ['no version of TLS', { parameters: { tls_version: '' } }, /parameters\.tls_version must .*, got ""/s],
    ['logs in tables', { parameters: { log_output: 'TABLE' } }, /parameters\.log_output must .*FILE, got "TABLE"/s],
    ['a database name with a snapshot', { snapshotIdentifier: SNAPSHOT, databaseName: 'orders' }, /databaseName must .*snapshotIdentifier, got "orders"/s],
  ])('%s', (_title, props, message) => {
    expect(build(props)).toThrow(message);
  });

  test.each([['0', 1], ['off', 1], ['1', 0]])('but not for require_secure_transport %s, with %i warnings', (require_secure_transport, count) => {
    const stack = newStack();
    database(stack, { parameters: { require_secure_transport } });
    expect(warningsOf(stack).filter((warning) => /allows connections without TLS.*RDS\.39.*SecureBaseline:insecureTransport/.test(warning))).toHaveLength(count);
  });

  test('but not for other values of these parameters', () => {
    const stack = newStack();
    const token = new CfnParameter(stack, 'Parameter').valueAsString;
    const accepted: Settings[] = [
      { parameters: { require_secure_transport: '1', tls_version: 'TLSv1.3', log_output: 'FILE' } }, { parameters: { tls_version: 'TLSv1.2,TLSv1.3' } },
      { parameters: { require_secure_transport: token, log_output: token } },
    ];
    accepted.forEach((props) => expect(build(props)).not.toThrow());
  });

  test.each(['t3.micro', 't3.small', 't4g.micro', 't4g.small'])('Performance Insights with instance type %s, which does not support it', (type) => {
    expect(build({ instanceType: instanceType(type) })).toThrow(new RegExp(`enablePerformanceInsights must be false for .*${type}, got true.*t4g.medium`, 's'));
    expect(build({ instanceType: instanceType(type), enablePerformanceInsights: false })).not.toThrow();
  });

  test('but not for instance types that support Performance Insights', () => {
    expect(build({ instanceType: instanceType('t4g.medium') })).not.toThrow();
    expect(build({ instanceType: instanceType('m7g.large') })).not.toThrow();
  });

  test('several invalid props, with all problems and the path of the construct in one error', () => {
    const vpc = importedVpc(newStack(), ['eu-west-1a']);
    expect(build({ vpc, instanceIdentifier: 'A', port: 1 })).toThrow(/^HardenedMySql 'Stack\/Database' .*3 problems:\n.*instanceIdentifier must .*\n.*port must .*, got 1\..*\n.*vpc must /);
  });
});

describe('the port of a database in a ThreeTierVpc', () => {
  const inNetwork = (databasePort?: number, props: Settings = {}) => () => {
    const stack = newStack();
    return new HardenedMySql(stack, 'Database', { vpc: new ThreeTierVpc(stack, 'Network', { databasePort }).vpc, ...props });
  };

  test.each([[undefined, 3307, 3306], [3307, undefined, 3307], [3307, 3308, 3307]])('cannot differ from the port of the network ACLs: databasePort %p, port %p', (databasePort, port, allowed) => {
    expect(inNetwork(databasePort, { port })).toThrow(new RegExp(`port must be ${allowed}, .*network ACLs of Stack/Network/Vpc.*, got ${port ?? 3306}\\. .*databasePort`, 's'));
  });

  test.each([[undefined, undefined], [undefined, 3306], [3307, 3307]])('can be equal to the port of the network ACLs: databasePort %p, port %p', (databasePort, port) => {
    expect(inNetwork(databasePort, { port })).not.toThrow();
  });

  test('can be any port in private subnets, whose network ACLs allow traffic from the VPC', () => {
    expect(inNetwork(undefined, { port: 3307, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } })).not.toThrow();
  });

  test('can be an unresolved token', () => {
    const stack = newStack();
    const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
    expect(() => new HardenedMySql(stack, 'Database', { vpc: new ThreeTierVpc(stack, 'Network').vpc, port })).not.toThrow();
  });
});

test('the subnets must be specified for a VPC with several isolated subnets in an Availability Zone', () => {
  const create = (vpcSubnets?: ec2.SubnetSelection) => () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['a', 'b'], isolatedSubnetIds: ['1', '2', '3', '4'], isolatedSubnetNames: ['Attachments', 'Data'],
    });
    return new HardenedMySql(stack, 'Database', { vpc, vpcSubnets });
  };
  expect(create()).toThrow(/a problem:\n {2}- vpcSubnets must be specified if .* AttachmentsSubnet1, .*, DataSubnet4\./);
  expect(create({ subnetGroupName: 'Data' })).not.toThrow();
});

test("the remedy for the CDK's ordinary VPC, which has no isolated subnets, creates the database", () => {
  const create = (vpcSubnets?: ec2.SubnetSelection) => () => {
    const stack = newStack();
    database(stack, { vpc: new ec2.Vpc(stack, 'Ordinary'), vpcSubnets });
  };
  expect(create()).toThrow(/vpc must have isolated subnets .*, got "Stack\/Ordinary \(public subnets: 2, private subnets with egress: 2, isolated subnets: 0\)"\. .* vpcSubnets, such as { subnetType: ec2\.SubnetType\.PRIVATE_WITH_EGRESS }\./);
  expect(create({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS })).not.toThrow();
});

test('the remedy for a VPC with public subnets only suggests no other subnets of it', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Public', { subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] });
  expect(() => database(stack, { vpc })).toThrow(/got "Stack\/Public \(public subnets: 2, private subnets with egress: 0, isolated subnets: 0\)"\. .* with vpcSubnets\.$/);
});

describe('a VPC is rejected', () => {
  const subnet = (stack: Stack, id: string, availabilityZone?: string) => ec2.Subnet.fromSubnetAttributes(stack, id, { subnetId: `subnet-${id}`, availabilityZone });

  test('if it has isolated subnets in one Availability Zone', () => {
    const stack = newStack();
    expect(() => database(stack, { vpc: importedVpc(stack, ['eu-west-1a']) })).toThrow(/vpc must .*two Availability Zones, got .*IsolatedSubnet1/s);
  });

  test('if all subnets are in one Availability Zone', () => {
    const stack = newStack();
    expect(() => database(stack, { vpc: importedVpc(stack, ['eu-west-1a', 'eu-west-1a']) })).toThrow(/vpc must .*two Availability Zones, got .*IsolatedSubnet1/s);
    const vpcSubnets = { subnets: [subnet(stack, 'one', 'eu-west-1a'), subnet(stack, 'two', 'eu-west-1a')] };
    expect(() => database(newStack(), { vpc: importedVpc(newStack()), vpcSubnets })).toThrow(/vpcSubnets must .*two Availability Zones, got "Stack\/one, Stack\/two"/s);
  });

  test('if it has no subnets of the selection', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['one', 'two'] });
    expect(() => database(stack, { vpc, port: 1 })).toThrow(/port must .*, got 1\..*vpc must .*, got "Stack\/Vpc \(public subnets: 0, private subnets with egress: 2, isolated subnets: 0\)"\. .*vpcSubnets, such as/s);
    expect(() => database(newStack(), { vpc, vpcSubnets: { subnetGroupName: 'data' } })).toThrow(/vpcSubnets must .*no subnet groups with name 'data'/s);
  });

  test('if a selection has no subnets, with an error that contains only names of the user', () => {
    const stack = newStack();
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    expect(() => database(stack, { vpc: new ec2.Vpc(stack, 'Ordinary'), vpcSubnets })).toThrow(/vpcSubnets must .*'Isolated' subnet groups in this VPC\. Available types: Private,Public"/s);
  });

  test('if public subnets are selected', () => {
    const stack = newStack();
    const vpcSubnets = { subnetType: ec2.SubnetType.PUBLIC };
    expect(() => database(stack, { vpc: importedVpc(stack), vpcSubnets })).toThrow(/vpcSubnets must .*public subnets, got "Stack\/ImportedVpc\/PublicSubnet1, /s);
  });

  test('but not if the Availability Zones of the subnets are not known', () => {
    const stack = newStack();
    const subnets = ['one', 'two'].map((id) => subnet(stack, id));
    expect(() => database(stack, { vpc: importedVpc(stack), vpcSubnets: { subnets } })).not.toThrow();
  });
});

test('a replica of a database without backups is rejected', () => {
  const source = database(newStack(), { manageMasterUserPassword: false, backupRetention: Duration.days(0), deletionProtection: false });
  expect(() => source.addReadReplica('Replica')).toThrow(/backupRetention must .*replica, got Duration\.days\(0\).*Duration\.days\(1\)/s);
});

test('an identifier of 63 characters is accepted', () => {
  expect(instanceOf(databaseTemplate(() => ({ instanceIdentifier: 'a'.repeat(63) }))).DBInstanceIdentifier).toHaveLength(63);
});

test('checkMySql checks the other props without a VPC', () => {
  const problems = new Problems(newStack());
  checkMySql(problems, { port: 1, encryptionKey: kms.Key.fromKeyArn(newStack(), 'Key', 'arn:aws:kms:eu-west-1:111122223333:alias/data') });
  expect(() => problems.throwIfAny()).toThrow(/2 problems.*port must .*1150.*encryptionKey must .*alias/s);
});
