import { DescribeInstanceTypeOfferingsCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { DescribeOrderableDBInstanceOptionsCommand } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf } from '../../integ/demo/aws';
import { INSTANCE_TYPES, verifyInstanceTypes } from '../../integ/release/instance-types';

const aws = clientsOf(localAccess('http://127.0.0.1:1', '111111111111'));

/** Verifies a region that offers these types. */
async function verify(region: string, types: string[], databaseClasses: string[]): Promise<void> {
  mockClient(aws.ec2).on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: region }] })
    .on(DescribeInstanceTypeOfferingsCommand).resolves({ InstanceTypeOfferings: types.map((InstanceType) => ({ InstanceType: InstanceType as 't4g.small' })) });
  mockClient(aws.rds).on(DescribeOrderableDBInstanceOptionsCommand)
    .callsFake(({ DBInstanceClass }) => ({ OrderableDBInstanceOptions: databaseClasses.includes(DBInstanceClass) ? [{ DBInstanceClass }] : [] }));
  await verifyInstanceTypes(aws, () => aws);
}

describe('the default instance types', () => {
  const CLASSES = ['db.m6g.large', 'db.t3.micro'];
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation());
  afterEach(() => jest.restoreAllMocks());

  test('are those of both presets', () => expect(INSTANCE_TYPES.sort()).toEqual(['m6g.large', 't4g.small']));

  test('are offered by a region', () => expect(verify('eu-west-1', ['m6g.large', 't4g.small'], CLASSES)).resolves.toBeUndefined());

  test.each<[string, string, string[], string[], string]>([
    ['an instance type', 'eu-west-1', ['m6g.large'], CLASSES, 'eu-west-1 does not offer t4g.small'],
    ['a class of databases', 'eu-west-1', ['m6g.large', 't4g.small'], ['db.m6g.large'], 'eu-west-1 does not offer db.t3.micro'],
    ['another type than the one that is known to be missing', 'me-central-1', ['t4g.small'], CLASSES, 'me-central-1 does not offer m6g.large'],
  ])('the check fails for a region that does not offer %s', async (_, region, types, classes, message) => {
    await expect(verify(region, types, classes)).rejects.toThrow(message);
  });

  test('the check passes for a region that is known not to offer a type', () => expect(verify('me-central-1', ['m6g.large'], CLASSES)).resolves.toBeUndefined());
});
