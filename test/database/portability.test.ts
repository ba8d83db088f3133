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
const REGION_OR_AZ = /\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-[a-z]+)+-\d[a-z]?\b/;

/** All props that refer to other resources of the stack. */
function allResources(stack: Stack): HardenedMySqlProps {
  const { topic } = new NotificationTopic(stack, 'Topic');
  return {
    vpc: new ThreeTierVpc(stack, 'Network').vpc,
    manageMasterUserPassword: false,
    encryptionKey: new EncryptionKey(stack, 'Key'),
    notificationTopic: topic,
    alarmActions: [new SnsAction(topic)],
  };
}

function useDatabase(db: HardenedMySql, stack: Stack): void {
  const role = new iam.Role(stack, 'Application', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  db.grantSecretRead(role);
  db.grantConnect(role, 'orders');
  db.addReadReplica('Replica');
}

/** The instance that is not a replica. */
function sourceIn(template: Template): TemplateResource {
  const found = Object.values(template.findResources('AWS::RDS::DBInstance')).filter(({ Properties }) => !Properties.SourceDBInstanceIdentifier);
  return found[0] as TemplateResource;
}

/** The settings of the production preset and of the non-production preset, with all resources. */
const PRESETS: [string, (stack: Stack) => HardenedMySqlProps][] = [
  ['production', allResources],
  ['non-production', (stack) => ({
    ...allResources(stack),
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

describe.each(PRESETS)('a database with the settings of %s', (name, propsFor) => {
  const template = databaseTemplate(propsFor, useDatabase);
  const graph = new DependencyGraph(template);

  test('is in isolated subnets of different Availability Zones, which CloudFormation chooses', () => {
    const subnets = own(template, SUBNET_GROUP).Properties.SubnetIds.map(({ Ref }: { Ref: string }) => Ref);
    expect(subnets).toEqual([expect.stringContaining('IsolatedSubnet1'), expect.stringContaining('IsolatedSubnet2')]);
    const availabilityZones = subnets.map((id: string) => template.findResources('AWS::EC2::Subnet')[id].Properties.AvailabilityZone);
    expect(availabilityZones).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
    expect(sourceIn(template).Properties.DBSubnetGroupName).toEqual({ Ref: graph.idOf(SUBNET_GROUP) });
  });

  test('has a template without names of a region, Availability Zone, account or partition', () => {
    const text = JSON.stringify(template.toJSON().Resources);
    expect(text).not.toMatch(REGION_OR_AZ);
    expect(text).not.toMatch(/\b\d{12}\b/);
    expect(text).not.toMatch(/"arn:aws/);
  });

  test('has an identical template without feature flags and with all recommended ones', () => {
    // One of the feature flags prints the warnings as a report.
    const report = jest.spyOn(console, 'error').mockImplementation();
    const flagged = databaseTemplate(propsFor, useDatabase, { context: recommendedFlags });
    report.mockRestore();
    expect(flagged.toJSON()).toEqual(template.toJSON());
  });

  test('has the same resources in an explicit environment, without credentials', () => {
    const explicit = databaseTemplate(propsFor, useDatabase, { stackProps: { env: ENVIRONMENT } });
    expect(Object.keys(explicit.toJSON().Resources)).toEqual(Object.keys(template.toJSON().Resources));
  });

  test('has no circular dependencies', () => {
    expect(graph.cycles()).toEqual([]);
  });

  test(name === 'production' ? 'is protected, and retains a snapshot and its logs' : 'is not protected, and retains nothing', () => {
    const production = name === 'production';
    const { DeletionPolicy, Properties: { DeletionProtection, DeleteAutomatedBackups, MultiAZ } } = sourceIn(template);
    expect([DeletionPolicy, DeletionProtection, DeleteAutomatedBackups, MultiAZ]).toEqual(production ? ['Snapshot', true, false, true] : ['Delete', false, true, false]);
    const retained = Object.entries(template.toJSON().Resources as Record<string, { DeletionPolicy?: string }>)
      .filter(([id, resource]) => id.startsWith('Database') && (resource.DeletionPolicy ?? 'Delete') !== 'Delete');
    expect(retained).toHaveLength(production ? 10 : 0);
  });
});

describe('an existing VPC', () => {
  test('is used with an existing key', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    const template = databaseTemplate((stack) => ({ vpc: importedVpc(stack), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }));
    expect(own(template, SUBNET_GROUP).Properties.SubnetIds).toEqual(['subnet-isolated-0', 'subnet-isolated-1']);
    expect(own(template, 'AWS::EC2::SecurityGroup').Properties.VpcId).toBe('vpc-1');
    expect(instanceOf(template)).toMatchObject({ KmsKeyId: keyArn, PerformanceInsightsKMSKeyId: keyArn });
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('can have private subnets with egress instead of isolated subnets', () => {
    const template = databaseTemplate((stack) => ({ vpc: importedVpc(stack), vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }));
    expect(own(template, SUBNET_GROUP).Properties.SubnetIds).toEqual(['subnet-private-0', 'subnet-private-1']);
  });

  test('can be looked up, even before the lookup has a result', () => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: ENVIRONMENT });
    const vpc = ec2.Vpc.fromLookup(stack, 'LookedUpVpc', { vpcId: 'vpc-1' });
    database(stack, { vpc });
    expect(own(Template.fromStack(stack), SUBNET_GROUP).Properties.SubnetIds.length).toBeGreaterThanOrEqual(2);
  });

  test('can be defined in another stack of the app', () => {
    const app = new App({ analyticsReporting: false });
    const network = new Stack(app, 'NetworkStack');
    const { vpc } = new ThreeTierVpc(network, 'Network');
    const data = new Stack(app, 'DataStack');
    database(data, { vpc });
    const template = Template.fromStack(data);
    expect(JSON.stringify(own(template, SUBNET_GROUP).Properties.SubnetIds)).toMatch(/ImportValue.*IsolatedSubnet1.*ImportValue.*IsolatedSubnet2/);
  });
});
