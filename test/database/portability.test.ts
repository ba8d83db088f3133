import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, importedVpc, instanceOf, own } from './support';
import { EncryptionKey, NotificationTopic, ThreeTierVpc, type HardenedMySql, type HardenedMySqlProps } from '../../src';
import { DependencyGraph } from '../support/dependencies';
import { recommendedFlags, type TemplateResource } from '../support/templates';

const SUBNET_GROUP = 'AWS::RDS::DBSubnetGroup';
const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };
const REGION_OR_ZONE = /\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-[a-z]+)+-\d[a-z]?\b/;

/** Everything that a database can have. */
function everything(stack: Stack): HardenedMySqlProps {
  const { topic } = new NotificationTopic(stack, 'Topic');
  return {
    vpc: new ThreeTierVpc(stack, 'Network').vpc,
    encryptionKey: new EncryptionKey(stack, 'Key'),
    notificationTopic: topic,
    alarmActions: [new SnsAction(topic)],
  };
}

function everyUse(db: HardenedMySql, stack: Stack): void {
  const role = new iam.Role(stack, 'Application', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  db.grantSecretRead(role);
  db.grantConnect(role, 'orders');
  db.addReadReplica('Replica');
}

/** The instance that is no replica. */
function sourceIn(template: Template): TemplateResource {
  const found = Object.values(template.findResources('AWS::RDS::DBInstance')).filter(({ Properties }) => !Properties.SourceDBInstanceIdentifier);
  return found[0] as TemplateResource;
}

/** With everything, as the preset of production and that of other environments have it. */
const PRESETS: [string, (stack: Stack) => HardenedMySqlProps][] = [
  ['production', everything],
  ['non-production', (stack) => ({
    ...everything(stack),
    multiAz: false,
    deletionProtection: false,
    removalPolicy: RemovalPolicy.DESTROY,
    backupRetention: Duration.days(7),
    instanceType: new ec2.InstanceType('t4g.micro'),
    enablePerformanceInsights: false,
    monitoringInterval: Duration.seconds(0),
    generalLog: true,
  })],
];

describe.each(PRESETS)('a database as in %s', (name, propsFor) => {
  const template = databaseTemplate(propsFor, everyUse);
  const graph = new DependencyGraph(template);

  test('is in the isolated subnets, each in another zone that the region chooses', () => {
    const subnets = own(template, SUBNET_GROUP).Properties.SubnetIds.map(({ Ref }: { Ref: string }) => Ref);
    expect(subnets).toEqual([expect.stringContaining('IsolatedSubnet1'), expect.stringContaining('IsolatedSubnet2')]);
    const zones = subnets.map((id: string) => template.findResources('AWS::EC2::Subnet')[id].Properties.AvailabilityZone);
    expect(zones).toEqual([0, 1].map((zone) => ({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })));
    expect(sourceIn(template).Properties.DBSubnetGroupName).toEqual({ Ref: graph.idOf(SUBNET_GROUP) });
  });

  test('names no region, zone, account or partition', () => {
    const text = JSON.stringify(template.toJSON().Resources);
    expect(text).not.toMatch(REGION_OR_ZONE);
    expect(text).not.toMatch(/\b\d{12}\b/);
    expect(text).not.toMatch(/"arn:aws/);
  });

  test('is the same with all recommended feature flags as with none', () => {
    // One of the flags prints the warnings as a report.
    const report = jest.spyOn(console, 'error').mockImplementation();
    const flagged = databaseTemplate(propsFor, everyUse, { context: recommendedFlags });
    report.mockRestore();
    expect(flagged.toJSON()).toEqual(template.toJSON());
  });

  test('has the same resources in an explicit environment, for which no credentials are needed', () => {
    const explicit = databaseTemplate(propsFor, everyUse, { stackProps: { env: ENVIRONMENT } });
    expect(Object.keys(explicit.toJSON().Resources)).toEqual(Object.keys(template.toJSON().Resources));
  });

  test('waits for nothing that waits for it', () => {
    expect(graph.cycles()).toEqual([]);
  });

  test(`is ${name === 'production' ? 'protected, and leaves a snapshot' : 'unprotected, and deletes completely'}`, () => {
    const production = name === 'production';
    const { DeletionPolicy, Properties: { DeletionProtection, DeleteAutomatedBackups, MultiAZ } } = sourceIn(template);
    expect([DeletionPolicy, DeletionProtection, DeleteAutomatedBackups, MultiAZ]).toEqual(production ? ['Snapshot', true, false, true] : ['Delete', false, true, false]);
    const kept = Object.entries(template.toJSON().Resources as Record<string, { DeletionPolicy?: string }>)
      .filter(([id, resource]) => id.startsWith('Database') && (resource.DeletionPolicy ?? 'Delete') !== 'Delete');
    expect(kept).toHaveLength(production ? 10 : 0);
  });
});

describe('a VPC and a key that were there before', () => {
  test('are used as they are', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    const template = databaseTemplate((stack) => ({ vpc: importedVpc(stack), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }));
    expect(own(template, SUBNET_GROUP).Properties.SubnetIds).toEqual(['subnet-isolated-0', 'subnet-isolated-1']);
    expect(own(template, 'AWS::EC2::SecurityGroup').Properties.VpcId).toBe('vpc-1');
    expect(instanceOf(template)).toMatchObject({ KmsKeyId: keyArn, PerformanceInsightsKMSKeyId: keyArn });
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('may have private subnets with a way out instead of isolated ones', () => {
    const template = databaseTemplate((stack) => ({ vpc: importedVpc(stack), vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }));
    expect(own(template, SUBNET_GROUP).Properties.SubnetIds).toEqual(['subnet-private-0', 'subnet-private-1']);
  });

  test('may be looked up, before the look-up has an answer', () => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: ENVIRONMENT });
    const vpc = ec2.Vpc.fromLookup(stack, 'LookedUpVpc', { vpcId: 'vpc-1' });
    database(stack, { vpc });
    expect(own(Template.fromStack(stack), SUBNET_GROUP).Properties.SubnetIds.length).toBeGreaterThanOrEqual(2);
  });

  test('may be another stack\'s, in the same app', () => {
    const app = new App({ analyticsReporting: false });
    const network = new Stack(app, 'NetworkStack');
    const { vpc } = new ThreeTierVpc(network, 'Network');
    const data = new Stack(app, 'DataStack');
    database(data, { vpc });
    const template = Template.fromStack(data);
    expect(JSON.stringify(own(template, SUBNET_GROUP).Properties.SubnetIds)).toMatch(/ImportValue.*IsolatedSubnet1.*ImportValue.*IsolatedSubnet2/);
  });
});
