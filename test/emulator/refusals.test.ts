import { PlainStack } from './plain-stack';
import { createTrails, REFUSED_BY_AUDIT_SERVICES } from './refusals/audit';
import { exporting, importExport, REFUSED_BY_CLOUDFORMATION } from './refusals/cloudformation';
import { groupOf, REFUSED_BY_EC2, registerImage } from './refusals/ec2';
import { database, REFUSED_BY_RDS } from './refusals/rds';
import { TOPIC, VPC, type RefusedRequest } from './refusals/refused-request';
import { useLocalAws } from '../support/local-aws';

const accountOf = useLocalAws();
const REFUSED = [...REFUSED_BY_RDS, ...REFUSED_BY_EC2, ...REFUSED_BY_AUDIT_SERVICES, ...REFUSED_BY_CLOUDFORMATION];

describe('the emulator refuses, as AWS does,', () => {
  const rows = REFUSED.map((row, index): [string, RefusedRequest & { account: string }] => [row.title, { ...row, account: String(600_000_000_001 + index) }]);

  test.each(rows)('%s', async (_title, { account, message, send }) => {
    const { aws } = accountOf(account);
    const answer = await send(aws, new PlainStack(aws)).catch((error: Error) => error.message);
    expect(answer).toMatch(message);
  });

  test('the deletion of a protected database, without a final snapshot, and of the network that it uses', async () => {
    const { aws } = accountOf('600000000100');
    const stack = new PlainStack(aws);
    await stack.create({
      ...VPC,
      ...TOPIC,
      Subnets: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { DBSubnetGroupDescription: 'subnets', SubnetIds: [{ Ref: 'Subnet' }] } },
      Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'database', VpcId: { Ref: 'Vpc' } } },
      Source: {
        ...database({ DBInstanceIdentifier: 'source', DeletionProtection: true, DBSubnetGroupName: { Ref: 'Subnets' }, VPCSecurityGroups: [{ Ref: 'Group' }] }),
        DeletionPolicy: 'Snapshot',
      },
    });
    expect(await stack.deletionFailure()).toMatch(/disable deletion protection/);
    await expect(aws.rds.deleteDBInstance({ DBInstanceIdentifier: 'source', SkipFinalSnapshot: true })).rejects.toThrow(/disable deletion protection/);
    expect((await aws.rds.describeDBSnapshots({})).DBSnapshots).toEqual([]);
    expect((await aws.rds.describeDBInstances({})).DBInstances).toHaveLength(1);
    const { StackResources } = await aws.cloudFormation.describeStackResources({ StackName: 'plain' });
    const reasons = StackResources!.map(({ LogicalResourceId, ResourceStatusReason }) => [LogicalResourceId, ResourceStatusReason]);
    expect(Object.fromEntries(reasons)).toEqual({
      Source: expect.stringContaining('disable deletion protection'),
      Subnets: expect.stringMatching(/Cannot delete the subnet group '.+' because at least one database instance: source is still using it/),
      Subnet: expect.stringMatching(/The subnet 'subnet-\w+' has dependencies and cannot be deleted/),
      Group: expect.stringMatching(/resource sg-\w+ has a dependent object/),
      Vpc: expect.stringMatching(/The vpc 'vpc-\w+' has dependencies and cannot be deleted/),
    });

    await aws.rds.modifyDBInstance({ DBInstanceIdentifier: 'source', DeletionProtection: false });
    await stack.delete();
    expect((await aws.rds.describeDBInstances({})).DBInstances).toEqual([]);
    expect((await aws.rds.describeDBSnapshots({})).DBSnapshots).toHaveLength(1);
  });

  test('a sixth trail in every region, if the others are multi-region trails of one region', async () => {
    const account = accountOf('600000000103');
    await createTrails(account.aws, true);
    await expect(account.inRegion('eu-west-1').cloudTrail.createTrail({ Name: 'sixth', S3BucketName: 'logs' })).rejects.toMatchObject({
      name: 'MaximumNumberOfTrailsExceededException', message: 'User: 600000000103 already has 5 trails in eu-west-1.',
    });
  });
});

describe('the emulator accepts, as AWS does,', () => {
  test.each([['with', 30], ['without', undefined]])('a launch template %s the volume size of the image', async (_title, size) => {
    const { aws } = accountOf(size ? '600000000101' : '600000000105');
    await new PlainStack(aws).create(groupOf(await registerImage(aws), size));
    expect((await aws.autoScaling.describeAutoScalingGroups({})).AutoScalingGroups).toHaveLength(1);
  });

  test('an update of a stack that keeps the value of an export in use', async () => {
    const { aws } = accountOf('600000000102');
    const stack = new PlainStack(aws);
    await importExport(aws, stack);
    await stack.update({ Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'changed' } } }, exporting('one'));
    expect((await aws.cloudFormation.listExports({})).Exports).toMatchObject([{ Name: 'exported', Value: 'one' }]);
  });

  test('a sixth trail of an account if the others are trails of another region', async () => {
    const account = accountOf('600000000104');
    await createTrails(account.aws, false);
    await account.inRegion('eu-west-1').cloudTrail.createTrail({ Name: 'sixth', S3BucketName: 'logs' });
  });
});
