import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeLoadBalancersCommand, DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { generate } from 'selfsigned';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf } from '../../integ/demo/aws';
import { awaitWebTier } from '../../integ/release/web-tier';

const aws = clientsOf(localAccess('http://127.0.0.1:1', '111111111111'));
const IMPATIENT = { milliseconds: 0, pauseMilliseconds: 1 };

/** A web tier with a load balancer of this scheme and name, and targets in these states. */
function webTier(scheme: string, name: string, targets: string[]): void {
  mockClient(aws.cloudFormation).on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [['LoadBalancer', 'balancer'], ['TargetGroup', 'group']].map(([type, id]) => ({
      ResourceType: `AWS::ElasticLoadBalancingV2::${type}`, PhysicalResourceId: id, LogicalResourceId: id, LastUpdatedTimestamp: new Date(), ResourceStatus: 'CREATE_COMPLETE' as const,
    })),
  });
  mockClient(aws.elb)
    .on(DescribeTargetHealthCommand, { TargetGroupArn: 'group' }).resolves({ TargetHealthDescriptions: targets.map((State) => ({ TargetHealth: { State: State as 'healthy' } })) })
    .on(DescribeLoadBalancersCommand, { LoadBalancerArns: ['balancer'] }).resolves({ LoadBalancers: [{ Scheme: scheme as 'internal', DNSName: name }] });
}

describe('the wait for a web tier', () => {
  const asked: string[] = [];
  let server: Server;
  let status: number;
  let name: string;
  beforeAll(async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'test' }]);
    server = createServer({ key, cert }, ({ url }, response) => {
      asked.push(url!);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    name = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    asked.length = 0;
    status = 200;
    jest.spyOn(console, 'log').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  test('asks a load balancer on the internet for the health page, over HTTPS', async () => {
    webTier('internet-facing', name, ['healthy', 'healthy']);
    await awaitWebTier(aws, 'stack', IMPATIENT);
    expect(asked).toEqual(['/health']);
  });

  test('fails when the health page is not there', async () => {
    status = 503;
    webTier('internet-facing', name, ['healthy']);
    await expect(awaitWebTier(aws, 'stack', IMPATIENT)).rejects.toThrow(/https.*not right within/);
  });

  test('does not ask an internal load balancer, which no runner reaches', async () => {
    webTier('internal', name, ['healthy', 'healthy']);
    await awaitWebTier(aws, 'stack', IMPATIENT);
    expect(asked).toEqual([]);
  });

  test.each([
    ['some targets are unhealthy', ['healthy', 'unhealthy']],
    ['there are no targets', []],
  ])('fails for any scheme when %s', async (_, targets) => {
    webTier('internal', name, targets);
    await expect(awaitWebTier(aws, 'stack', IMPATIENT)).rejects.toThrow('targets: not right within');
  });
});
