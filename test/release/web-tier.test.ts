import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeLoadBalancersCommand, DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { generate } from 'selfsigned';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf } from '../../integ/demo/aws';
import { waitForWebTier } from '../../integ/release/web-tier';

const aws = clientsOf(localAccess('http://127.0.0.1:1', '111111111111'));
const WAIT = { milliseconds: 0, pauseMilliseconds: 1 };

/** Mocks a web tier with a load balancer of this scheme and DNS name, and targets in these states. */
function mockWebTier(scheme: string, name: string, targets: string[]): void {
  mockClient(aws.cloudFormation).on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [['LoadBalancer', 'balancer'], ['TargetGroup', 'group']].map(([type, id]) => ({
      ResourceType: `AWS::ElasticLoadBalancingV2::${type}`, PhysicalResourceId: id, LogicalResourceId: id, LastUpdatedTimestamp: new Date(), ResourceStatus: 'CREATE_COMPLETE' as const,
    })),
  });
  mockClient(aws.elb)
    .on(DescribeTargetHealthCommand, { TargetGroupArn: 'group' }).resolves({ TargetHealthDescriptions: targets.map((State) => ({ TargetHealth: { State: State as 'healthy' } })) })
    .on(DescribeLoadBalancersCommand, { LoadBalancerArns: ['balancer'] }).resolves({ LoadBalancers: [{ Scheme: scheme as 'internal', DNSName: name }] });
}

describe('wait for a web tier', () => {
  const requests: string[] = [];
  let server: Server;
  let status: number;
  let name: string;
  beforeAll(async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'test' }]);
    server = createServer({ key, cert }, ({ url }, response) => {
      requests.push(url!);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    name = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    requests.length = 0;
    status = 200;
    jest.spyOn(console, 'log').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  test('requests the health check path of an internet-facing load balancer over HTTPS', async () => {
    mockWebTier('internet-facing', name, ['healthy', 'healthy']);
    await waitForWebTier(aws, 'stack', WAIT);
    expect(requests).toEqual(['/health']);
  });

  test('fails if the load balancer returns an error', async () => {
    status = 503;
    mockWebTier('internet-facing', name, ['healthy']);
    await expect(waitForWebTier(aws, 'stack', WAIT)).rejects.toThrow(/Timed out.*https.*503/);
  });

  test('does not send a request to an internal load balancer', async () => {
    mockWebTier('internal', name, ['healthy', 'healthy']);
    await waitForWebTier(aws, 'stack', WAIT);
    expect(requests).toEqual([]);
  });

  test.each([
    ['a target is unhealthy', ['healthy', 'unhealthy']],
    ['there are no targets', []],
  ])('fails for any scheme when %s', async (_, targets) => {
    mockWebTier('internal', name, targets);
    await expect(waitForWebTier(aws, 'stack', WAIT)).rejects.toThrow(/Timed out.*States of the targets/);
  });
});
